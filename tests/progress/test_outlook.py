"""Whose figure is awaited, when it is due, and that it decides what is said of it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industries.choices import TargetKind, Verdict
from industries.progress.assessment import Assessment, assess
from industries.progress.facts import Figure, Promise
from industries.progress.outlook import Outlook, outlook
from industries.progress.series import is_near
from tests.progress.cases import day, figure, promise

BASE = figure("2020", 100)
_MET = (Verdict.ACHIEVED, Verdict.ACHIEVED_LATE)


def ahead(asked: Promise, *figures: Figure, as_of: str) -> Outlook | None:
    return outlook(assess(asked, figures, day(as_of)))


@pytest.mark.parametrize(
    ("frequency", "ends_on", "due_on"),
    [
        ("annual", "2025-12-31", "2026-06-30"),
        ("", "2025-12-31", "2026-06-30"),
        ("quarterly", "2025-03-31", "2025-09-30"),
        ("monthly", "2025-01-31", "2025-07-31"),
    ],
)
def test_the_next_figure_is_of_the_next_period(frequency: str, ends_on: str, due_on: str) -> None:
    asked = promise(frequency=frequency)
    found = ahead(asked, BASE, figure("2024", 150), as_of="2025-06-30")
    assert found is not None
    assert (str(found.ends_on), str(found.due_on)) == (ends_on, due_on)


@pytest.mark.parametrize(
    ("about", "figures", "as_of", "ends_on"),
    [
        # none at all: the first period that ends after the announcement
        ({}, [], "2022-01-31", "2021-12-31"),
        ({"announced_on": None}, [], "2022-01-31", "2021-12-31"),
        # nor any day on which it was said: its own deadline
        ({"announced_on": None, "known_on": date.min}, [], "2022-01-31", "2027-12-31"),
        # an estimate leaves the final figure to come
        ({}, [BASE, figure("2024", 150, status="estimated")], "2025-06-30", "2021-12-31"),
        # a deadline within the next period is awaited itself, and after it the period that has one
        ({"due": "2025-06-30"}, [figure("2024", 150)], "2025-03-31", "2025-06-30"),
        ({"due": "2025-06-30"}, [figure("2025", "over 1")], "2026-03-31", "2026-12-31"),
        # of a window the first year that is missing
        (
            {"kind": TargetKind.EACH_YEAR, "window": (day("2021-01-01"), day("2025-12-31"))},
            [figure("2021", 200), figure("2023", 200)],
            "2024-03-31",
            "2022-12-31",
        ),
        ({"kind": TargetKind.ONE_YEAR, "due": "2025-12-31"}, [BASE], "2025-03-31", "2025-12-31"),
    ],
)
def test_what_is_awaited(
    about: dict[str, Any], figures: list[Figure], as_of: str, ends_on: str
) -> None:
    found = ahead(promise(**about), *figures, as_of=as_of)
    assert found is not None
    assert str(found.ends_on) == ends_on


@pytest.mark.parametrize(
    ("asked", "figures"),
    [
        (promise(), [BASE, figure("2024", 200)]),  # achieved
        (promise(None), [BASE]),
        (promise(comparator="approx", direction="none"), [BASE]),
        (promise(), [BASE, figure("2024", 50, break_on=day("2022-01-01"))]),  # of another count
        (promise(announced_on=date(9999, 12, 31), due=None), []),
    ],
)
def test_nothing_is_awaited_where_nothing_would_decide(asked: Promise, figures: list[Figure]) -> None:
    assert ahead(asked, *figures, as_of="2025-06-30") is None


def test_it_is_overdue_from_the_day_after_it_is_due() -> None:
    found = ahead(promise(), BASE, figure("2024", 150), as_of="2025-06-30")
    assert found is not None
    assert not found.is_overdue(found.due_on)
    assert found.is_overdue(found.due_on + timedelta(days=1))


def test_a_mean_leaves_the_rest_to_the_next_year() -> None:
    """Two years of 8 and 9 leave 13 to the third, if the mean is to be 10."""
    window = (day("2021-01-01"), day("2023-12-31"))
    asked = promise(10, kind=TargetKind.AVERAGE, window=window, measure="rate")
    found = ahead(asked, figure("2021", 8), figure("2022", 9), as_of="2023-06-30")
    assert found is not None
    assert [(str(level.verdict), level.value) for level in found.levels] == [("achieved", 13)]


@st.composite
def under_way(draw: Any) -> tuple[Promise, list[Figure], date]:
    """Draw a promise of exact yearly values, and a day in June on which it is under way."""
    year, sign = draw(st.integers(2021, 2026)), draw(st.sampled_from([1, -1]))
    kind = draw(st.sampled_from(["by_date", "by_date", "average", "total", "each_year", "one_year"]))
    due = date(year + draw(st.integers(-2, 8)), 12, 31)
    asked = promise(
        draw(st.integers(50, 400)),
        str(due),
        kind=TargetKind(kind),
        comparator=draw(st.sampled_from(["gte", "gt"] if sign > 0 else ["lte", "lt"])),
        measure=draw(st.sampled_from(["stock", "flow", "rate"])),
        method=draw(st.sampled_from(["growth", "linear"])),
        window=(date(2018, 1, 1), due) if kind in ("average", "total", "each_year") else None,
        frequency=draw(st.sampled_from(["", "annual", "quarterly"])),
    )
    years = draw(st.sets(st.integers(2018, year - 1), min_size=1))
    published = [figure(str(known), draw(st.integers(40, 500))) for known in sorted(years)]
    return asked, published, date(year, 6, 15)


@settings(max_examples=400, deadline=None)
@given(under_way())
def test_a_figure_at_a_level_makes_the_verdict_so_and_one_short_of_it_does_not(
    case: tuple[Promise, list[Figure], date],
) -> None:
    """Against the method itself: the figure that is named is published, and all is judged anew."""
    asked, published, as_of = case
    ahead = outlook(assess(asked, published, as_of))
    assume(ahead is not None)
    assert ahead is not None
    known = max(as_of, ahead.ends_on + timedelta(days=1))
    better = [*(v for v in Verdict if v != Verdict.MISSED), Verdict.MISSED]
    for level in ahead.levels:
        if any(is_near(level.value, seen.value) for seen in published):
            continue  # it may be read as that value, said once more
        step = asked.sign * max(abs(level.value), Decimal(1)) * Decimal("1e-9")

        def then(value: Decimal) -> Assessment:
            period = f"{ahead.ends_on:%Y-%m}" if asked.measure == "stock" else f"{ahead.ends_on:%Y}"
            new = replace(figure(period, 0), value=value, known_on=known)
            return assess(asked, [*published, new], known)

        met, short = then(level.value + step).verdict, then(level.value - step).verdict
        exactly = then(level.value).verdict
        if level.verdict == Verdict.ACHIEVED and asked.kind == TargetKind.BY_DATE:
            assert (exactly not in _MET) is level.beyond, (level, exactly)
        if Verdict.NOT_ASSESSABLE not in (met, short):
            assert better.index(met) <= better.index(level.verdict), (level, met)
            assert better.index(short) > better.index(level.verdict), (level, short)
