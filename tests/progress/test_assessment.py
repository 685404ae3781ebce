"""What an assessment says beside its verdict: what it depends on, and the other methods."""

from decimal import Decimal
from typing import Any

import pytest

from industries.choices import Flag, TargetKind
from industries.progress import method
from industries.progress.assessment import Assessment, assess
from industries.progress.facts import Figure, Promise
from tests.progress.cases import day, figure, promise

BASE = figure("2020", 100)


def assessed(asked: Promise, *figures: Figure, as_of: str = "2025-06-30") -> Assessment:
    return assess(asked, figures, day(as_of))


def rival(period: str, value: Any) -> Figure:
    return figure(period, value, key="rival", confidence="press")


def test_an_assessment_names_its_day_and_method() -> None:
    found = assessed(promise(), BASE, figure("2024", 150))
    assert (found.as_of, found.version) == (day("2025-06-30"), method.VERSION)


@pytest.mark.parametrize(
    ("figures", "depends"),
    [
        ([BASE, figure("2024", 150), rival("2024", 140)], True),  # it would need acceleration
        ([BASE, figure("2024", 150), rival("2024", 152)], False),  # on track all the same
        ([BASE, rival("2020", 130), figure("2024", 150)], True),  # of the baseline
        ([BASE, figure("2024", 150), rival("2024", "over 140")], False),  # it agrees
    ],
)
def test_a_verdict_depends_on_the_source_if_another_value_changes_it(
    figures: list[Figure], depends: bool
) -> None:
    assert (Flag.SOURCE_SENSITIVE in assessed(promise(), *figures).flags) is depends


@pytest.mark.parametrize(
    ("before", "depends"), [(figure("2019", 60), False), (figure("2019", 140), True)]
)
def test_a_verdict_depends_on_the_baseline_if_a_neighbour_changes_it(
    before: Figure, depends: bool
) -> None:
    found = assessed(promise(), before, BASE, figure("2024", 150))
    assert (Flag.BASELINE_SENSITIVE in found.flags) is depends


def test_a_neighbour_less_than_a_year_from_the_latest_is_none() -> None:
    near = figure("2024-06", 10)
    assert Flag.BASELINE_SENSITIVE not in assessed(promise(), BASE, near, figure("2024", 150)).flags


@pytest.mark.parametrize(
    ("latest", "as_of", "depends"),
    [
        ("2027 195", "2028-06-30", True),  # short of 200, and not of 190
        ("2027 205", "2028-06-30", True),  # met, and short of 210
        ("2027 180", "2028-06-30", False),
        ("2024 110", "2025-06-30", False),
    ],
)
def test_an_about_is_moved_five_per_cent_each_way(latest: str, as_of: str, depends: bool) -> None:
    asked = promise(200, comparator="approx")
    found = assessed(asked, BASE, figure(*latest.split(" ")), as_of=as_of)
    assert (Flag.APPROX_SENSITIVE in found.flags) is depends
    exact = assessed(promise(200), BASE, figure(*latest.split(" ")), as_of=as_of)
    assert Flag.APPROX_SENSITIVE not in exact.flags


def test_a_value_about_the_goal_is_said_to_be_about_met() -> None:
    past = promise(200, "2024-12-31")
    assert Flag.ABOUT_MET in assessed(past, figure("2024", "about 199.5")).flags
    assert Flag.ABOUT_MET not in assessed(past, figure("2024", "199.5")).flags
    assert Flag.ABOUT_MET not in assessed(past, figure("2024", "about 190")).flags
    assert Flag.ABOUT_MET in assessed(past, figure("2024", "199.5", is_derived=True)).flags
    one = promise(200, "2024-12-31", kind=TargetKind.ONE_YEAR, measure="flow")
    assert Flag.ABOUT_MET in assessed(one, figure("2024", "about 199.5")).flags
    assert Flag.ABOUT_MET not in assessed(one, figure("2023", "about 199.5")).flags


@pytest.mark.parametrize(
    ("latest", "robust"),
    [
        (160, True),  # all say that it is well on its way
        (150, False),  # the ratio and the projection say so, a straight line misses a quarter
        (110, True),  # none does
    ],
)
def test_a_verdict_is_robust_if_all_methods_are_on_one_side(latest: int, robust: bool) -> None:
    found = assessed(promise(), BASE, figure("2024", latest))
    assert found.robust is robust


def test_what_is_decided_or_has_no_pace_is_neither_robust_nor_not() -> None:
    assert assessed(promise(), BASE, figure("2024", 200)).robust is None
    assert assessed(promise(90), BASE, figure("2024", 80)).robust is None
    kept = assessed(promise(90), BASE, figure("2024", 80)).working
    assert kept is not None
    assert (kept.course, kept.drift, kept.projected) == (None, None, None)


def test_the_working_is_reckoned_at_the_latests_moment() -> None:
    """Four of seven years: a straight way would have made 4/7, growth asks for 148.6."""
    working = assessed(promise(), BASE, figure("2024", 150)).working
    assert working is not None
    assert (working.way, working.time) == (Decimal("0.5"), Decimal(4) / 7)
    assert round(working.expected, 1) == Decimal("148.6")
    assert not working.linear
    linear = assessed(promise(method="linear"), BASE, figure("2024", 150)).working
    assert linear is not None
    assert round(linear.expected, 4) == Decimal("157.1429")
    assert (linear.projected, linear.course) == (None, None)


def test_a_day_of_growth_is_not_carried_on_for_ages() -> None:
    asked = promise(2000, "9999-12-31", announced_on=day("2020-12-31"))
    found = assessed(
        asked,
        figure("2020", 1),
        figure("2021-01", 1000, stood_on=day("2021-01-01")),
        as_of="2021-03-01",
    )
    assert [*found.reasons] == ["under_one_year"]
    assert found.working is not None
    assert (found.working.projected, found.working.course) == (None, None)


def test_years_depend_on_their_sources_as_well() -> None:
    window = (day("2021-01-01"), day("2025-12-31"))
    asked = promise(7, "2025-12-31", kind="each_year", measure="rate", window=window)
    found = assessed(asked, figure("2021", 7), rival("2021", 6), figure("2022", 8), as_of="2024-03-31")
    assert (str(found.verdict), found.flags) == ("on_track", (Flag.SOURCE_SENSITIVE,))
    assert found.years is not None
    assert (len(found.years.reported), found.years.number) == (2, 5)
