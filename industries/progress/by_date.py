"""A level that is to be reached by a day: the method's table, of which the first line that holds."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from industries.choices import Flag, Measure, Qualifier, Reason, Verdict
from industries.progress import arithmetic, method
from industries.progress.arithmetic import Point, moment
from industries.progress.deciding import beside, bound_of, decides, decides_to_date, is_final, towards
from industries.progress.facts import Figure, Promise
from industries.progress.judgement import Judgement, Start
from industries.progress.series import Reading, Series, months_later


@dataclass(frozen=True, slots=True)
class Case:
    """A promise with the figures of its series, as they were known on a day."""

    promise: Promise
    found: Series
    as_of: date
    start: Start | None

    @property
    def since(self) -> list[Reading]:
        """The readings that are later than the announcement."""
        announced = self.promise.announced_on
        return [r for r in self.found.readings if announced is None or r.day > announced]

    @property
    def final(self) -> list[Reading]:
        """Those of them that may decide: a later estimate takes nothing of it away."""
        return [r for r in self.since if is_final(self.promise, r.figure)]

    @property
    def latest(self) -> Reading | None:
        return self.found.readings[-1] if self.found.readings else None


def judged(promise: Promise, found: Series, as_of: date, *, start: Start | None = None) -> Judgement:
    """Return the verdict on the day, from the figures that were known by then.

    `start` is another baseline to reckon from than the promise's own or the one that is inferred.
    """
    case = Case(promise, found, as_of, start or start_of(promise, found))
    due = promise.due_on
    if promise.value is None:
        reasons = (Reason.NO_QUANTITY, *(() if due else (Reason.NO_DEADLINE,)))
        return Judgement(Verdict.NOT_ASSESSABLE, reasons)
    if found.is_redefined(promise.announced_on):
        return Judgement(Verdict.NOT_ASSESSABLE, (Reason.DEFINITION_CHANGED,))
    # a unit that the source does not name is assumed: no figure meets or misses such a promise, nor
    # one of which nobody knows whether more is better
    settled = _settled(case, due) if promise.unit_stated and promise.sign else None
    return replace(settled, start=case.start) if settled else _on_the_way(case, promise.value)


def _settled(case: Case, due: date | None) -> Judgement | None:
    """Return what the figures have decided, or the deadline that has passed; None on the way."""
    if due and case.as_of > due:
        awaited = Judgement(case.found.awaited(due, case.as_of), latest=case.latest)
        return _decided(case, due) or awaited
    final = case.final
    if final and decides(case.promise, final[-1].figure):
        return _by(Verdict.ACHIEVED, final[-1])
    part = _met_to_date(case, due)
    return Judgement(Verdict.ACHIEVED, by=part) if part else None


def start_of(promise: Promise, found: Series) -> Start | None:
    """Return the baseline as stated, else by the last value before the announcement, or the next.

    One that is stated of another count is none.
    """
    stated, readings = promise.baseline_period, found.readings
    if promise.baseline is not None and stated is not None and found.is_of_its_count(stated.end):
        point = Point(promise.baseline, moment(stated.end))
        return Start(point, Qualifier.EXACT, None)
    announced = promise.announced_on
    if announced is None:
        return None
    oldest = months_later(announced, -12 * method.BASELINE_YEARS)
    newest = months_later(announced, method.BASELINE_WITHIN_MONTHS)
    before = [r for r in readings if oldest <= r.day <= announced]
    after = [r for r in readings if announced < r.day <= newest]
    chosen = before[-1:] or after[:1]
    return start_at(chosen[0]) if chosen else None


def start_at(reading: Reading) -> Start:
    return Start(reading.point, reading.figure.qualifier, reading)


def _met_to_date(case: Case, due: date | None) -> Figure | None:
    """Return what meets the promise before its period is over, or fully counted.

    It is of the deadline's year; of a promise without one, of any year that ended since.
    """
    if case.promise.measure != Measure.FLOW:
        return None
    announced = case.promise.announced_on or date.min
    whole = [reading.figure for reading in case.found.readings if reading.day == (due or reading.day)]
    within = [
        figure
        for figure in (*case.found.parts, *whole)
        if announced < figure.period.end <= (due or date.max)
        and figure.period.start.year == (due or figure.period.end).year
    ]
    return next((figure for figure in within if decides_to_date(case.promise, figure)), None)


def _decided(case: Case, due: date) -> Judgement | None:
    """Return the verdict of a promise whose deadline has passed, if any figure decides it."""
    said = [(reading, decides(case.promise, reading.figure)) for reading in case.final]
    known = [(reading, met) for reading, met in said if met is not None]
    at = [(r, met) for r, met in known if due in (r.day, r.figure.period.end)]
    later = [(r, met) for r, met in known if r.day > due and (r, met) not in at]
    before = [(r, met) for r, met in said if r.day < due and (r, met) not in at]
    part = _met_to_date(case, due)
    if (at and at[-1][1]) or (not at and before and before[-1][1]):
        return _by(Verdict.ACHIEVED, (at or before)[-1][0])
    if part and not at:
        return Judgement(Verdict.ACHIEVED, by=part)
    if not (first := at[-1:] or later[:1]):
        return None
    if first[0][1]:
        return _by(Verdict.ACHIEVED, first[0][0], Flag.ON_TIME_UNKNOWN)
    if late := next((reading for reading, met in later if met), None):
        return _by(Verdict.ACHIEVED_LATE, late)
    return _by(Verdict.MISSED, first[0][0], *(() if at else (Flag.BY_LATER_FIGURE,)))


def _by(verdict: Verdict, reading: Reading, *flags: Flag) -> Judgement:
    return Judgement(verdict, flags=flags, by=reading.figure, latest=reading)


def _on_the_way(case: Case, value: Decimal) -> Judgement:
    """Return the verdict of what is undecided: by the ratio of the paces, or why there is none."""
    promise, latest, start = case.promise, case.latest, case.start
    is_kept = start is not None and promise.sign * (value - start.point.value) <= 0
    reasons = _reasons(case, is_kept=is_kept)
    so_far = Judgement(Verdict.NOT_ASSESSABLE, reasons, start=start, latest=latest)
    if so_far.reasons or start is None or latest is None or promise.due_on is None:
        return so_far
    stale = latest.is_older(method.STALE_MONTHS, case.as_of)
    so_far = replace(so_far, flags=(Flag.STALE,) if stale else ())
    goal = Point(value, moment(promise.due_on))
    if is_kept:
        return _to_be_kept(promise, so_far, latest.figure)
    linear = arithmetic.is_linear(promise.method, start.point.value, latest.value, goal.value)
    paces = arithmetic.paces(start.point, latest.point, goal, sign=promise.sign, linear=linear)
    share = arithmetic.share_of_way(start.point, latest.point, goal)
    return _bounded(
        replace(so_far, verdict=paces.verdict, paces=paces),
        promise.sign,
        arrived=share is not None and share >= 1,
    )


def _to_be_kept(promise: Promise, so_far: Judgement, latest: Figure) -> Judgement:
    """Return the verdict on a level that was there when it was promised: by its latest figure."""
    is_there = beside(promise, latest.value, Qualifier.EXACT, promise.value)
    kept = replace(so_far, verdict=Verdict.ON_TRACK if is_there else Verdict.MOVING_AWAY)
    if beside(promise, latest.value, latest.qualifier, promise.value) is not None:
        return kept
    side = bound_of(towards(latest.qualifier) * promise.sign)
    return replace(kept, flags=(*so_far.flags, Flag.BOUND), bound=side)


def _bounded(judgement: Judgement, sign: int, *, arrived: bool) -> Judgement:
    """Return the verdict as the bound that it is where the baseline or the latest is one.

    From an "over" on, the way made is at most what is printed, so that it may be on track or not.
    """
    start, latest = judgement.start, judgement.latest
    if start is None or latest is None:
        return judgement
    behind = towards(start.qualifier) * sign
    beyond = towards(latest.figure.qualifier) * sign
    if not (behind or beyond):
        return judgement
    verdict = judgement.verdict
    if behind > 0 and verdict == Verdict.ON_TRACK and not arrived:
        verdict = Verdict.ACCELERATION_NEEDED
    flags = (*judgement.flags, Flag.BOUND)
    return replace(judgement, verdict=verdict, flags=flags, bound=bound_of(beyond - behind))


def _reasons(case: Case, *, is_kept: bool) -> tuple[Reason, ...]:
    """Return why an undecided promise cannot be judged; empty if it can."""
    promise, latest, start = case.promise, case.latest, case.start
    since, undated = bool(case.since), promise.due_on is None
    years = latest.point.moment - start.point.moment if latest and start else None
    asked = {
        Reason.NO_DEADLINE: undated,
        Reason.UNIT_NOT_STATED: not promise.unit_stated,
        Reason.DIRECTION_NOT_STATED: not promise.sign,
        case.found.why_empty: latest is None,
    }
    if latest and not undated:  # what a pace needs
        asked |= {
            Reason.NO_FIGURE_SINCE: not since,
            Reason.NO_BASELINE: start is None,
            Reason.UNDER_ONE_YEAR: not is_kept
            and since
            and years is not None
            and years < method.LEAST_YEARS,
            Reason.TOO_OLD: latest.is_older(method.TOO_OLD_MONTHS, case.as_of),
        }
    return tuple(reason for reason, holds in asked.items() if holds)
