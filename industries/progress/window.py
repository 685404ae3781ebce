"""Promises of single years: each of a window, their mean, their sum, or the value of one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from industries.choices import Flag, Measure, Qualifier, Reason, TargetKind, Verdict
from industries.periods import MONTHS
from industries.progress import method
from industries.progress.deciding import beside, bound_of, decides, is_final, towards
from industries.progress.facts import Promise
from industries.progress.judgement import Judgement, Years
from industries.progress.series import Reading, Series


def judged_by_years(promise: Promise, found: Series, as_of: date) -> Judgement:
    """Return the verdict on the day: decided once every year is known, or one of them has failed."""
    years = years_of(promise, found)
    latest = years.reported[-1] if years.reported else None
    so_far = Judgement(Verdict.NOT_ASSESSABLE, _reasons(promise, found), latest=latest, years=years)
    if so_far.reasons:
        return so_far
    if failed := _failed(promise, years):
        return replace(so_far, verdict=Verdict.MISSED, by=failed.figure)
    met = _met(promise, years)
    is_reached = met and _is_open_sum(promise, years) and promise.sign > 0
    if is_reached or (years.is_whole and met is not None):
        return replace(so_far, verdict=Verdict.ACHIEVED if met else Verdict.MISSED)
    if years.ends_on and as_of > years.ends_on:
        return replace(so_far, verdict=found.awaited(years.ends_on, as_of))
    if reasons := _why_undecided(promise, found, years, as_of):
        return replace(so_far, reasons=reasons)
    return _running(promise, years, replace(so_far, flags=_stale(years, as_of)), met=met)


def _running(promise: Promise, years: Years, so_far: Judgement, *, met: bool | None) -> Judgement:
    """Return the verdict on a window that goes on, by its years so far: a bound where one hides it."""
    on_track = _met(promise, years, as_printed=True) if met is None else met
    verdict = Verdict.ON_TRACK if on_track else Verdict.LIMITED_PROGRESS
    if met is not None:
        return replace(so_far, verdict=verdict)
    hidden = years.reported
    if promise.kind == TargetKind.EACH_YEAR:
        hidden = tuple(r for r in hidden if decides(promise, r.figure) is None)
    sides = {towards(r.figure.qualifier) * promise.sign for r in hidden} - {0}
    flags = (*so_far.flags, Flag.BOUND)
    side = bound_of(sides.pop()) if len(sides) == 1 else None
    return replace(so_far, verdict=verdict, flags=flags, bound=side)


def years_of(promise: Promise, found: Series) -> Years:
    """Return what is reported of the promise's years: full ones inside its window, no estimates."""
    first, last, ends_on = window_of(promise)
    inside = [
        reading
        for reading in found.readings
        if is_final(promise, reading.figure)
        and _is_of_a_year(promise, reading)
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


def _is_of_a_year(promise: Promise, reading: Reading) -> bool:
    """Return whether a value is of a calendar year: of a moment, whether it is of the end of one."""
    period = reading.figure.period
    of_a_moment = reading.figure.is_of_a_moment(promise.measure)
    if not reading.figure.period_stated or (of_a_moment and reading.is_at_years_end):
        return True
    return period.months == MONTHS and period.start.year == period.end.year


def _qualifier_of(readings: tuple[Reading, ...]) -> str:
    """Return what their mean or sum is: a bound if any is one, about if they are of two minds."""
    bounds = _bounds(readings)
    if len(bounds) == 1:
        return bounds.pop()
    return Qualifier.ABOUT if bounds else Qualifier.EXACT


def _bounds(readings: tuple[Reading, ...]) -> set[str]:
    return {r.figure.qualifier for r in readings} & {Qualifier.OVER, Qualifier.UNDER}


def _failed(promise: Promise, years: Years) -> Reading | None:
    """Return the first year that breaks a promise of each year."""
    if promise.kind != TargetKind.EACH_YEAR:
        return None
    return next((r for r in years.reported if decides(promise, r.figure) is False), None)


def _met(promise: Promise, years: Years, *, as_printed: bool = False) -> bool | None:
    """Return whether each year, mean, sum or one value meets the promise; of a sum its share so far.

    None where a bound hides it, unless values are taken `as_printed`.
    """
    goal, exact = promise.value, Qualifier.EXACT
    if promise.kind == TargetKind.EACH_YEAR:
        values = [(r.value, exact if as_printed else r.figure.qualifier) for r in years.reported]
        said = [beside(promise, value, qualifier, goal) for value, qualifier in values]
        return None if None in said else all(said)
    if years.value is None or goal is None or (len(_bounds(years.reported)) > 1 and not as_printed):
        return None
    if promise.kind == TargetKind.TOTAL and years.number:
        goal = goal * len(years.reported) / years.number
    return beside(promise, years.value, exact if as_printed else years.qualifier, goal)


def _reasons(promise: Promise, found: Series) -> tuple[Reason, ...]:
    asked = {
        Reason.NO_QUANTITY: promise.value is None,
        Reason.NO_DEADLINE: promise.window is None and promise.due_on is None,
        Reason.UNIT_NOT_STATED: promise.value is not None and not promise.unit_stated,
        Reason.DIRECTION_NOT_STATED: promise.value is not None and not promise.sign,
        Reason.DEFINITION_CHANGED: found.is_redefined(promise.announced_on),
    }
    return tuple(reason for reason, holds in asked.items() if holds)


def _why_undecided(promise: Promise, found: Series, years: Years, as_of: date) -> tuple[Reason, ...]:
    """Return why nothing can be said of a window that goes on; empty if something can."""
    asked = {
        Reason.NO_DEADLINE: _is_open_sum(promise, years),
        _why_none(found): not years.reported,
        Reason.TOO_OLD: any(r.is_older(method.TOO_OLD_MONTHS, as_of) for r in years.reported[-1:]),
    }
    return tuple(reason for reason, holds in asked.items() if holds)


def _is_open_sum(promise: Promise, years: Years) -> bool:
    """Return whether it is a sum without an end: reached or not, it has no share so far."""
    return promise.kind == TargetKind.TOTAL and years.ends_on is None


def _stale(years: Years, as_of: date) -> tuple[Flag, ...]:
    is_stale = years.reported[-1].is_older(method.STALE_MONTHS, as_of)
    return (Flag.STALE,) if is_stale else ()


def _why_none(found: Series) -> Reason:
    """Return why no year is reported: also where there are readings, of other years."""
    return Reason.NO_FIGURE_SINCE if found.readings and not found.parts else found.why_empty
