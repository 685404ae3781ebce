"""A kept verdict is the one that is computed, on every day."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from industries.progress.assessment import assess
from industries.progress.facts import Figure, Promise
from industries.progress.intervals import Interval, intervals
from industries.progress.outlook import outlook
from tests.progress.cases import figure, promise
from tests.progress.test_any_input import DAYS, figures, promises
from tests.progress.test_two_ways import likely


def on(found: list[Interval], day: date) -> Interval:
    (interval,) = [i for i in found if i.from_day <= day and (i.to_day is None or day <= i.to_day)]
    return interval


def agrees(asked: Promise, published: list[Figure], days: list[date]) -> None:
    found = intervals(asked, published)
    for as_of in days:
        if as_of >= asked.known_on:
            kept, computed = on(found, as_of), assess(asked, published, as_of)
            ahead = outlook(computed)
            now = (computed.verdict, computed.reasons, computed.flags, ahead and ahead.due_on)
            assert (kept.verdict, kept.reasons, kept.flags, kept.next_due_on) == now, as_of


def test_a_verdict_has_a_history() -> None:
    asked = promise(200, "2024-12-31")
    found = intervals(asked, [figure("2020", 100), figure("2023", 150), figure("2025", 210)])
    shown = [(str(i.from_day), str(i.to_day), str(i.verdict)) for i in found]
    assert shown == [
        ("2021-03-01", "2023-12-31", "not_assessable"),  # no figure since it was set
        ("2024-01-01", "2024-01-27", "not_assessable"),  # and that of 2020 is too old by now
        ("2024-01-28", "2024-12-31", "acceleration_needed"),  # 14.5 % a year of the 18.9 % needed
        ("2025-01-01", "2025-06-30", "awaiting_final_data"),
        ("2025-07-01", "2026-01-27", "no_figure"),
        ("2026-01-28", "None", "achieved"),
    ]
    assert found[-1].flags == ("on_time_unknown",)


@settings(max_examples=150, deadline=None)
@given(promises(), st.lists(figures(), max_size=5), st.lists(DAYS, min_size=5, max_size=20))
def test_kept_is_computed_for_any_input(
    asked: Promise, published: list[Figure], days: list[date]
) -> None:
    agrees(asked, published, days)


@settings(max_examples=75, deadline=None)
@given(likely(), st.lists(st.dates(date(2019, 1, 1), date(2032, 12, 31)), min_size=40, max_size=40))
def test_kept_is_computed_for_likely_input(
    case: tuple[Promise, list[Figure], date], days: list[date]
) -> None:
    agrees(case[0], case[1], days)
