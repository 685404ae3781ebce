"""Whatever was promised and published, an assessment comes to a verdict, and to numbers only."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from industries import choices
from industries.periods import Period
from industries.progress.assessment import Assessment, assess
from industries.progress.facts import Figure, Promise

DAYS = st.dates(date(2015, 1, 1), date(2032, 12, 31))
FAR = st.dates(date(1, 1, 1), date(9999, 12, 31))
# near one another, so that each rule is met; or as far apart as the ledger keeps them
VALUES = st.one_of(
    st.integers(90, 210).map(Decimal),
    st.sampled_from([Decimal(0), Decimal("0.000001"), Decimal(10) ** 14, Decimal(-5)]),
    st.decimals(-(10**14), 10**14, places=6),
)
PERIODS = st.builds(
    Period,
    st.integers(2015 * 12, 2030 * 12).map(lambda first: first - first % 12) | st.integers(12, 119_000),
    st.sampled_from([1, 3, 6, 12, 12, 12, 24]),
)


def codes(of: Any) -> Any:
    return st.sampled_from(list(of))


def scopes() -> Any:
    return st.sampled_from([("", None), ("", None), ("built", True), ("built", False), ("all", True)])


@st.composite
def figures(draw: Any) -> Figure:
    scope, comparable = draw(scopes())
    return Figure(
        key=str(draw(st.integers(0, 10**6))),
        period=draw(PERIODS),
        value=draw(VALUES),
        qualifier=draw(codes(choices.Qualifier)),
        status=draw(codes(choices.ObservationStatus)),
        rank=draw(codes(choices.Rank)),
        confidence=draw(codes(choices.Confidence)),
        known_on=draw(DAYS | FAR),
        period_stated=draw(st.booleans()),
        stated_on=draw(st.none() | DAYS | FAR),
        stood_on=draw(st.none() | DAYS | FAR),
        scope=scope,
        scope_comparable=comparable,
        break_on=draw(st.none() | st.none() | DAYS),
        is_derived=draw(st.booleans()),
    )


@st.composite
def promises(draw: Any) -> Promise:
    kind = draw(codes(choices.TargetKind))
    scope, comparable = draw(scopes())
    due = draw(st.none() | DAYS | FAR)
    start = draw(DAYS)
    ends = draw(st.none() | DAYS.filter(lambda end: end >= start))
    baseline = draw(st.none() | VALUES)
    return Promise(
        key="promise",
        kind=kind,
        comparator=draw(codes(choices.Comparator)),
        measure=draw(codes(choices.Measure)),
        direction=draw(codes(choices.Direction)),
        method=draw(codes(choices.Method)),
        value=draw(st.none() | VALUES),
        unit_stated=draw(st.booleans()),
        due_on=due,
        announced_on=draw(st.none() | DAYS | FAR),
        known_on=draw(DAYS),
        window=(start, ends) if kind in choices.WINDOW_KINDS else None,
        baseline=baseline,
        baseline_period=None if baseline is None else draw(PERIODS),
        scope=scope,
        scope_comparable=comparable,
    )


def numbers_of(found: Assessment) -> list[Decimal]:
    """Return every number in an assessment."""
    every = [found.paces, found.working, found.years]
    fields = ("observed", "required", "ratio", "way", "time", "expected", "needed", "projected", "miss")
    given = [getattr(part, name, None) for part in every for name in (*fields, "value")]
    return [number for number in given if number is not None]


@settings(max_examples=2000, deadline=None)
@given(promises(), st.lists(figures(), max_size=8), DAYS | FAR)
def test_every_input_comes_to_a_verdict_and_to_numbers(
    asked: Promise, published: list[Figure], as_of: date
) -> None:
    found = assess(asked, published, as_of)
    assert found.verdict in choices.Verdict
    assert bool(found.reasons) is (found.verdict == choices.Verdict.NOT_ASSESSABLE)
    assert all(number.is_finite() for number in numbers_of(found))
    assert len(set(found.reasons)) == len(found.reasons)
    # what was published later makes no difference
    known = [figure for figure in published if figure.known_on <= as_of]
    assert assess(asked, known, as_of) == found
    assert assess(asked, list(reversed(published)), as_of).verdict == found.verdict
