"""Like with like: which figures stand in one series with a promise, as they were known on a day."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from industries.choices import Confidence, Measure, ObservationStatus, Qualifier, Rank, Reason, Verdict
from industries.periods import MONTHS
from industries.progress import method
from industries.progress.arithmetic import Point, moment
from industries.progress.deciding import is_final
from industries.progress.facts import Figure, Promise

_BY_PERIOD = (Measure.FLOW, Measure.RATE)  # a part of a year is another thing than a year
_RANKS, _STATUSES, _CONFIDENCES = (list(c.values) for c in (Rank, ObservationStatus, Confidence))


@dataclass(frozen=True, slots=True)
class Reading:
    """The chosen figure of one period, the day that it is dated by, and what else was published of it.

    `count` tells the counts apart that breaks divide a series into: readings of two are never compared.
    """

    figure: Figure
    day: date
    rivals: tuple[Figure, ...]
    count: int

    @property
    def value(self) -> Decimal:
        return self.figure.value

    def is_older(self, months: int, as_of: date) -> bool:
        """Return whether it is older than so many months on a day."""
        return months_later(self.day, months) < as_of

    @property
    def is_at_years_end(self) -> bool:
        return (self.day.month, self.day.day) == (MONTHS, 31)

    @property
    def point(self) -> Point:
        return Point(self.figure.value, moment(self.day))


@dataclass(frozen=True, slots=True)
class Series:
    """The readings of one count that are comparable with a promise, by day, and what is beside them.

    `others` are the readings of the other counts, `parts` the figures of a part of a year where the
    promise is of whole ones, or of a year to date; `is_known` says whether anything was published of
    the indicator at all. The series is broken on the days `breaks`.
    """

    readings: tuple[Reading, ...]
    others: tuple[Reading, ...]
    parts: tuple[Figure, ...]
    is_known: bool
    breaks: tuple[date, ...]
    count: int

    def is_of_its_count(self, day: date) -> bool:
        """Return whether what is of a day may be compared with the readings."""
        return _count_on(day, self.breaks) == self.count

    def is_redefined(self, announced: date | None) -> bool:
        """Return whether the count that was promised of ended, with nothing of it since."""
        if announced is None or any(reading.day > announced for reading in self.readings):
            return False
        return any(reading.day > announced for reading in self.others)

    @property
    def why_empty(self) -> Reason:
        """Why nothing of it is a reading, where nothing is."""
        if self.parts:
            return Reason.PART_YEAR_ONLY
        return Reason.NOT_COMPARABLE if self.is_known else Reason.NO_OBSERVATION

    def awaited(self, ended: date, as_of: date) -> Verdict:
        """Return the verdict once a deadline has passed and no figure decides: some may be to come."""
        waiting = as_of <= due_by(ended)
        is_something = bool(self.readings or self.parts)
        return Verdict.AWAITING_FINAL_DATA if waiting and is_something else Verdict.NO_FIGURE


def series(promise: Promise, figures: Iterable[Figure], as_of: date) -> Series:
    """Return what was known on the day of what was promised; nothing that was published later."""
    known = [f for f in figures if f.known_on <= as_of and f.rank != Rank.DEPRECATED]
    mine = [figure for figure in known if is_of_one_scope(promise, figure)]
    whole = [figure for figure in mine if _is_whole(promise, figure)]
    breaks = tuple(sorted({figure.break_on for figure in mine if figure.break_on}))
    every = [
        Reading(chosen, day, rivals, _count_on(day, breaks))
        for chosen, rivals in _by_period(promise, _without_undated(promise, whole))
        for day in [chosen.day(promise.measure)]
    ]
    readings = _without_restated(promise, [reading for reading in every if reading.day <= as_of])
    count = _count_of(promise, readings, breaks)
    to_date = [r.figure for r in every if r.day > as_of and promise.measure == Measure.FLOW]
    short = [f for f in mine if not _is_whole(promise, f) and f.period.months < MONTHS]
    parts = [*(chosen for chosen, _rivals in _by_period(promise, short)), *to_date]
    return Series(
        readings=tuple(reading for reading in readings if reading.count == count),
        others=tuple(reading for reading in readings if reading.count != count),
        parts=tuple(f for f in parts if _count_on(f.period.end, breaks) == count and f.is_to_date),
        is_known=bool(known),
        breaks=breaks,
        count=count,
    )


def is_of_one_scope(one: Promise | Figure, other: Promise | Figure) -> bool:
    """Return whether both measure the same; a comparable scope may stand with none."""
    if one.scope == other.scope:
        return True
    if not one.scope:
        return other.scope_comparable is True
    return not other.scope and one.scope_comparable is True


def agrees(one: Figure, other: Figure) -> bool:
    """Return whether two values of one period are none of two minds: nearly the same, or as bounds."""
    if is_near(one.value, other.value):
        return True
    low, high = sorted((one, other), key=lambda figure: figure.value)
    over = low.qualifier == Qualifier.OVER and high.qualifier != Qualifier.UNDER
    under = high.qualifier == Qualifier.UNDER and low.qualifier != Qualifier.OVER
    crossing = low.qualifier == Qualifier.OVER and high.qualifier == Qualifier.UNDER
    return over or under or crossing


def is_near(one: Decimal, other: Decimal) -> bool:
    """Return whether two values are the same but for rounding."""
    return abs(one - other) <= method.AGREE_WITHIN * max(abs(one), abs(other))


def months_later(day: date, months: int) -> date:
    """Return the same day of a later or earlier month, or the last of a shorter one."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    if not 1 <= year <= 9999:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_by(ended: date) -> date:
    """Return the day by which a figure is due; of a period to the end of a month, the end of one."""
    due_on = months_later(ended, method.AWAITING_MONTHS)
    if ended.day == monthrange(ended.year, ended.month)[1]:
        return due_on.replace(day=monthrange(due_on.year, due_on.month)[1])
    return due_on


