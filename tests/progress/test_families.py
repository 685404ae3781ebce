"""Which targets are one promise, and which of them is counted."""

from datetime import date
from typing import Any

import pytest

from industries.progress.families import Change, Place, Tie, change_of, places
from tests.progress.cases import promise


def tie(due: str | None = "2025-12-31", standing: str = "commitment", **others: Any) -> Tie:
    return Tie(standing, date.fromisoformat(due) if due else None, **others)


def counted(**ties: Tie) -> set[str]:
    return {key for key, place in places(ties).items() if place.counted}


@pytest.mark.parametrize(
    ("other", "both"),
    [
        ({"same_promise": "a"}, False),
        ({"same_promise": "a", "due": "2026-12-31"}, True),
        ({"same_promise": "a", "due": None}, True),
        ({"restates": ("a",)}, False),  # lower, or higher, for the same day
        ({"restates": ("a",), "due": "2027-12-31"}, True),
        ({"standing": "forecast"}, False),
        ({}, True),
    ],
)
def test_of_one_promise_for_one_day_one_target_counts(other: dict[str, Any], both: bool) -> None:
    assert counted(a=tie(), b=tie(**other)) == ({"a", "b"} if both else {"a"})


def test_without_a_day_both_are_for_the_same_day() -> None:
    assert counted(a=tie(None), b=tie(None, same_promise="a")) == {"a"}


def test_a_stretch_goal_is_counted_apart() -> None:
    assert counted(a=tie(), b=tie(stretch_of="a")) == {"a"}


def test_a_restatement_counts_where_the_original_does_not() -> None:
    assert counted(a=tie(standing="expectation"), b=tie(restates=("a",))) == {"b"}


def test_the_day_is_compared_over_any_number_of_steps() -> None:
    ties = {"a": tie(), "b": tie("2027-12-31", restates=("a",)), "c": tie(restates=("b",))}
    assert counted(**ties) == {"a", "b"}


def test_a_family_is_named_by_the_target_that_it_began_with() -> None:
    found = places(
        {
            "a": tie(),
            "b": tie(restates=("a",)),
            "c": tie(same_promise="b"),
            "d": tie(stretch_of="c"),
            "e": tie(same_promise="unpublished"),
        }
    )
    assert {key: place.first for key, place in found.items()} == dict.fromkeys("abcd", "a") | {"e": "e"}
    assert [key for key, place in found.items() if place.is_changed] == ["a", "b"]


def test_a_goal_that_stands_for_two_earlier_ones_makes_them_one_family() -> None:
    ties = {"a": tie("2026-12-31"), "b": tie(), "c": tie("2030-12-31", restates=("a", "b"))}
    assert {place.first for place in places(ties).values()} == {"b"}  # the first that is due


def test_a_circle_comes_to_an_end() -> None:
    found = places({"a": tie(same_promise="b"), "b": tie(same_promise="a")})
    assert found == {"a": Place("a", False, False), "b": Place("a", False, False)}


@pytest.mark.parametrize(
    ("earlier", "later", "value", "moved"),
    [
        (("200", "2025-12-31"), ("150", "2027-12-31"), -50, (730, 2)),
        (("200", "2025-12-31"), ("150", "2026-01-01"), -50, (1, None)),
        (("200", "2025-12-31"), ("200", "2025-12-31"), 0, (0, None)),
        ((None, "2025-12-31"), ("150", None), None, (None, None)),
    ],
)
def test_a_change_is_what_the_later_goal_asks_for_more(
    earlier: tuple[Any, Any], later: tuple[Any, Any], value: int | None, moved: Any
) -> None:
    assert change_of(promise(*earlier), promise(*later)) == Change(value, *moved)  # type: ignore[arg-type]


def test_a_value_of_an_unknown_unit_is_not_compared_and_another_scope_is_told() -> None:
    unnamed = promise("100", unit_stated=False)
    assert change_of(unnamed, promise("150")) == Change(None, 0)
    assert change_of(promise("100"), promise("150", scope="built")) == Change(50, 0, is_rescoped=True)  # type: ignore[arg-type]
