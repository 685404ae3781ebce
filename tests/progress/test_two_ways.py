"""Two implementations of the method that share no code come to the same, whatever they are given."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from industries import choices
from industries.periods import Period
from industries.progress.assessment import assess
from industries.progress.facts import Figure, Promise
from tests.progress.slowly import slowly
from tests.progress.test_any_input import DAYS, FAR, figures, promises


def same(asked: Promise, published: list[Figure], as_of: date) -> None:
    one, other = assess(asked, published, as_of), slowly(asked, published, as_of)
    assert str(one.verdict) == other["verdict"]
    assert [*map(str, one.reasons)] == other["reasons"]
    assert {*map(str, one.flags)} == other["flags"]
    ratio = None if one.paces is None else one.paces.ratio
    assert (ratio is None) is (other["ratio"] is None)
    if ratio is not None:
        over, under = other["ratio"].as_integer_ratio()
        assert abs(ratio - Decimal(over) / Decimal(under)) <= Decimal("1e-6") * max(1, abs(ratio))


@settings(max_examples=5000, deadline=None)
@given(promises(), st.lists(figures(), max_size=6), DAYS | FAR)
def test_of_any_input(asked: Promise, published: list[Figure], as_of: date) -> None:
    same(asked, published, as_of)


@st.composite
def likely(draw: Any) -> tuple[Promise, list[Figure], date]:
    """Draw a promise with a series around it, as a statistics office publishes one."""
    measure = draw(st.sampled_from(["stock", "flow", "ratio", "rate"]))
    announced = draw(st.dates(date(2019, 6, 1), date(2022, 6, 1)))
    asked = draw(promises())
    kind = draw(st.sampled_from(["by_date", "by_date", "by_date", "average", "each_year", "one_year"]))
    due = date(draw(st.integers(2023, 2030)), 12, 31)
    values = st.integers(90, 130).map(Decimal)
    given: dict[str, Any] = {
        "measure": choices.Measure(measure),
        "direction": choices.Direction(draw(st.sampled_from(["increase", "decrease"]))),
        "value": draw(st.integers(80, 220).map(Decimal)),
        "unit_stated": draw(st.sampled_from([True] * 9 + [False])),
        "due_on": due,
        "announced_on": announced,
        "baseline": None,
        "baseline_period": None,
        "scope": "",
        "scope_comparable": None,
        "kind": choices.TargetKind(kind),
        "window": (date(2021, 1, 1), due) if kind in ("average", "each_year") else None,
    }
    promise = Promise(**{name: getattr(asked, name) for name in asked.__dataclass_fields__} | given)
    published = []
    for year in range(2017, 2028):
        for number in range(draw(st.sampled_from([0, 0, 1, 1, 1, 2]))):
            qualifier = draw(st.sampled_from(["exact", "exact", "exact", "over", "under", "about"]))
            published.append(
                Figure(
                    key=f"{year} {number}",
                    period=Period(year * 12, 12),
                    value=draw(values) + (year - 2017) * draw(st.integers(-2, 9)),
                    qualifier=qualifier,
                    status=draw(st.sampled_from(["final", "not_stated", "provisional", "estimated"])),
                    rank="normal",
                    confidence=draw(st.sampled_from(["primary", "press"])),
                    known_on=date(year + 1, draw(st.integers(1, 12)), 15),
                )
            )
    return promise, published, draw(st.dates(date(2021, 1, 1), date(2031, 12, 31)))


@settings(max_examples=5000, deadline=None)
@given(likely())
def test_of_likely_input(case: tuple[Promise, list[Figure], date]) -> None:
    same(*case)
