"""The verdict on a target's page: the sentence first, then what it rests on."""

import re
from collections.abc import Iterator

import pytest
import time_machine as tm
from django.test import Client

from tests import make
from tests.pages.test_pages import html

pytestmark = [make.uses_ledger, pytest.mark.usefixtures("one_day")]


@pytest.fixture
def one_day() -> Iterator[None]:
    with tm.travel("2026-07-01T04:00:00Z", tick=False):
        yield


def plain(client: Client, address: str) -> str:
    return " ".join(html(client, address).split())


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        (
            "ne-capacity-2025-50gw",
            [
                "Achieved",
                "data to July 2025",
                "From 22 GW (December 2020) to over 50 GW (July 2025): the promise was met at",
                "at least 5 months early.",
            ],
        ),
        (
            "dc-racks-2025-720k",
            [
                "Missed",
                "180,000 racks (February 2026): it falls short of what was promised,",
                "at 25% of the goal.",
                "by a later figure",
            ],
        ),
        (
            "goji-area-2020-1m-mu",
            [
                "No figure found",
                "No figure for the end of 2020 has been found.",
                "Last known:",
                "about met",
            ],
        ),
        ("goji-output-value-2030-100bn", ["Cannot be judged", "no baseline is known"]),
        (
            "wine-area-2035-1-5m-mu",
            [
                *("Limited progress", "11% of the way in 31% of the time."),
                *("0.5898499", "4.256% a year", "7.216% a year", "depends on how “about” is read"),
                *("(606,000 ÷ 492,000)^(1 ÷ (2025 − 2020)) − 1", "(4.256%) ÷ |7.216%|"),
            ],
        ),
        (
            "rd-growth-to-2027-10pct",
            [
                "Limited progress",
                "On average 7.7% so far, where at least 10% was promised.",
                "Years that are reported: 1 of 5.",
            ],
        ),
    ],
)
def test_a_target_says_first_how_far_along_it_is(client: Client, slug: str, said: list[str]) -> None:
    text = plain(client, f"/targets/{slug}/")
    assert not [words for words in said if words not in text]
    assert text.index("How far along") < text.index("What was promised, part by part")


def test_the_history_of_a_promise_of_an_unknown_day_begins_at_first(client: Client) -> None:
    text = plain(client, "/targets/goji-output-value-2030-100bn/")
    history = text[text.index("History of the verdict") : text.index("Each day by what had been")]
    assert ">at first</span>" in history
    assert "0001" not in history
    assert "at first" not in plain(client, "/targets/wine-area-2035-1-5m-mu/")


def test_it_says_so_in_chinese(client: Client) -> None:
    text = plain(client, "/zh-hans/targets/wine-area-2035-1-5m-mu/")
    assert "进展有限" in text
    assert "时间已过31%，路程完成11%。" in text
    assert "评估过程" in text


def test_a_goal_that_another_body_reported_anew_is_called_so_on_both_pages(client: Client) -> None:
    later = (
        "The same goal, as another body reported it later: Standard data centre racks: 330,000 racks"
    )
    before = (
        "The same goal, as another body reported it before: Standard data centre racks: 720,000 racks"
    )
    for slug, said in (("dc-racks-2025-720k", later), ("dc-racks-2025-330k", before)):
        assert said in re.sub(r"<[^>]+>", "", plain(client, f"/targets/{slug}/"))


def test_a_ratio_is_there_only_where_the_pace_decides(client: Client) -> None:
    text = plain(client, "/targets/ne-capacity-2025-50gw/")
    assert "Their ratio R" not in text
    assert '<td class="formula">over 50 − 50</td><td class="figure">over 0 GW</td>' in text


def test_a_past_day_is_judged_by_what_was_known(client: Client) -> None:
    """On the day of the release itself: later figures are of no use to it."""
    with tm.travel("2025-10-01T04:00:00Z", tick=False):
        text = plain(client, "/targets/dc-racks-2025-720k/")
    assert "Missed" not in text
