"""The whole log on pages: by month, by what is in it, and what was corrected."""

import re

import pytest
import time_machine as tm
from django.test import Client

from industries.models import RECORDS
from industries.publishing.release import publish
from tests import make
from tests.pages.test_history import path_of, republished
from tests.pages.test_pages import html
from tests.publishing.test_publish import edit

pytestmark = make.uses_ledger


def test_months_are_those_of_the_ledgers_time_zone(client: Client) -> None:
    first, second = make.source(), make.source()
    with tm.travel("2031-01-31T15:59:00+00:00"):
        before = make.published(first)
    with tm.travel("2031-01-31T16:01:00+00:00"):  # a minute past midnight in Shanghai
        after = make.published(second)
        text = html(client, "/changes/")
        february, january = re.split(r"<h2>(?:February|January) 2031</h2>", text)[1:]
        assert after.get_absolute_url() in february
        assert before.get_absolute_url() in january
        for month, own, other in (("2031-02", after, before), ("2031-01", before, after)):
            found = html(client, f"/changes/?month={month}").partition("<footer")[0]
            assert own.get_absolute_url() in found
            assert other.get_absolute_url() not in found
        assert "<h2>2031年2月</h2>" in html(client, "/zh-hans/changes/")
    assert "0 entries" in html(client, "/changes/?month=2030-12")


def test_releases_are_found_by_what_is_in_them(client: Client) -> None:
    hats, caps = make.industry(name_en="Felt hats"), make.industry(name_en="Caps")
    target = make.target(industry=hats)
    make.published(hats, caps, target)
    mine = republished(target, value=60).get_absolute_url()
    both = republished(caps, summary_en="Caps of felt.").get_absolute_url()
    for query, found in (
        (f"record=target&industry={hats.key}", {mine}),
        (f"record=industry&industry={hats.key}", set()),
        (f"industry={hats.key},{caps.key}", {mine, both}),
        ("record=industry,target", {mine, both}),
        ("record=product", set()),
        (f"industry={caps.key}&kind=correction", {both}),
    ):
        text = html(client, f"/changes/?number__gte=3&{query}").partition("<footer")[0]
        assert set(re.findall(r'<h3><a href="(.*?)"', text)) == found, query
    assert "Caps" in html(client, f"/changes/?industry={caps.key}")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "record=person",
            "“person” cannot be used for “Kind of record”. Valid are: Source; Industry group",
        ),
        ("month=2031-13", "Write a month: 2026-01."),
        ("month=2031", "Write a month: 2026-01."),
        ("updated_after=yesterday", "Write a day and a time with its zone: 2026-01-31T08:00:00Z."),
        ("updated_after=0001-01-01T00:00:00%2B14:00", "Write a day and a time with its zone"),
        ("updated_after=2026-02-30T00:00:00Z", "Write a day and a time with its zone"),
        ("colour=red", "“colour” is not a parameter of this list."),
    ],
)
def test_a_bad_filter_says_what_would_be_right(client: Client, query: str, sentence: str) -> None:
    assert sentence in html(client, f"/changes/?{query}", 400)
    assert client.get(f"/changes/feed.atom?{query}").status_code == 400


def test_a_release_has_all_its_records_on_pages_by_kind(client: Client) -> None:
    found: list[str] = []
    for number in range(1, 10):
        text = html(client, f"/changes/1/?page={number}")
        found += re.findall(r"<h2>(.*?)</h2>", text)
        assert text.count("<h3>") == (50 if number < 9 else 25)
    kinds = [kind for n, kind in enumerate(found) if found[n - 1 : n] != [kind]]
    assert kinds[0] == "Sources"
    assert len(kinds) == len(set(kinds)) == len(RECORDS)
    assert "This list has no such page." in html(client, "/changes/1/?page=10", 404)


def test_corrections_are_on_pages_the_newest_first(client: Client) -> None:
    sources = [make.source() for _ in range(51)]
    make.published(*sources)
    for source in sources:
        edit(source, publisher="Another office")
    publish(sources, note_en="Renamed.")
    assert "51 entries" in html(client, "/corrections/")
    first, second = (html(client, f"/corrections/?page={n}") for n in (1, 2))
    assert path_of(sources[-1], "diff/1..2/") in first
    assert path_of(sources[0], "diff/1..2/") in second
    assert "Page 2 of 2" in second
    assert "0 entries" in html(client, "/corrections/?kind=target")
