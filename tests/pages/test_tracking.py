"""The tracker: every target with its verdict, what narrows it, and how many there are of each."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine as tm
from django.http import QueryDict
from django.test import Client

from industries.choices import Component, Flag, Reason, Verdict
from industries.editions import LIVE
from industries.filtersets import ChangedGoalFilterSet, DueFilterSet, TargetFilterSet
from industries.models import IndustryGroup, Target
from industries.pages.tracking import BAR, bar_of
from industries.reports import Tally, assessed, tally, tally_of
from tests import make
from tests.pages.test_feeds import ATOM, fed
from tests.pages.test_pages import html

pytestmark = [make.uses_ledger, pytest.mark.usefixtures("one_day")]
DAY = date(2026, 7, 1)


@pytest.fixture
def one_day() -> Iterator[None]:
    with tm.travel("2026-07-01T04:00:00Z", tick=False):
        yield


def public() -> Any:
    return Target.objects.using(LIVE).select_related("indicator")


def listed(client: Client, query: str) -> set[str]:
    """Return the keys of the targets that the API lists, of all pages."""
    answer = client.get(f"/api/v1/targets/?page_size=1000&{query}")
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["results"]}


def keys(holds: Any) -> set[str]:
    """Return the keys of the public targets of whose assessment it holds."""
    found = assessed(public(), DAY)
    return {target.key for target in public() if holds(target, found[target.pk])}


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_narrows_the_list_to_what_is_computed(client: Client, verdict: Verdict) -> None:
    assert listed(client, f"verdict={verdict}") == keys(lambda _t, found: found.verdict == verdict)


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_narrows_it(client: Client, reason: Reason) -> None:
    assert listed(client, f"reason={reason}") == keys(lambda _t, found: reason in found.reasons)


@pytest.mark.parametrize("flag", Flag)
def test_what_is_to_be_known_beside_it_narrows_it(client: Client, flag: Flag) -> None:
    assert listed(client, f"flag={flag}") == keys(lambda _t, found: flag in found.flags)


@pytest.mark.parametrize("component", Component)
def test_what_the_source_leaves_open_narrows_it(client: Client, component: Component) -> None:
    assert listed(client, f"missing={component}") == keys(lambda t, _found: component in t.left_open)


def test_more_than_one_code_is_any_of_them(client: Client) -> None:
    either = listed(client, "verdict=missed,on_track")
    assert either == listed(client, "verdict=missed") | listed(client, "verdict=on_track")
    assert either


@pytest.mark.parametrize(
    ("query", "some", "none"),
    [
        ("changed_goal=true", "dc_racks_2025_720k", "wine_area_2020_600k_mu"),
        ("changed_goal=false", "wine_area_2020_600k_mu", "dc_racks_2025_720k"),
        ("overdue=true", "raw_milk_2021_2_8mt", "ne_capacity_2025_50gw"),
        ("overdue=false", "ne_capacity_2025_50gw", "raw_milk_2021_2_8mt"),
        ("counted=true", "dc_racks_2025_720k", "dc_racks_2025_330k"),  # a restatement for one day
        ("initiative=made_up", None, "dc_racks_2025_720k"),
        ("next_due_on__lte=2022-06-30", "raw_milk_2021_2_8mt", "wine_area_2035_1_5m_mu"),
    ],
)
def test_other_filters(client: Client, query: str, some: str | None, none: str) -> None:
    found = listed(client, query)
    assert none not in found
    assert some is None or some in found


def test_the_tracker_takes_the_same_filters_as_the_api(client: Client) -> None:
    text = html(client, "/targets/?verdict=missed")
    slugs = set(re.findall(r'<th scope="row"><a href="/targets/([a-z0-9-]+)/"', text))
    assert slugs == {key.replace("_", "-") for key in listed(client, "verdict=missed")}
    assert "“nonsense” is not a parameter" in html(client, "/targets/?nonsense=1", 400)


def test_the_targets_of_a_promise_stand_together(client: Client) -> None:
    text = html(client, "/targets/?indicator=dc_racks")
    first, second = (text.index(f"/targets/dc-racks-2025-{n}k/") for n in (720, 330))
    assert first < second
    assert "<tbody>" not in text[first:second]
    assert "goal changed" in text[first:]


def test_the_tally_counts_each_commitment_once() -> None:
    found, rows = assessed(public(), DAY), list(public().on_day(DAY))
    counted = [found[row.pk] for row in rows if row.counted]
    assert 0 < len(counted) < len(found)
    verdicts = Counter(assessment.verdict for assessment in counted)
    reasons = Counter(reason for assessment in counted for reason in assessment.reasons)
    for made in (tally(public().on_day(DAY)), tally_of(rows)):
        assert {v: n for v, n in made.verdicts.items() if n} == verdicts
        assert {r: n for r, n in made.reasons.items() if n} == reasons
        assert made.total == len(counted) == made.judged + made.without_figure + made.open


def test_a_tally_counts_a_target_once_whatever_it_is_joined_with() -> None:
    """An industry can be in two groups, and a target is on it once."""
    groups = ",".join(IndustryGroup.objects.using(LIVE).values_list("key", flat=True))
    joined = public().filter(industry__groups__isnull=False)
    once = public().filter(pk__in=joined.values("pk")).on_day(DAY)
    found = TargetFilterSet.of(QueryDict(f"group={groups}"), public()).found
    assert joined.count() > once.count() == found.count()
    assert tally(found) == tally(once)


@pytest.mark.parametrize("numbers", [[1], [1, 1, 1], [997, 1, 2], [5, 0, 3, 0, 1]])
def test_a_bar_is_filled_without_a_gap(numbers: list[int]) -> None:
    verdicts = dict.fromkeys(Verdict, 0)
    verdicts.update(zip(Verdict, numbers, strict=False))
    bar = bar_of(Tally(0, verdicts, dict.fromkeys(Reason, 0)))
    end = 0
    for part in bar.parts:
        assert part.left == end
        end += part.width
    assert end == BAR
    assert sorted(part.number for part in bar.parts) == sorted(filter(None, numbers))


@pytest.mark.parametrize(
    ("address", "narrowed"),
    [
        ("/", ""),
        ("/targets/?industry=wine", "industry=wine"),
        ("/industries/wine/", "industry=wine"),
        ("/industries/?group=six_specialties", "group=six_specialties"),
        ("/initiatives/?strategy=integrate_innovation", "strategy=integrate_innovation"),
    ],
)
def test_a_number_leads_to_so_many_targets(client: Client, address: str, narrowed: str) -> None:
    text = " ".join(html(client, address).split())
    found = re.findall(r'<li><a href="/targets/\?([^"]+)">[^/]*</strong> </a> (\d+)</li>', text)
    if not found:
        assert not listed(client, f"counted=true&{narrowed}")
    for query, number in found:
        assert narrowed in query
        assert len(listed(client, query.replace("&amp;", "&"))) == int(number)


def test_a_figure_that_is_overdue_is_listed_and_fed(client: Client) -> None:
    text = html(client, "/due/?search=milk")
    assert "30 June 2022" in text
    assert "overdue" in text
    entries = fed(client, "/due/feed.atom").findall(f"{ATOM}entry")
    assert entries
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert days == sorted(days, reverse=True)
    assert max(days) <= "2026-07-01T04"


def test_the_latest_figure_is_what_is_known_by_now_not_what_decided(client: Client) -> None:
    text = " ".join(html(client, "/targets/?indicator=wine_bottles").split())
    row = text[text.index('href="/targets/wine-bottles-2020') :]
    assert "2024" in row[: row.index("</tr>")]


def test_a_changed_goal_is_shown_with_what_it_asks_for_more_or_less(client: Client) -> None:
    text = " ".join(html(client, "/changed-goals/").split())
    assert "The later goal is 390,000 racks lower." in text
    assert "Its deadline is 5 years later." in text
    assert text.index("dc-racks-2025-720k") < text.index("dc-racks-2025-330k")


def test_a_goal_is_compared_with_the_one_whose_place_it_took_and_with_no_other(client: Client) -> None:
    """Of a promise of many goals, as on the page of each of them."""
    parts = html(client, "/changed-goals/").split("<li>")
    entries = {re.findall(r'href="([^"]+)"', part)[0]: part for part in parts[1:] if "href" in part}
    changed = Target.objects.using(LIVE).exclude(restates=None).select_related("restates__indicator")
    assert len(changed) > 3
    for target in changed:
        entry = entries[target.get_absolute_url()]
        assert target.restates.get_absolute_url() in entry
        page = html(client, target.get_absolute_url())
        for said in re.findall(r"(The later goal is [^.]+\.|Its deadline is [^.]+\.)", entry):
            assert said in page, (target.key, said)
    # the first of its plan, and said with another on the same day
    assert "The later goal" not in entries["/targets/wine-area-2035-1-5m-mu/"]


@pytest.mark.parametrize("filterset", [TargetFilterSet, DueFilterSet, ChangedGoalFilterSet])
@pytest.mark.parametrize(
    "query",
    [
        *("", "verdict=no_figure", "verdict=missed,achieved", "reason=no_baseline", "flag=stale"),
        *("overdue=true", "overdue=false", "changed_goal=true", "counted=true&verdict=missed"),
        *("next_due_on__lte=2026-06-30", "next_due_on__gte=2026-07-01", "industry=wine"),
        *("ordering=-due_on", "ordering=next_due_on", "ordering=-value", "group=six_specialties"),
        *("confidence=primary,press", "verdict=no_figure&confidence=press&ordering=key"),
    ],
)
def test_what_is_counted_is_what_is_listed(filterset: Any, query: str) -> None:
    """The kept rows are asked where they suffice, the targets where not: it is the same list."""
    found = filterset.of(QueryDict(query), public())
    listed = list(found.qs.distinct())
    assert list(found.whole(found.found)) == listed
    assert list(found.whole(found.found[1:3])) == listed[1:3]
    assert found.found.count() == len(listed)
    assert tally(found.found) == tally_of(listed)
