"""Verdicts that changed between two days are those that readers saw on these days."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from industries.copies import kept
from industries.copies.making import keep_ended
from industries.editions import EDITION, LIVE, Reading, reading
from industries.models import Version
from industries.publishing.release import publish
from tests import make
from tests.copies.between import A, B, C, noon, turned
from tests.pages.test_history import republished
from tests.pages.test_pages import html
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn
from tests.test_query_counts import are_as_recorded

pytestmark = [make.uses_ledger, pytest.mark.usefixtures("from_the_first")]


@pytest.fixture
def judged() -> Iterator[dict[str, Any]]:
    """Targets whose verdicts turned between the first day and the second, each for another reason."""
    made = {
        "met": make.target(key="met", due_on=date(2040, 12, 31)),
        "late": make.target(key="late", due_on=date(2031, 3, 2)),
        "same": make.target(key="same", due_on=date(2040, 12, 31)),
        "gone": make.target(key="gone", due_on=date(2040, 12, 31)),
        # the deadline passes, and what was published meanwhile matters as well
        "both": make.target(key="both", due_on=date(2031, 3, 2)),
    }
    with noon(A):
        make.published(*made.values())
    with noon(B):
        made["new"] = make.target(key="new", due_on=date(2040, 12, 31))
        source = make.source(published_on=date(2031, 3, 3))
        for name in ("met", "both"):
            on = {"indicator": made[name].indicator, "period": "2030", "cites": source}
            make.published(make.observation(value=60 if name == "met" else 20, **on))
        make.published(made["new"])
        withdrawn(made["gone"])
    with noon(C):
        keep_ended()
        yield made


def test_verdicts_that_turned_say_from_what_to_what_and_whether_time_alone_did_it(
    client: Client, judged: Any
) -> None:
    text = html(client, f"/changes/between/{A}/{B}/")
    assert turned(text) == {
        "met": ("Cannot be judged", "Achieved", "what was published"),
        "late": ("Cannot be judged", "No figure found", "time alone"),
        "both": ("Cannot be judged", "Awaiting final data", "what was published"),
        "new": ("not public", "Cannot be judged", "what was published"),
        "gone": ("Cannot be judged", "not public", "what was published"),
    }
    assert "5 targets" in text
    for key in judged:
        shown = turned(html(client, f"/changes/between/{A}/{B}/?target={key}"))
        assert shown.keys() == ({key} if key != "same" else set()), key


def test_each_verdict_is_that_of_the_page_of_its_day(client: Client, judged: Any) -> None:
    table = html(client, f"/changes/between/{A}/{B}/").partition('id="verdicts"')[2]
    sides = re.findall(r'<a href="(/as-of/.*?/targets/.*?)">.*?verdict-(\w+)"', table)
    assert len(sides) == 8
    for address, verdict in sides:
        page = html(client, address)
        assert re.findall(r'verdict-mark verdict-(\w+)"', page)[0] == verdict, address


def test_it_has_all_whose_verdict_as_of_one_day_is_not_that_as_of_the_other(
    client: Client, judged: Any
) -> None:
    """From the day on which the real ledger was loaded, by the API of both days."""
    first = timezone.localdate(Version.objects.using(LIVE).earliest("id").release.published_at)

    def of(day: Any) -> dict[str, Any]:
        rows = client.get(f"/as-of/{day}/api/v1/targets/?page_size=1000").json()["results"]
        return {r["slug"]: (r["assessment"]["verdict"], r["assessment"]["reasons"]) for r in rows}

    before, after = of(first), of(B)
    unlike = {slug for slug in before.keys() | after if before.get(slug) != after.get(slug)}
    address, shown = f"/changes/between/{first}/{B}/", dict[str, Any]()
    for n in range(1, -(-len(unlike) // 50) + 1):
        shown |= turned(html(client, f"{address}?verdicts={n}"))
    assert shown.keys() == unlike
    assert {why for _was, _now, why in shown.values()} == {"time alone", "what was published"}
    in_wine = {s for s in turned(html(client, f"{address}?industry=wine")) if s in shown}
    assert in_wine
    assert in_wine == {slug for slug in unlike if slug.startswith("wine")}


def test_a_target_that_left_an_industry_for_another_is_of_both(client: Client) -> None:
    hats, caps, indicator = make.industry(key="hats"), make.industry(key="caps"), make.indicator()
    moved = make.target(key="moved", industry=hats, indicator=indicator, due_on=date(2040, 12, 31))
    as_before = make.target(key="as_before", industry=hats, due_on=date(2040, 12, 31))
    with noon(A):
        make.published(hats, caps, moved, as_before)
    with noon(B):
        source = make.source(published_on=date(2031, 3, 3))
        on = {"industry": caps, "indicator": indicator, "period": "2030", "cites": source}
        make.published(make.observation(value=60, **on))
        republished(moved, industry=caps)
        republished(as_before, industry=caps)
    with noon(C):
        keep_ended()
        for name in ("hats", "caps"):
            assert turned(html(client, f"/changes/between/{A}/{B}/?industry={name}")) == {
                "moved": ("Cannot be judged", "Achieved", "what was published")
            }
        assert not turned(html(client, f"/changes/between/{A}/{B}/?industry=wine"))


def test_without_a_release_time_goes_on(client: Client, judged: Any) -> None:
    text = html(client, f"/changes/between/{A}/2031-03-03/")
    assert turned(text) == {
        "late": ("Cannot be judged", "No figure found", "time alone"),
        "both": ("Cannot be judged", "No figure found", "time alone"),
    }
    assert "No record differs." in text


@pytest.mark.parametrize("times", [1, 30])
def test_queries_are_as_recorded_whatever_the_number_of_rows(client: Client, times: int) -> None:
    on = [make.target(due_on=date(2031, 3, 2)) for _ in range(times + 1)]
    with noon(A):
        make.published(*on)
    with noon(B):
        for target in on[:-1]:
            edit(target, value=60)
        publish(on[:-1], note_en="Misread.")
    with noon(C):
        publish([make.source()], note_en="Another day, of which there is no edition.")
        keep_ended()
        counts = {
            f"between /changes/between/<a>/<b>/{name}": queries(
                client, f"/changes/between/{A}/{day}/{query}"
            )
            for name, day, query in (
                ("", B, ""),
                (" (to today)", C, ""),
                ("?target", B, f"?target={on[0].key}"),
            )
        }
    are_as_recorded(counts)


def queries(client: Client, address: str) -> int:
    """Return how many queries a page makes, of live and of the editions that it reads."""
    with ExitStack() as stack:
        counted = [stack.enter_context(CaptureQueriesContext(connections[LIVE]))]
        for file in kept.files()[-2:]:
            with reading(Reading(EDITION, file=file)):
                # the thread keeps it open, and the page reads it through the same one
                edition = connections[EDITION]
            counted.append(stack.enter_context(CaptureQueriesContext(edition)))
        html(client, address)
        assert all(len(found) for found in counted[:1])
        return sum(map(len, counted))
