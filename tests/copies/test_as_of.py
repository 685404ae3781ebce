"""`as_of` leads to the API of that day, with everything else that was asked for."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import make

pytestmark = make.uses_ledger


def test_it_leads_to_the_same_question_as_of_that_day(client: Client) -> None:
    for path, query, rest in (
        ("targets/", "?verdict=missed&as_of=2026-01-31&page_size=5", "?verdict=missed&page_size=5"),
        ("targets/wine_area_2025_1m_mu/", "?as_of=2026-01-31", ""),
        ("search/", "?q=%E8%91%A1%E8%90%84&as_of=2026-01-31", "?q=%E8%91%A1%E8%90%84"),
        ("changes/", "?as_of=2026-01-31&format=csv", "?format=csv"),
    ):
        for answer in (client.get(f"/api/v1/{path}{query}"), client.head(f"/api/v1/{path}{query}")):
            assert answer.status_code == 307
            assert answer["Location"] == f"/as-of/2026-01-31/api/v1/{path}{rest}"
            assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("as_of=", "invalid_value"),
        ("as_of=yesterday", "invalid_value"),
        ("as_of=2026-02-30", "invalid_value"),
        ("as_of=20260131", "invalid_value"),
        ("as_of=../admin/", "invalid_value"),
        ("as_of=2026-01-31&as_of=2026-01-30", "repeated_parameter"),
    ],
)
def test_what_is_no_day_is_refused(client: Client, query: str, code: str) -> None:
    problem: Any = client.get(f"/api/v1/targets/?{query}")
    assert (problem.status_code, problem["Content-Type"]) == (400, "application/problem+json")
    (error,) = problem.json()["errors"]
    assert (error["code"], error["path"]) == (code, "as_of")


def test_it_is_among_the_names_that_are_valid(client: Client) -> None:
    for path in ("targets/", "targets/wine_area_2025_1m_mu/", "releases/1/", "schema/"):
        (error,) = client.get(f"/api/v1/{path}?colour=red").json()["errors"]
        assert "as_of" in error["message"].rpartition("Valid are:")[2], path


def test_it_is_followed_to_a_past_day(client: Client, days: list[str], files: list[Path]) -> None:
    def asked(address: str) -> Any:
        return client.get(client.get(address)["Location"]).json()

    found = asked(f"/api/v1/industries/?search=first&as_of={days[0]}")
    assert [row["name_en"] for row in found["results"]] == ["First"]
    assert found["meta"]["as_of"] == days[0]
    today = timezone.localdate().isoformat()
    assert asked(f"/as-of/{days[0]}/api/v1/industries/?search=first&as_of={today}")["count"] == 0
