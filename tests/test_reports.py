"""Assessments of the shipped targets, out of a fixed number of queries."""

from collections import defaultdict
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from industries.choices import Verdict
from industries.editions import LIVE, desk
from industries.models import KeptVerdict, Observation, Target
from industries.progress.assessment import Assessment
from industries.progress.outlook import outlook
from industries.reports import (
    assessed,
    assessment_of,
    cited_alike,
    latest,
    ranked,
    series_of,
    with_series,
)
from tests import make

pytestmark = make.uses_ledger
AS_OF = date(2026, 6, 30)


def public() -> Any:
    return Target.objects.using(LIVE).select_related("indicator")


def of(key: str, as_of: date = AS_OF) -> Assessment:
    target = public().get(key=key)
    return assessed([target], as_of)[target.pk]


def test_every_public_target_has_a_verdict_or_reasons() -> None:
    found = assessed(public(), AS_OF)
    assert len(found) == public().count()
    for assessment in found.values():
        is_open = assessment.verdict == Verdict.NOT_ASSESSABLE
        assert bool(assessment.reasons) is is_open, assessment.promise.key


@pytest.mark.parametrize("count", [1, 50])
def test_it_asks_as_often_for_many_as_for_few(count: int) -> None:
    targets = list(public()[:count])
    with CaptureQueriesContext(connections[LIVE]) as asked:
        assert len(assessed(targets, AS_OF)) == count
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("key", "verdict", "flags", "by"),
    [
        # over 50 GW in July 2025, promised for the end of 2025: "over X" meets "over X"
        ("ne_capacity_2025_50gw", "achieved", [], "ne_capacity_2025_07"),
        # 180,000 racks in February 2026 of the 720,000 promised for 2025; the restated goal as well
        ("dc_racks_2025_720k", "missed", ["by_later_figure"], "dc_racks_2026_02"),
        ("dc_racks_2025_330k", "missed", ["by_later_figure"], "dc_racks_2026_02"),
        # 4.05 Mt by 19 December 2021 of 4 Mt a year
        ("ctl_output_design_4mt", "achieved", [], "ctl_output_2021"),
    ],
)
def test_a_figure_decides(key: str, verdict: str, flags: list[str], by: str) -> None:
    found = of(key)
    assert (found.verdict, list(found.flags)) == (verdict, flags)
    assert found.by is not None
    assert found.by.key == by


def test_a_quarter_is_not_a_year() -> None:
    """Of raw milk in 2021 the first quarter alone is public."""
    found = of("raw_milk_2021_2_8mt")
    assert (found.verdict, found.readings) == (Verdict.NO_FIGURE, ())
    before = of("raw_milk_2021_2_8mt", date(2021, 12, 31))
    assert (before.verdict, [*before.reasons]) == (Verdict.NOT_ASSESSABLE, ["part_year_only"])


def test_what_is_derived_is_known_once_all_its_sources_are() -> None:
    """R&D spending of 2023 came out in 2024; its growth cites that of 2022 as well."""
    found = of("rd_growth_to_2027_10pct")
    assert found.years is not None
    assert [reading.figure.key for reading in found.years.reported] == ["rd_growth_2023"]
    # 7.7 % where 10 % a year were promised
    assert found.verdict == Verdict.LIMITED_PROGRESS


def test_the_verdict_that_is_kept_is_the_one_computed_on_400_days() -> None:
    """For every public target, from before the first of them to after the last deadline."""
    targets = list(public())
    series = with_series(targets)
    kept = defaultdict(list)
    for row in KeptVerdict.objects.using(LIVE).order_by("from_day"):
        kept[row.target_id].append(row)
    assert set(kept) == {target.pk for target in targets}
    for target in targets:
        for day in (date(2016, 1, 1) + timedelta(days=18 * n) for n in range(400)):
            computed = assessment_of(target, series[series_of(target)], day)
            ahead = outlook(computed)
            (row,) = (row for row in kept[target.pk] if row.from_day <= day <= row.to_day)
            said = (row.verdict, row.reasons.split(), row.flags.split(), row.next_due_on)
            now = (computed.verdict, [*computed.reasons], [*computed.flags], ahead and ahead.due_on)
            if day >= computed.promise.known_on:
                assert said == now, (target.key, day)


def test_the_desk_is_judged_by_what_stands_there() -> None:
    with desk():
        target = make.target(value=50)
        late = make.source(published_on=date(2026, 2, 1))
        make.observation(indicator=target.indicator, value=60, period="2025", cites=late)
        found = assessed([target], AS_OF)[target.pk]
    assert found.by is not None
    assert (found.verdict, found.by.value) == (Verdict.ACHIEVED, 60)


def test_the_latest_figure_of_each_series_is_the_one_that_is_to_be_used() -> None:
    def seen(**fields: Any) -> Observation:
        defaults = {"indicator_id": 1, "industry_id": 2, "rank": "normal", "key": "x"}
        return Observation(**defaults | fields)

    old, new = date(2023, 12, 31), date(2024, 12, 31)
    newest = seen(period_end=new, rank="preferred", key="a")
    rows = [
        seen(period_end=old),
        newest,
        seen(period_end=new, key="b"),
        seen(period_end=date(2025, 12, 31), rank="deprecated"),
    ]
    elsewhere = seen(period_end=old, scope="elsewhere", rank="deprecated")
    found: list[Any] = latest([*rows, elsewhere])
    assert found == [newest, elsewhere]
    assert [row.number for row in found] == [4, 1]
    assert found[0] is newest
    assert found[1] is elsewhere


def test_a_rank_is_explained_where_figures_compete() -> None:
    indicator, reason = make.indicator(), {"rank_reason": "Weak source only."}
    rival, other, alone, scoped, gone = (
        make.observation(indicator=indicator, period="2023", **reason),
        make.observation(indicator=indicator, period="2023", **reason),
        make.observation(indicator=indicator, period="2024", **reason),
        make.observation(
            indicator=indicator, period="2024", scope="built", scope_comparable=True, **reason
        ),
        make.observation(indicator=indicator, period="2022", rank="deprecated", **reason),
    )
    rows = ranked([rival, other, alone, scoped, gone])
    assert [bool(row.why_ranked) for row in rows] == [True, True, False, False, True]


def test_records_are_cited_alike_in_the_same_places_of_the_same_sources() -> None:
    def cited(*places: tuple[int, str]) -> Any:
        return SimpleNamespace(cited=[SimpleNamespace(source_id=s, locator=at) for s, at in places])

    first = cited((1, "p. 1"), (2, "p. 2"))
    assert cited_alike([first, cited((1, "p. 1"), (2, "p. 2"))]) is first
    assert cited_alike([first, cited((1, "p. 1"))]) is None
    assert cited_alike([first, cited((1, "p. 1"), (2, "p. 3"))]) is None
    assert cited_alike([first]) is None
    assert cited_alike([]) is None
