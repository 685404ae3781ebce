"""Promises of single years: each of a window, their mean, their sum, or the value of one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from industries.choices import Flag, Qualifier, Reason, TargetKind, Verdict
from industries.periods import MONTHS
from industries.progress.deciding import beside, decides, is_final
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
    if promise.kind == TargetKind.EACH_YEAR:
        said = [(reading, decides(promise, reading.figure)) for reading in years.reported]
        if failed := next((reading for reading, met in said if met is False), None):
            return replace(so_far, verdict=Verdict.MISSED, flags=(), by=failed.figure)
        met = None if None in [met for _reading, met in said] else True
    else:
        met = _met(promise, years)
    if years.is_whole and met is not None:
        return replace(so_far, verdict=Verdict.ACHIEVED if met else Verdict.MISSED)
    if years.ends_on and as_of > years.ends_on:
        return replace(so_far, verdict=found.awaited(years.ends_on, as_of))
    if not years.reported:
        return replace(so_far, reasons=(_why_none(found),), flags=())
    return replace(so_far, verdict=Verdict.ON_TRACK if met else Verdict.LIMITED_PROGRESS)


def years_of(promise: Promise, found: Series) -> Years:
    """Return what is reported of the promise's years: full ones inside its window, no estimates."""
    first, last = _window_of(promise)
    inside = [
        reading
        for reading in found.readings
        if is_final(promise, reading.figure)
        and _is_of_a_year(reading)
        and first.year <= reading.day.year
        and (last is None or reading.day <= last)
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
    number = None if last is None else last.year - first.year + 1
    return Years(reported, number, value, _qualifier_of(reported), last)


def _window_of(promise: Promise) -> tuple[date, date | None]:
    if promise.window is not None:
        return promise.window
    last = promise.due_on
    return (date(last.year, 1, 1), last) if last else (date.min, None)


def _is_of_a_year(reading: Reading) -> bool:
    figure = reading.figure
    return figure.period.months == MONTHS or not figure.period_stated or reading.is_at_years_end


def _qualifier_of(readings: tuple[Reading, ...]) -> str:
    """Return what their mean or sum is: a bound if any is one, about if they are of two minds."""
    bounds = {r.figure.qualifier for r in readings} & {Qualifier.OVER, Qualifier.UNDER}
    if len(bounds) == 1:
        return bounds.pop()
    return Qualifier.ABOUT if bounds else Qualifier.EXACT


def _met(promise: Promise, years: Years) -> bool | None:
    """Return whether mean, sum or single value meets the promise; a sum, its share so far."""
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
