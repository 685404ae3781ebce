"""What comes next for a promise: whose figure is awaited, when it is due, and what it would decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from industries.choices import Flag, Frequency, Measure, Reason, TargetKind, Verdict
from industries.periods import MONTHS, Period
from industries.progress import arithmetic, method
from industries.progress.arithmetic import moment
from industries.progress.assessment import Assessment
from industries.progress.deciding import STRICT, is_final
from industries.progress.series import due_by

_DECIDED = (Verdict.ACHIEVED, Verdict.ACHIEVED_LATE, Verdict.MISSED)
# what no further figure would mend
_HOPELESS = {
    *(Reason.NO_QUANTITY, Reason.UNIT_NOT_STATED, Reason.DIRECTION_NOT_STATED),
    Reason.DEFINITION_CHANGED,
}
_MONTHS_OF = {Frequency.QUARTERLY: 3, Frequency.MONTHLY: 1}  # any other is annual


@dataclass(frozen=True, slots=True)
class Level:
    """The value from which on, in the direction of the goal, the next figure makes the verdict so.

    `beyond` it, where the promise is of more (or less) than a value, which itself is not enough.
    """

    verdict: Verdict
    value: Decimal
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next figure: the last day of its period, the day by which it is due, what it would decide.

    The levels come in the order of what they make of the verdict, the best first.
    """

    ends_on: date
    due_on: date
    levels: tuple[Level, ...]

    def is_overdue(self, as_of: date) -> bool:
        return as_of > self.due_on


def outlook(found: Assessment) -> Outlook | None:
    """Return what comes next; None where a figure has decided, or none could."""
    if found.verdict in _DECIDED or _HOPELESS & set(found.reasons) or not found.promise.sign:
        return None
    ends_on = _awaited(found) if found.promise.kind == TargetKind.BY_DATE else _missing_year(found)
    if ends_on is None or found.promise.value is None:
        return None
    return Outlook(ends_on, due_by(ends_on), tuple(_levels(found, ends_on, found.promise.value)))


def _awaited(found: Assessment) -> date | None:
    """Return the end of the first period after final figures and announcement, or the deadline."""
    promise = found.promise
    final = [r.day for r in found.readings if is_final(promise, r.figure)]
    since = max([*final[-1:], promise.announced_on or promise.known_on])
    if since == date.min:  # of no figure, and said nobody knows when
        return promise.due_on
    # a part of a year decides no flow or rate: of those whole years are awaited
    frequency = Frequency(promise.frequency or "annual") if promise.measure == Measure.STOCK else None
    ends_on = _next_end(since, _MONTHS_OF.get(frequency, MONTHS) if frequency else MONTHS)
    due = promise.due_on
    if due is not None and due > since:
        has_passed = found.as_of > due
        return due if has_passed or ends_on is None else min(ends_on, due)
    return ends_on


def _next_end(day: date, months: int) -> date | None:
    """Return the first end of a year, quarter or month after the day; None after the last of all."""
    first = day.year * MONTHS + day.month - 1
    first -= first % months
    for start in (first, first + months):
        if start + months <= MONTHS * (date.max.year + 1) and (end := Period(start, months).end) > day:
            return end
    return None


def _missing_year(found: Assessment) -> date | None:
    """Return the end of the first year of the window that is not reported."""
    missing = next(found.years.missing, None) if found.years else None
    return None if missing is None else date(missing, MONTHS, 31)


def _levels(found: Assessment, ends_on: date, goal: Decimal) -> Iterator[Level]:
    promise, paces = found.promise, found.paces
    if promise.kind != TargetKind.BY_DATE:
        yield from _level_of_a_year(found, goal)
        return
    yield Level(Verdict.ACHIEVED, goal, promise.comparator in STRICT)
    start, due = found.start, promise.due_on
    if paces is None or start is None or due is None or Flag.BOUND in found.flags:
        return
    years = moment(ends_on) - start.point.moment
    if ends_on >= due or years < method.LEAST_YEARS:
        return
    for verdict, ratio in (
        (Verdict.ON_TRACK, method.ON_TRACK),
        (Verdict.ACCELERATION_NEEDED, method.ACCELERATION_NEEDED),
        (Verdict.LIMITED_PROGRESS, Decimal(0)),
    ):
        pace = promise.sign * ratio * abs(paces.required)
        yield Level(verdict, arithmetic.carried_on(start.point, pace, years, linear=paces.linear))


def _level_of_a_year(found: Assessment, goal: Decimal) -> Iterator[Level]:
    """Yield what the next year's figure needs: for a mean or sum, what the years before leave to it."""
    years = found.years
    if years is None:
        return
    is_over = years.ends_on is not None and found.as_of > years.ends_on
    reported = len(years.reported) + 1
    so_far = sum((reading.value for reading in years.reported), Decimal(0))
    if found.promise.kind == TargetKind.AVERAGE:
        goal = goal * reported - so_far
    elif found.promise.kind == TargetKind.TOTAL:
        goal = goal * reported / (years.number or reported) - so_far
    last = years.number is not None and reported >= years.number
    if (is_over and not last) or (found.promise.kind == TargetKind.TOTAL and goal <= 0):
        return  # one figure alone decides nothing, or any figure keeps a sum that is reached already
    is_open = found.promise.kind == TargetKind.TOTAL and years.number is None
    verdict = Verdict.ACHIEVED if last or is_open else Verdict.ON_TRACK
    yield Level(verdict, goal, found.promise.comparator in STRICT)
