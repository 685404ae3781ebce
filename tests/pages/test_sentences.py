"""The sentence of a verdict: how early, how much of the goal, from where on; and paces beside it."""

from typing import Any

import pytest

from industries.pages.sentences import began, months_early, share_of_goal
from industries.pages.workings import steps
from industries.progress.assessment import Assessment, assess
from tests.progress.cases import day, figure, promise


def of(asked: Any, *figures: str, as_of: str = "2026-03-01") -> Assessment:
    return assess(asked, [figure(*text.split(" ", 1)) for text in figures], day(as_of))


BEFORE = "2020-12 100"


@pytest.mark.parametrize(
    ("due", "figures", "early"),
    [
        ("2025-12-31", [BEFORE, "2025-07 over 200"], 5),
        ("2025-12-31", [BEFORE, "2025-12 200"], 0),
        ("2027-12-31", [BEFORE, "2025 210"], 24),
        ("2024-12-31", [BEFORE, "2024 150", "2025 210"], 0),  # late
        ("2024-12-31", [BEFORE, "2025 210"], 0),  # nobody knows
        ("2025-12-31", [BEFORE, "2025 150"], 0),
        (None, [BEFORE, "2025 210"], 0),
    ],
)
def test_it_is_early_by_whole_months_before_the_deadline(
    due: str | None, figures: list[str], early: int
) -> None:
    assert months_early(of(promise(due=due), *figures)) == early


@pytest.mark.parametrize(
    ("about", "figures", "share"),
    [
        ({}, [BEFORE, "2025 150"], "75 %"),
        ({}, ["2024 199.999"], "99.9 %"),
        ({"due": "2024-12-31"}, [BEFORE, "2025 150"], "75 %"),
        ({"due": None}, ["2025 150"], "75 %"),
        ({"unit_stated": False}, ["2025 150"], ""),
        ({"direction": "decrease", "comparator": "lte"}, ["2025 250"], ""),
        ({"value": None}, ["2025 150"], ""),
        ({}, [], ""),
    ],
)
def test_what_a_figure_is_of_the_goal_is_rounded_down(
    about: dict[str, Any], figures: list[str], share: str
) -> None:
    assert share_of_goal(of(promise(**about), *figures)) == share


def test_what_decided_is_told_from_the_baseline_on() -> None:
    found = of(promise(due="2025-12-31"), BEFORE, "2025-07 over 200")
    start = began(found)
    assert start is not None
    assert start.value == 100
    assert began(of(promise(due="2025-12-31"), "2025-07 over 200")) is None


def test_where_nothing_is_known_since_the_paces_before_and_needed_stand_side_by_side() -> None:
    found = of(promise(announced_on=day("2025-01-31"), method="linear"), "2022 100", "2024 140")
    assert [(step.label, step.formula, step.result) for step in steps(found, "mu")] == [
        ("Pace before the goal was set", "(140 − 100) ÷ (2025 − 2023)", "20 mu a year"),
        ("Pace needed from the last figure on", "(200 − 140) ÷ (2028 − 2025)", "20 mu a year"),
    ]
    alone = of(promise(announced_on=day("2025-01-31")), "2024 140")
    assert [step.label for step in steps(alone, "mu")] == ["Pace needed from the last figure on"]
    unnamed = of(promise(announced_on=day("2025-01-31"), unit_stated=False), "2024 140")
    assert steps(unnamed, "mu") == []
