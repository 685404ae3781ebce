"""The history of a verdict: from which day to which it holds, with what was known by then."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from industries.choices import Flag, Reason, Verdict
from industries.progress import method
from industries.progress.assessment import assess
from industries.progress.facts import Figure, Promise
from industries.progress.outlook import outlook
from industries.progress.series import due_by, months_later
from industries.progress.window import window_of

_AFTER = (method.STALE_MONTHS, method.TOO_OLD_MONTHS)


@dataclass(frozen=True, slots=True)
class Interval:
    """The days on which a promise has one verdict, first and last; None while it goes on.

    `next_due_on` is the day by which the next figure is due, None where none would decide anything.
    """

    from_day: date
    to_day: date | None
    verdict: Verdict
    reasons: tuple[Reason, ...]
    flags: tuple[Flag, ...]
    next_due_on: date | None

    @property
    def is_undated(self) -> bool:
        """Whether nobody knows on what day it began, since nobody does when the promise was made."""
        return self.from_day == date.min


def intervals(promise: Promise, figures: Iterable[Figure]) -> list[Interval]:
    """Return what the verdict was and will be, if nothing else is published, since the promise was.

    It is reckoned on the days on which it can change, and on no others.
    """
    published, found = list(figures), list[Interval]()
    for day in sorted(set(_days_of_change(promise, published))):
        assessment = assess(promise, published, day)
        ahead = outlook(assessment)
        due_on = ahead.due_on if ahead else None
        now = Interval(day, None, assessment.verdict, assessment.reasons, assessment.flags, due_on)
        if found and now == replace(found[-1], from_day=day):
            continue
        if found:
            found[-1] = replace(found[-1], to_day=day - timedelta(days=1))
        found.append(now)
    return found


def _days_of_change(promise: Promise, figures: list[Figure]) -> Iterator[date]:
    """Yield the promise's first day, and each later one on which anything but the day is another."""
    first = promise.known_on
    yield first
    for day in _turning(promise, figures):
        if day > first:
            yield day


def _turning(promise: Promise, figures: list[Figure]) -> Iterator[date]:
    for figure in figures:
        day = figure.day(promise.measure)
        yield from (figure.known_on, day)
        # it is older than so many months from the day after
        yield from (_next(months_later(day, months)) for months in _AFTER)
    _first, _last, ends_on = window_of(promise)
    for end in filter(None, {promise.due_on, ends_on}):
        yield from (_next(end), _next(due_by(end)))


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
