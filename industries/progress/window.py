"""Promises of single years: each of a window, their mean, their sum, or the value of one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from industries.choices import Flag, Measure, Qualifier, Reason, TargetKind, Verdict
from industries.periods import MONTHS
from industries.progress.deciding import beside, bound_of, decides, is_final, towards
from industries.progress.facts import Promise
from industries.progress.judgement import Judgement, Years
from industries.progress.series import Reading, Series


def judged_by_years(promise: Promise, found: Series, as_of: date) -> Judgement:
    """Return the verdict on the day: decided once every year is known, or one of them has failed."""
    years = years_of(promise, found)
    flags = (Flag.BOUND,) if years.qualifier in (Qualifier.OVER, Qualifier.UNDER) else ()
    latest = years.reported[-1] if years.reported else None
    so_far = Judgement(Verdict.NOT_ASSESSABLE, _reasons(promise), flags, latest=latest, years=years)
    if so_far.reasons:
        return replace(so_far, flags=())
    if failed := _failed(promise, years):
        return replace(so_far, verdict=Verdict.MISSED, flags=(), by=failed.figure)
    met = _met(promise, years)
    if years.is_whole and met is not None:
        return replace(so_far, verdict=Verdict.ACHIEVED if met else Verdict.MISSED)
    if years.ends_on and as_of > years.ends_on:
        return replace(so_far, verdict=found.awaited(years.ends_on, as_of))
    if not years.reported:
        return replace(so_far, reasons=(_why_none(found),), flags=())
    return _running(promise, so_far, met=met)


def _running(promise: Promise, so_far: Judgement, *, met: bool | None) -> Judgement:
    """Return the verdict on a window that goes on, by its years so far."""
    if promise.kind == TargetKind.TOTAL and so_far.years and so_far.years.ends_on is None:
        # a sum without an end has no share so far: it is reached some day, or nobody can tell
        if met and promise.sign > 0:
            return replace(so_far, verdict=Verdict.ACHIEVED)
        return replace(so_far, reasons=(Reason.NO_DEADLINE,), flags=())
    side = bound_of(towards(so_far.years.qualifier) * promise.sign) if so_far.years else None
    return replace(so_far, verdict=Verdict.ON_TRACK if met else Verdict.LIMITED_PROGRESS, bound=side)


def years_of(promise: Promise, found: Series) -> Years:
    """Return what is reported of the promise's years: full ones inside its window, no estimates."""
    first, last, ends_on = window_of(promise)
    inside = [
        reading
        for reading in found.readings
        if is_final(promise, reading.figure)
        and _is_of_a_year(reading)
        and first <= reading.day.year <= (last or reading.day.year)
    ]
    by_year = {reading.day.year: reading for reading in inside}  # of a stock the last of a year
    reported = tuple(by_year.values())
    values = [reading.value for reading in reported]
    total = sum(values, Decimal(0))
    value: Decimal | None = total if values else None
    if promise.kind == TargetKind.AVERAGE and values:
        value = total / len(values)
    elif promise.kind == TargetKind.EACH_YEAR:
        value = None
    number = None if last is None else max(0, last - first + 1)
    return Years(reported, first, number, value, _qualifier_of(reported), ends_on)


def window_of(promise: Promise) -> tuple[int, int | None, date | None]:
    """Return the first and last year that are inside the window, and the day on which it ends."""
    if promise.window is None:
        year = promise.due_on.year if promise.due_on else date.max.year
        return year, year, date(year, MONTHS, 31)
    start, end = promise.window
    # the end of a year is inside a window that begins within it, the year itself is not
    is_begun = promise.measure != Measure.STOCK and (start.month, start.day) != (1, 1)
    is_cut = end is not None and (end.month, end.day) != (MONTHS, 31)
    return start.year + is_begun, end.year - is_cut if end else None, end


def _is_of_a_year(reading: Reading) -> bool:
    figure = reading.figure
    return figure.period.months == MONTHS or not figure.period_stated or reading.is_at_years_end


def _qualifier_of(readings: tuple[Reading, ...]) -> str:
    """Return what their mean or sum is: a bound if any is one, about if they are of two minds."""
    bounds = {r.figure.qualifier for r in readings} & {Qualifier.OVER, Qualifier.UNDER}
    if len(bounds) == 1:
        return bounds.pop()
    return Qualifier.ABOUT if bounds else Qualifier.EXACT


def _failed(promise: Promise, years: Years) -> Reading | None:
    """Return the first year that breaks a promise of each year."""
    if promise.kind != TargetKind.EACH_YEAR:
        return None
    return next((r for r in years.reported if decides(promise, r.figure) is False), None)


def _met(promise: Promise, years: Years) -> bool | None:
    """Return whether each year, mean, sum or one value meets the promise; of a sum its share so far."""
    if promise.kind == TargetKind.EACH_YEAR:
        return None if None in [decides(promise, r.figure) for r in years.reported] else True
    if years.value is None or promise.value is None:
        return None
    goal = promise.value
    if promise.kind == TargetKind.TOTAL and years.number:
        goal = goal * len(years.reported) / years.number
    return beside(promise, years.value, years.qualifier, goal)


def _reasons(promise: Promise) -> tuple[Reason, ...]:
    asked = {
        Reason.NO_QUANTITY: promise.value is None,
        Reason.NO_DEADLINE: promise.window is None and promise.due_on is None,
        Reason.UNIT_NOT_STATED: promise.value is not None and not promise.unit_stated,
        Reason.DIRECTION_NOT_STATED: promise.value is not None and not promise.sign,
    }
    return tuple(reason for reason, holds in asked.items() if holds)


def _why_none(found: Series) -> Reason:
    """Return why no year is reported: also where there are readings, of other years."""
    return Reason.NO_FIGURE_SINCE if found.readings and not found.parts else found.why_empty
