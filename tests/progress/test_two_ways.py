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
    start = None if one.start is None else one.start.point.value
    if one.promise.kind == choices.TargetKind.BY_DATE and one.promise.value is not None:
        assert start == other["baseline_value"] or "definition_changed" in other["reasons"]
        read = None if one.latest is None else one.latest.figure.key
        if one.by is None and "definition_changed" not in other["reasons"]:
            assert read == other["latest_key"]
    ratio = None if one.paces is None else one.paces.ratio
    assert (ratio is None) is (other["ratio"] is None)
    if ratio is not None:
        over, under = other["ratio"].as_integer_ratio()
        assert abs(ratio - Decimal(over) / Decimal(under)) <= Decimal("1e-6") * max(1, abs(ratio))


@settings(max_examples=5000, deadline=None)
@given(promises(), st.lists(figures(), max_size=6), DAYS | FAR)
def test_of_any_input(asked: Promise, published: list[Figure], as_of: date) -> None:
    same(asked, published, as_of)


def parts(year: int) -> list[tuple[int, int]]:
    """Return a year's last month, last quarter, first half and first eleven months."""
    return [(year * 12 + 11, 1), (year * 12 + 9, 3), (year * 12, 6), (year * 12, 11)]


@st.composite
def likely(draw: Any) -> tuple[Promise, list[Figure], date]:
    """Draw a promise with a series around it, as a statistics office publishes one."""
    measure = draw(st.sampled_from(["stock", "flow", "ratio", "rate"]))
    announced = draw(st.dates(date(2019, 6, 1), date(2022, 6, 1)))
    asked = draw(promises())
    kind = draw(st.sampled_from(["by_date"] * 4 + ["average", "each_year", "one_year", "total"]))
    due = date(draw(st.integers(2023, 2030)), 12, 31)
    values = st.integers(90, 130).map(Decimal)
    given: dict[str, Any] = {
        "measure": choices.Measure(measure),
        "direction": choices.Direction(draw(st.sampled_from(["increase", "decrease"]))),
        "value": draw(st.integers(80, 220).map(Decimal)),
        "comparator": draw(st.sampled_from(list(choices.Comparator))),
        "unit_stated": draw(st.sampled_from([True] * 9 + [False])),
        "due_on": due,
        "announced_on": announced,
        "baseline": None,
        "baseline_period": None,
        "scope": "",
        "scope_comparable": None,
        "kind": choices.TargetKind(kind),
        "window": None,
    }
    if kind in ("average", "each_year", "total"):
        first = draw(st.sampled_from([date(2021, 1, 1), date(2021, 1, 1), date(2021, 5, 1)]))
        given["window"] = (first, draw(st.sampled_from([due, due, None])))
    broken = draw(st.sampled_from([None, None, None, date(2021, 6, 1)]))
    promise = Promise(**{name: getattr(asked, name) for name in asked.__dataclass_fields__} | given)
    published = []
    for year in range(2017, 2028):
        for number in range(draw(st.sampled_from([0, 0, 1, 1, 1, 2]))):
            qualifier = draw(st.sampled_from(["exact", "exact", "exact", "over", "under", "about"]))
            published.append(
                Figure(
                    key=f"{year} {number}",
                    period=Period(*draw(st.sampled_from([(year * 12, 12)] * 8 + parts(year)))),
                    value=draw(values) + (year - 2017) * draw(st.integers(-2, 9)),
                    qualifier=qualifier,
                    status=draw(st.sampled_from(["final", "not_stated", "provisional", "estimated"])),
                    rank=draw(st.sampled_from(["normal", "normal", "normal", "preferred"])),
                    break_on=broken if year == 2021 else None,
                    is_derived=draw(st.booleans()),
                    confidence=draw(st.sampled_from(["primary", "press"])),
                    known_on=draw(st.dates(date(year, 11, 1), date(year + 1, 12, 31))),
                )
            )
    return promise, published, draw(st.dates(date(2021, 1, 1), date(2031, 12, 31)))


@settings(max_examples=5000, deadline=None)
@given(likely())
def test_of_likely_input(case: tuple[Promise, list[Figure], date]) -> None:
    same(*case)