def _count_on(day: date, breaks: Sequence[date]) -> int:
    return sum(broken <= day for broken in breaks)


def _is_whole(promise: Promise, figure: Figure) -> bool:
    """Return whether a figure is of a year, where that matters; a period that is not stated is one."""
    by_year = not figure.period_stated or figure.period.months == MONTHS
    return promise.measure not in _BY_PERIOD or by_year


def _without_undated(promise: Promise, figures: Sequence[Figure]) -> list[Figure]:
    """Leave out the values without a period near one that has it."""
    dated = [figure.day(promise.measure) for figure in figures if figure.period_stated]

    def is_alone(day: date) -> bool:
        within = method.UNDATED_WITHIN_MONTHS
        return not any(
            months_later(day, -within) <= near <= months_later(day, within) for near in dated
        )

    return [f for f in figures if f.period_stated or is_alone(f.day(promise.measure))]


def _by_period(
    promise: Promise, figures: Iterable[Figure]
) -> Iterable[tuple[Figure, tuple[Figure, ...]]]:
    """Yield the chosen figure of each period and its rivals, the earliest period first.

    A stock is of the day that it stood, whatever period is named with it.
    """
    of: dict[tuple[date, date], list[Figure]] = {}
    for figure in figures:
        day = figure.day(promise.measure)
        is_stock = promise.measure == Measure.STOCK
        place = (day, day) if is_stock else (figure.period.end, figure.period.start)
        of.setdefault(place, []).append(figure)
    for _period, published in sorted(of.items()):
        chosen, *others = sorted(published, key=_precedence)
        yield chosen, tuple(other for other in others if not agrees(chosen, other))


def _precedence(figure: Figure) -> tuple[int, int, int, int, str]:
    return (
        _RANKS.index(figure.rank),
        _STATUSES.index(figure.status),
        _CONFIDENCES.index(figure.confidence),
        -figure.known_on.toordinal(),
        figure.key,
    )


def _without_restated(promise: Promise, readings: list[Reading]) -> list[Reading]:
    """Leave out a stock that says the last year's final value again, and order by day.

    Of one day the value of the longer period comes last.
    """
    found: list[Reading] = []
    year_end: Reading | None = None
    for reading in sorted(readings, key=lambda r: (r.day, r.figure.period.months, r.figure.key)):
        is_end = reading.is_at_years_end and is_final(promise, reading.figure)
        if (
            promise.measure == Measure.STOCK
            and year_end is not None
            and not is_end
            and reading.count == year_end.count
            and reading.day < months_later(year_end.day, MONTHS)
            and is_near(reading.value, year_end.value)
        ):
            continue
        found.append(reading)
        year_end = reading if is_end else year_end
    return found


def _count_of(promise: Promise, readings: list[Reading], breaks: Sequence[date]) -> int:
    """Return the count that a promise belongs to: that of the day that it was announced on."""
    announced = promise.announced_on
    if announced is None:
        return readings[-1].count if readings else 0
    return _count_on(announced, breaks)
