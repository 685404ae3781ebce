"""The sentence of a verdict: how early, how much of the goal, from where on; and paces beside it."""

from typing import Any

import pytest

from industries.choices import TargetKind
from industries.pages.sentences import began, months_early, not_found, outcome, share_of_goal
from industries.pages.workings import steps
from industries.progress.assessment import Assessment, assess
from industries.progress.families import change_of
from industries.templatetags.ledger import moved
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
        ({}, [BEFORE, "2025 150"], "75%"),
        ({}, ["2024 199.999"], "99.9%"),
        ({"due": "2024-12-31"}, [BEFORE, "2025 150"], "75%"),
        ({"due": None}, ["2025 150"], "75%"),
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


@pytest.mark.parametrize(
    ("due", "figures", "standing", "said"),
    [
        (
            "2025-12-31",
            "2025-07 over 200",
            "commitment",
            "the promise was met at least 5 months early.",
        ),
        (
            "2025-12-31",
            "2025-07 over 200",
            "forecast",
            "the figure was reached at least 5 months early.",
        ),
        ("2025-12-31", "2025-12 200", "commitment", "the promise was met."),
        (
            "2024-12-31",
            "2024 150",
            "commitment",
            "it falls short of what was promised, at 75% of the goal.",
        ),
        ("2024-12-31", "2024 150", "design_capacity", "it falls short of that, at 75% of the goal."),
    ],
)
def test_only_what_was_promised_is_a_promise(due: str, figures: str, standing: str, said: str) -> None:
    assert outcome(of(promise(due=due), BEFORE, figures), standing) == said


def test_a_promise_may_be_met_late_and_a_goal_may_have_no_share() -> None:
    late = of(promise(due="2024-12-31"), BEFORE, "2024 150", "2025 210")
    assert outcome(late, "commitment") == "the promise was met, after the deadline."
    less = of(promise(due="2024-12-31", direction="decrease", comparator="lte"), BEFORE, "2024 250")
    assert outcome(less, "commitment") == "it falls short of what was promised."


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"due": "2024-12-31"}, "the end of 2024"),
        ({"due": "2024-12-31", "measure": "flow"}, "2024"),
        ({"due": "2024-06-30"}, "30 June 2024"),
        ({"due": None}, ""),
        (
            {"kind": TargetKind.AVERAGE, "window": (day("2021-01-01"), day("2024-12-31"))},
            "2021, 2022, 2023, 2024",
        ),
        ({"due": "2020-12-31"}, ""),  # there is one, which decides nothing
    ],
)
def test_what_is_not_found_is_a_year_or_its_end(about: dict[str, Any], said: str) -> None:
    assert not_found(of(promise(**about), BEFORE)) == said


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-12-31", "Its deadline is 1 year later."),
        ("2023-12-31", "Its deadline is 2 years earlier."),
        ("2026-01-01", "Its deadline is 1 day later."),
        ("2025-12-29", "Its deadline is 2 days earlier."),
        ("2025-12-31", ""),
    ],
)
def test_a_deadline_is_moved_by_years_or_else_by_days(due: str, said: str) -> None:
    assert moved(change_of(promise(due="2025-12-31"), promise(due=due))) == said


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
