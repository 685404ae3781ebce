"""What a list or a record gives beyond its rows: whole references, counts, formats, the past."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from industries.api.whole import EXPANDABLE
from industries.editions import LIVE
from industries.models import Observation, Target
from tests import make
from tests.api.test_api import ENDPOINTS, get, problem
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger
ALL = {name: ",".join(EXPANDABLE[kind]) for name, kind in ENDPOINTS.items() if EXPANDABLE[kind]}


def inside(row: Any, path: str) -> list[Any]:
    """Return what stands at the path with dots, of each element of what is a list."""
    found = [row]
    for name in path.split("."):
        found = [one[name] for one in found if one is not None]
        found = [one for many in found for one in (many if isinstance(many, list) else [many])]
    return [one for one in found if one is not None]


@pytest.mark.parametrize("endpoint", ALL)
def test_references_are_given_whole_and_nothing_else_changes(client: Client, endpoint: str) -> None:
    bare = get(client, f"{endpoint}/", page_size=1000)["results"]
    whole = get(client, f"{endpoint}/", page_size=1000, expand=ALL[endpoint])["results"]
    for path in ALL[endpoint].split(","):
        before, now = ([o for row in rows for o in inside(row, path)] for rows in (bare, whole))
        # those within one that is whole are there only then
        assert "." in path or len(before) == len(now)
        for one in now:
            record = get(client, one["url"].partition("/api/v1/")[2])
            inner = {p.rpartition(".")[2] for p in EXPANDABLE[ENDPOINTS[endpoint]] if "." in p}
            assert {k: v for k, v in one.items() if k not in inner} == {
                k: record[k] for k in one if k not in inner
            }
            assert len(one) > 6
        if now:
            return
    assert endpoint == "indicators", "nothing to give whole"


def test_what_stands_in_another_is_given_whole_with_it(client: Client) -> None:
    (row,) = get(
        client, "targets/", id="cluster_scale_clean_energy_100bn_level", expand="initiative.strategy"
    )["results"]
    assert "summary_en" in row["initiative"]
    assert "summary_en" in row["initiative"]["strategy"]
    assert set(row["indicator"]) == {"id", "url", "name_en", "name_zh"}
    one = get(client, "targets/cluster_scale_clean_energy_100bn_level/", expand="initiative.strategy")
    assert {name: one[name] for name in row} == row


@pytest.mark.parametrize("endpoint", ALL)
def test_whole_references_cost_no_query_for_each_row(client: Client, endpoint: str) -> None:
    counts = []
    for size in (1, 1000):
        with CaptureQueriesContext(connections[LIVE]) as queries:
            get(client, f"{endpoint}/", page_size=size, expand=ALL[endpoint])
        counts.append(len(queries))
    assert counts[1] <= 8
    assert counts[0] <= counts[1]


@pytest.mark.parametrize(
    ("path", "asked", "said"),
    [
        ("targets/", "everything", "Valid are: citations.source, indicator, "),
        ("targets/", "indicator,", "“” cannot be used"),
        ("targets/", "indicator,indicator", "named twice"),
        ("targets/", "initiative.strategy.parent", "Valid are:"),
        ("targets/iva_above_2027_280bn/", "parent", "Valid are:"),
        ("changes/", "release", "Valid are: record."),
    ],
)
def test_a_reference_that_is_none_is_refused(client: Client, path: str, asked: str, said: str) -> None:
    (error,) = problem(client, path, expand=asked)["errors"]
    assert error["path"] == "expand"
    assert said in error["message"]


def test_choices_are_counted_among_the_rows_found(client: Client) -> None:
    body = get(client, "targets/", facets="verdict,industry,counted", standing="commitment")
    rows = get(client, "targets/", page_size=1000, standing="commitment")["results"]
    verdicts = [row["assessment"]["verdict"] for row in rows]
    assert body["meta"]["facets"]["verdict"] == {v: verdicts.count(v) for v in set(verdicts)}
    industries = [row["industry"]["id"] for row in rows if row["industry"]]
    assert body["meta"]["facets"]["industry"] == {i: industries.count(i) for i in set(industries)}


def test_a_choice_in_use_is_counted_too(client: Client) -> None:
    body = get(client, "targets/", facets="verdict", verdict="missed,no_figure")
    assert sum(body["meta"]["facets"]["verdict"].values()) == body["count"]
    assert set(body["meta"]["facets"]["verdict"]) == {"missed", "no_figure"}


def test_facets_are_of_what_can_be_counted(client: Client) -> None:
    (error,) = problem(client, "observations/", facets="value")["errors"]
    assert "Valid are: basis, confidence, indicator," in error["message"]
    assert "“facets” is not a parameter" in str(problem(client, "strategies/", facets="x")["errors"])


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, "changes", "releases"])
def test_every_format_has_the_same_rows(client: Client, endpoint: str) -> None:
    whole = get(client, f"{endpoint}/", page_size=1000)
    while whole["next"]:
        more = get(client, whole["next"].partition("/api/v1/")[2])
        whole = {"results": whole["results"] + more["results"], "next": more["next"]}
    answer = client.get(f"/api/v1/{endpoint}/?format=ndjson")
    assert answer["Content-Type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in b"".join(answer).splitlines()]
    assert lines == whole["results"]
    table = client.get(f"/api/v1/{endpoint}/", headers={"Accept": "text/csv"})
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(b"".join(table).decode())))
    name = "number" if endpoint == "releases" else "id"
    assert [row[name] for row in rows] == [str(line[name]) for line in lines]


def test_members_are_chosen_for_lines(client: Client) -> None:
    answer = client.get("/api/v1/targets/?format=ndjson&fields=value,id&verdict=missed")
    rows = [json.loads(line) for line in b"".join(answer).splitlines()]
    assert rows
    assert {tuple(row) for row in rows} == {("value", "id")}
    (error,) = problem(client, "targets/", format="ndjson", fields="id,password")["errors"]
    assert "Valid are: id, slug, url," in error["message"]
    assert "“fields” is not a parameter" in str(problem(client, "targets/", fields="id")["errors"])


def test_what_a_format_has_no_use_for_is_refused(client: Client) -> None:
    for query in ({"page": "2"}, {"expand": "indicator"}, {"facets": "kind"}):
        (error,) = problem(client, "targets/", format="csv", **query)["errors"]
        assert error["code"] == "unknown_parameter"
    assert problem(client, "search/", format="csv", q="coal")["errors"]


def test_nothing_else_can_be_had_by_the_header(client: Client) -> None:
    answer = client.get("/api/v1/targets/", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("accept", ["text/csv", "application/x-ndjson"])
def test_an_error_is_a_problem_whatever_was_asked_for(client: Client, accept: str) -> None:
    for path, status in (("targets/?kind=x", 400), ("observations/?rank=x", 400)):
        answer = client.get(f"/api/v1/{path}", headers={"Accept": accept})
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_what_was_published_after_a_moment(client: Client) -> None:
    target = make.target()
    make.published(target)
    moment = get(client, f"targets/{target.key}/")["updated_at"]
    edit(target, value=60)
    assert get(client, "targets/", updated_after=moment)["count"] == 0
    make.published(target, note_en="Misread.", kind="correction")
    assert [r["id"] for r in get(client, "targets/", updated_after=moment)["results"]] == [target.key]


def test_a_record_has_its_past(client: Client) -> None:
    target = make.target()
    make.published(target)
    edit(target, value=60)
    make.published(target, note_en="Misread.", kind="correction")
    past = get(client, f"targets/{target.key}/history/")
    assert past["count"] == 2
    assert [row["version"] for row in past["results"]] == [1, 2]
    assert {"field": "value", "old": "50", "new": "60"} in past["results"][1]["changes"]
    first = get(client, f"targets/{target.key}/versions/1/")
    assert first["record"]["value"] == "50"
    whole = get(client, f"targets/{target.key}/history/", expand="record")["results"]
    assert whole == [first, get(client, f"targets/{target.key}/versions/2/")]

    withdrawn(target)
    assert get(client, f"targets/{target.key}/", 410)["status"] == 410
    assert get(client, f"targets/{target.key}/history/")["results"][2]["action"] == "withdraw"
    assert get(client, f"targets/{target.key}/versions/3/")["record"] is None
    for path in ("versions/4/", "versions/0/", "history/?page=1"):
        assert client.get(f"/api/v1/targets/{target.key}/{path}").status_code in (400, 404)
    assert problem(client, "targets/nothing/history/", 404)["detail"]


def test_a_draft_has_no_past(client: Client) -> None:
    draft = make.observation()
    assert client.get(f"/api/v1/observations/{draft.key}/history/").status_code == 404
    assert client.get(f"/api/v1/observations/{draft.key}/versions/1/").status_code == 404


def test_whoever_follows_the_changes_has_what_a_full_pull_has(client: Client) -> None:
    kept: dict[tuple[str, str], Any] = {}
    address = "/api/v1/changes/?page_size=50&expand=record"

    def follow(address: str) -> str:
        """Read on to the end, and return where to begin the next time."""
        while True:
            body = client.get(address).json()
            for row in body["results"]:
                place = row["kind"], row["id"]
                if row["action"] == "withdraw":
                    del kept[place]
                else:
                    kept[place] = row["version"], row["record"]
            if body["next"] is None:
                number = body["meta"]["release"]["number"] + 1
                return f"/api/v1/changes/?expand=record&release__gte={number}"
            address = body["next"]

    def pulled() -> dict[tuple[str, str], Any]:
        found = {}
        for endpoint, kind in ENDPOINTS.items():
            for line in b"".join(client.get(f"/api/v1/{endpoint}/?format=ndjson")).splitlines():
                row = json.loads(line)
                version = get(client, f"{endpoint}/{row['id']}/versions/{row['version']}/")
                found[kind, row["id"]] = row["version"], version["record"]
        return found

    address = follow(address)
    assert kept == pulled()
    target, gone, figure = make.target(), make.industry(), make.observation()
    make.published(target, gone, figure)
    edit(target, value=60)
    make.published(target, note_en="Misread.", kind="correction")
    withdrawn(gone)
    follow(address)
    assert ("industry", gone.key) not in kept
    assert kept["target", target.key][0] == 2
    assert kept == pulled()
    assert len(kept) > Target.objects.using(LIVE).count() + Observation.objects.using(LIVE).count()


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("targets/", {"kind": ""}),
        ("targets/", {"industry": ","}),
        ("targets/", {"industry": "goji,"}),
        ("targets/", {"page": ""}),
        ("changes/", {"updated_after": ""}),
        ("targets/iva_above_2027_280bn/history/", {"cursor": ""}),
    ],
)
def test_a_value_that_is_missing_is_no_filter_that_is_left_out(
    client: Client, path: str, query: dict[str, str]
) -> None:
    (error,) = problem(client, path, **query)["errors"]
    assert error["path"] in query
    assert "has an empty value" in error["message"]


def test_no_words_are_in_every_row(client: Client) -> None:
    assert get(client, "targets/", search="")["count"] == get(client, "targets/")["count"]
    assert problem(client, "targets/", 404, page="last")["detail"]
