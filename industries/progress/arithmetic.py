"""Pace, ratio and cross-checks between dated values. Decimals in, decimals out; exact but for powers.

`y0`, `yi` and `yt` are the values at the baseline, the latest and the target, in one unit; `t0`, `ti`
and `tt` their moments in years. `sign` is +1 where the indicator should increase, -1 where it should
decrease. Powers have 28 digits, and no finite input of the ledger's range overflows them.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from industries.choices import Course, Drift, Method, Verdict
from industries.progress import method

_DIGITS = 28


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a moment, in years."""

    value: Decimal
    moment: Decimal


def moment(day: date) -> Decimal:
    """Return the end of a day in years: 2025.0 is the end of 2024."""
    new_year = date(day.year, 1, 1)
    days = 366 if isleap(day.year) else 365
    return day.year + Decimal((day - new_year).days + 1) / days


@dataclass(frozen=True, slots=True)
class Paces:
    """The observed and the required pace, and their ratio `R`: a rate a year, or units a year.

    `linear` is whether they are changes a year rather than growth rates.
    """

    observed: Decimal
    required: Decimal
    ratio: Decimal
    linear: bool

    @property
    def verdict(self) -> Verdict:
        """What the unrounded ratio says of a target that is undecided."""
        if self.ratio >= method.ON_TRACK:
            return Verdict.ON_TRACK
        if self.ratio >= method.ACCELERATION_NEEDED:
            return Verdict.ACCELERATION_NEEDED
        return Verdict.LIMITED_PROGRESS if self.ratio >= 0 else Verdict.MOVING_AWAY


def is_linear(reckoned: str, *values: Decimal) -> bool:
    """Return whether paces are changes a year: by the indicator's method, or since growth has no rate.

    A rate of growth needs values above zero: between negative ones it would have the wrong sign.
    """
    return reckoned == Method.LINEAR or any(value <= 0 for value in values)


def paces(baseline: Point, latest: Point, goal: Point, *, sign: int, linear: bool) -> Paces:
    """Return the paces from the baseline on.

    Needs a latest and a goal after the baseline, and a goal ahead of it in the direction of `sign`.
    As published by Statistics Canada and used by Open SDG:
    https://open-sdg.org/open-sdg/latest/progress-calculation/
    """
    observed = pace(baseline, latest, linear=linear)
    required = pace(baseline, goal, linear=linear)
    return Paces(observed, required, sign * observed / abs(required), linear)


def pace(start: Point, end: Point, *, linear: bool) -> Decimal:
    """Return the change a year from one point to a later one, or the rate of growth a year."""
    years = end.moment - start.moment
    if linear:
        return (end.value - start.value) / years
    return power(end.value / start.value, 1 / years) - 1


def carried_on(start: Point, pace: Decimal, years: Decimal, *, linear: bool) -> Decimal:
    """Return the value that a pace a year, above -1 if it is a rate, leads to from a point on."""
    if linear:
        return start.value + pace * years
    return start.value * power(1 + pace, years)


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Return a positive base to an exponent, in 28 digits."""
    with localcontext() as context:
        context.prec = _DIGITS
        return base**exponent


def share_of_way(baseline: Point, latest: Point, goal: Point) -> Decimal | None:
    """Return how much of the way is made, unclamped; None where there is no way to go."""
    way = goal.value - baseline.value
    return (latest.value - baseline.value) / way if way else None


def share_of_time(baseline: Point, latest: Point, goal: Point) -> Decimal:
    return (latest.moment - baseline.moment) / (goal.moment - baseline.moment)


def expected(baseline: Point, latest: Point, goal: Point, *, linear: bool) -> Decimal:
    """Return the value on the required path at the latest's moment."""
    share = share_of_time(baseline, latest, goal)
    if linear:
        return baseline.value + (goal.value - baseline.value) * share
    return baseline.value * power(goal.value / baseline.value, share)


def projected_share(baseline: Point, latest: Point, goal: Point) -> Decimal:
    """Return the share of the way that is made by the deadline if growth goes on as observed.

    The UN's measure, as Eustat publishes it; of values above zero.
    """
    years = (goal.moment - latest.moment) / (latest.moment - baseline.moment)
    projected = latest.value * power(latest.value / baseline.value, years)
    return (projected - baseline.value) / (goal.value - baseline.value)


def course(share: Decimal) -> Course:
    """Return what the projected share says."""
    if share >= method.ON_COURSE:
        return Course.ON_COURSE
    return Course.FAIR if share >= method.STAGNATION else Course.STAGNATION


def linear_miss(baseline: Point, latest: Point, goal: Point, *, sign: int) -> Decimal | None:
    """Return what the mean change a year, carried on, would miss, relative to the gap that remains.

    None if it leads the wrong way; 0 if it reaches the goal. After the German indicator report.
    """
    change = latest.value - baseline.value
    gap = goal.value - latest.value
    if sign * change < 0:
        return None
    if sign * gap <= 0:
        return Decimal(0)
    made = change * (goal.moment - latest.moment) / ((latest.moment - baseline.moment) * gap)
    return max(Decimal(0), 1 - made)


def drift(miss: Decimal | None) -> Drift:
    """Return what the straight line's miss says."""
    if miss is None:
        return Drift.WRONG_WAY
    if miss < method.SMALL_MISS:
        return Drift.SMALL
    return Drift.LARGE if miss > method.LARGE_MISS else Drift.MEDIUM
