"""A table of cases for each rule of like with like."""

from datetime import date
from typing import Any

import pytest

from industries.progress.facts import Figure
from industries.progress.series import agrees, months_later, series
from tests.progress.cases import day, figure, promise

AS_OF = day("2026-06-30")


def shown(*figures: Figure, as_of: date = AS_OF, **about: Any) -> list[str]:
    """Return what stands in the series with a promise, by the figures' keys."""
    return [reading.figure.key for reading in series(promise(**about), figures, as_of).readings]


def test_nothing_is_known_before_its_publication() -> None:
    first, second = figure("2024", 1), figure("2025", 2)  # known on 28 January of the next year
    assert shown(second, first) == ["2024 1", "2025 2"]
    assert shown(first, second, as_of=day("2026-01-27")) == ["2024 1"]
    assert shown(first, second, as_of=day("2025-01-27")) == []
    assert not series(promise(), [first], day("2025-01-27")).is_known


def test_a_period_that_has_not_ended_is_not_the_latest() -> None:
    early = figure("2026", 3, known_on=day("2026-05-01"))
    assert shown(figure("2025", 2), early) == ["2025 2"]


@pytest.mark.parametrize(
    ("mine", "comparable", "other", "other_comparable", "stand_together"),
    [
        ("", None, "", None, True),
        ("", None, "built", True, True),
        ("", None, "built", False, False),
        ("built", True, "", None, True),
        ("built", False, "", None, False),
        ("built", False, "built", False, True),
        ("built", True, "all", True, False),
    ],
)
def test_a_scope_stands_with_its_own_and_if_comparable_with_none(
    mine: str, comparable: bool | None, other: str, other_comparable: bool | None, stand_together: bool
) -> None:
    found = figure("2025", 1, scope=other, scope_comparable=other_comparable)
    assert bool(shown(found, scope=mine, scope_comparable=comparable)) is stand_together


@pytest.mark.parametrize(
    ("measure", "period", "stands"),
    [
        ("flow", "2025", True),
        ("flow", "2025-H1", False),
        ("flow", "2025-Q1", False),
        ("flow", "2021/2025", False),
        ("rate", "2025-01/05", False),
        ("stock", "2025-06", True),
        ("ratio", "2025-06", True),
        ("cumulative", "2016-12/2026-02", True),
    ],
)
def test_a_part_of_a_year_is_no_year(measure: str, period: str, stands: bool) -> None:
    found = series(promise(measure=measure), [figure(period, 1)], AS_OF)
    parts = 0 if stands or period == "2021/2025" else 1  # several years are no part of one
    assert (len(found.readings), len(found.parts)) == (int(stands), parts)
    unstated = figure("2025-06", 1, period_stated=False)
    assert shown(unstated, measure="flow") == ["2025-06 1"]  # it counts as a year


@pytest.mark.parametrize(
    ("measure", "about", "expected"),
    [
        ("stock", {}, "2025-06-30"),
        ("stock", {"stood_on": day("2025-06-10")}, "2025-06-10"),
        ("ratio", {"stood_on": day("2025-06-10")}, "2025-06-10"),
        ("flow", {"stood_on": day("2025-06-10")}, "2025-06-30"),
        ("stock", {"period_stated": False, "stated_on": day("2025-06-25")}, "2025-06-25"),
    ],
)
def test_a_value_is_dated_by_the_day_it_stood_or_was_stated_else_by_its_periods_end(
    measure: str, about: dict[str, Any], expected: str
) -> None:
    assert figure("2025-06", 1, **about).day(measure) == day(expected)
    yearly = figure("2025", 1, stood_on=day("2025-11-01"))
    assert yearly.day("ratio") == day("2025-12-31")  # of a year, not of a moment


def test_a_value_without_a_period_is_used_where_none_with_one_is_near() -> None:
    undated = figure("2025-06", 5, period_stated=False, stated_on=day("2025-06-25"))
    assert shown(undated) == ["2025-06 5"]
    assert shown(undated, figure("2024-06", 4)) == ["2024-06 4"]  # of 30 June: within twelve months
    assert shown(undated, figure("2024-05", 4)) == ["2024-05 4", "2025-06 5"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"rank": "preferred"}, {"status": "final"}),
        ({"status": "final"}, {"status": "provisional"}),
        ({"confidence": "primary"}, {"confidence": "press"}),
        ({"known_on": day("2026-05-02")}, {"known_on": day("2026-05-01")}),
    ],
)
def test_rank_decides_then_status_then_confidence_then_the_later(
    better: dict[str, Any], worse: dict[str, Any]
) -> None:
    one = figure("2025", 10, **better)
    other = figure("2025", 20, **{"confidence": "primary"} | worse)
    (reading,) = series(promise(), [other, one], AS_OF).readings
    assert (reading.figure, reading.rivals) == (one, (other,))
    deprecated = figure("2025", 30, rank="deprecated")
    (reading,) = series(promise(), [other, one, deprecated], AS_OF).readings
    assert reading.rivals == (other,)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("200", "201", True),  # 0.5 %
        ("200", "201.1", False),
        ("over 50", "52", True),
        ("over 50", "49", False),
        ("50", "over 60", False),
        ("over 50", "over 60", True),
        ("under 50", "48", True),
        ("under 50", "60", False),
        ("over 50", "under 60", True),
        ("under 50", "over 60", False),
        ("0", "0", True),
    ],
)
def test_values_agree_nearly_or_as_bounds(one: str, other: str, agree: bool) -> None:
    assert agrees(figure("2025", one), figure("2025", other)) is agree
    assert agrees(figure("2025", other), figure("2025", one)) is agree


def test_a_stock_that_says_the_last_years_end_again_is_no_new_observation() -> None:
    end = figure("2024", 1000)
    assert shown(end, figure("2025-06", 1005)) == ["2024 1000"]
    assert shown(end, figure("2025-06", 1006)) == ["2024 1000", "2025-06 1006"]
    assert shown(end, figure("2025", 1000)) == ["2024 1000", "2025 1000"]  # a year later
    assert shown(figure("2024-11", 1000), figure("2025-06", 1000)) == ["2024-11 1000", "2025-06 1000"]
    assert shown(end, figure("2025-06", 1000), measure="ratio") == ["2024 1000", "2025-06 1000"]


def test_a_break_divides_the_counts_and_a_promise_belongs_to_that_of_its_day() -> None:
    broken = {"break_on": day("2022-01-01")}
    figures = [
        figure("2019", 100),
        figure("2020", 110),
        figure("2022", 40, **broken),
        figure("2023", 42, **broken),
    ]
    assert shown(*figures) == ["2019 100", "2020 110"]  # announced in 2021
    assert shown(*figures, announced_on=day("2022-01-01")) == ["2022 40", "2023 42"]
    assert shown(*figures, announced_on=None) == ["2022 40", "2023 42"]
    found = series(promise(), figures, AS_OF)
    assert [reading.figure.key for reading in found.others] == ["2022 40", "2023 42"]
    assert {reading.count for reading in (*found.readings, *found.others)} == {0, 1}


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-06-30", 12, "2026-06-30"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("9999-12-31", 1, "9999-12-31"),
        ("0001-01-01", -1, "0001-01-01"),
    ],
)
def test_months_later_is_the_same_day_or_the_last(start: str, months: int, end: str) -> None:
    assert months_later(day(start), months) == day(end)
