"""A promise judged on a day, with its working: what it depends on, and what other methods say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from industries.choices import Bound, Comparator, Course, Drift, Flag, Reason, TargetKind, Verdict
from industries.progress import arithmetic, method
from industries.progress.arithmetic import Paces, Point, moment
from industries.progress.by_date import judged, start_at
from industries.progress.facts import Figure, Promise
from industries.progress.judgement import Judgement, Start, Years
from industries.progress.series import Reading, Series, is_near, series
from industries.progress.window import judged_by_years


@dataclass(frozen=True, slots=True)
class Working:
    """What is reckoned between baseline, latest and goal beside the ratio; None where it has no value.

    `way` and `time` are shares at the latest's moment, `expected` the value of the required path then,
    `needed` the pace from there on, `projected` and `miss` what the two other methods say.
    """

    way: Decimal | None
    time: Decimal
    expected: Decimal
    needed: Decimal | None
    projected: Decimal | None
    course: Course | None
    miss: Decimal | None
    drift: Drift | None
    linear: bool


@dataclass(frozen=True, slots=True)
class Since:
    """What is known of the paces of a promise without a figure since: before it, and needed from then.

    `first` is the reading that the pace before it is reckoned from, up to three years before the last;
    `linear` as of paces.
    """

    first: Reading | None
    before: Decimal | None
    needed: Decimal | None
    linear: bool


@dataclass(frozen=True, slots=True)
class Alternative:
    """The verdict if another published figure, or another value of the goal, stood in its place.

    `flag` says what it would depend on.
    """

    flag: Flag
    figure: Figure | None
    value: Decimal | None
    verdict: Verdict


# flag, figure and value as above, then the promise and the series to be judged
_Variant = tuple[Flag, Figure | None, Decimal | None, Promise, Series]


@dataclass(frozen=True)
class Assessment:
    """What is known of a promise on a day, by one version of the method. Never stored as truth.

    What it depends on and what other methods say is reckoned once it is asked for: lists do not.
    """

    promise: Promise
    as_of: date
    found: Series
    judgement: Judgement
    version: str = method.VERSION

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.judgement.reasons

    @property
    def readings(self) -> tuple[Reading, ...]:
        return self.found.readings

    @property
    def others(self) -> tuple[Reading, ...]:
        """The readings of another count."""
        return self.found.others

    @property
    def start(self) -> Start | None:
        return self.judgement.start

    @property
    def latest(self) -> Reading | None:
        return self.judgement.latest

    @property
    def by(self) -> Figure | None:
        """The figure that decided, where one did."""
        return self.judgement.by

    @property
    def years(self) -> Years | None:
        """What is reported of a promise of years."""
        return self.judgement.years

    @property
    def paces(self) -> Paces | None:
        return self.judgement.paces

    @property
    def bound(self) -> Bound | None:
        return self.judgement.bound

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What else might stand in the place of a figure or of the goal."""
        return tuple(_alternatives(self))

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """What a reader of the verdict should know, with what it depends on."""
        changing = [other.flag for other in self.alternatives if other.verdict != self.verdict]
        about = [Flag.ABOUT_MET] if _is_about_met(self) else []
        return tuple(dict.fromkeys([*self.judgement.flags, *changing, *about]))

    @cached_property
    def working(self) -> Working | None:
        return _working(self.promise, self.judgement)

    @cached_property
    def since(self) -> Since | None:
        """The pace before the promise beside the needed one, where no figure is known since."""
        return _since(self) if Reason.NO_FIGURE_SINCE in self.reasons else None

    @cached_property
    def robust(self) -> bool | None:
        """Whether every method that can be reckoned is on the same side; None of fewer than two."""
        return _is_robust(self.judgement, self.working)


def assess(promise: Promise, figures: Iterable[Figure], as_of: date) -> Assessment:
    """Return the assessment of a promise from what was published of its indicator by the day."""
    found = series(promise, figures, as_of)
    return Assessment(promise, as_of, found, _judged(promise, found, as_of))


def _judged(promise: Promise, found: Series, as_of: date) -> Judgement:
    judge = judged if promise.kind == TargetKind.BY_DATE else judged_by_years
    return judge(promise, found, as_of)


def _alternatives(of: Assessment) -> Iterator[Alternative]:
    """Yield the verdict by another source, by another reading of "about", and from another baseline."""
    for flag, figure, value, asked, read in _variants(of.promise, of.found):
        yield Alternative(flag, figure, value, _judged(asked, read, of.as_of).verdict)
    for reading in _neighbours(of.readings, of.judgement):
        verdict = judged(of.promise, of.found, of.as_of, start=start_at(reading)).verdict
        yield Alternative(Flag.BASELINE_SENSITIVE, reading.figure, None, verdict)


def _is_about_met(of: Assessment) -> bool:
    """Return whether what decided, or the latest, is the goal but for what nobody measured."""
    goal, years = of.promise.value, of.years
    if goal is None or not of.promise.unit_stated:
        return False
    if years is not None and years.value is not None:
        softly = any(reading.figure.is_about for reading in years.reported)
        return softly and years.is_whole and is_near(years.value, goal)
    said = of.by or (of.latest.figure if of.latest and years is None else None)
    return said is not None and said.is_about and is_near(said.value, goal)


def _variants(promise: Promise, found: Series) -> Iterator[_Variant]:
    """Yield what the verdict may depend on, with promise and series as they might be read as well.

    Where the unit is not stated nothing decides, and no other value could.
    """
    if not promise.unit_stated:
        return
    for reading in found.readings:
        for rival in reading.rivals:
            other = _with(found, reading, rival, promise.measure)
            yield Flag.SOURCE_SENSITIVE, rival, None, promise, other
    if promise.comparator == Comparator.APPROX and promise.value is not None:
        for by in (-method.APPROX_MOVED_BY, method.APPROX_MOVED_BY):
            value = promise.value * (1 + by)
            yield Flag.APPROX_SENSITIVE, None, value, replace(promise, value=value), found


def _with(found: Series, reading: Reading, rival: Figure, measure: str) -> Series:
    """Return the series with another value of one period in the chosen one's place."""
    other = replace(reading, figure=rival, day=rival.day(measure))
    readings = [other if r is reading else r for r in found.readings]
    return replace(found, readings=tuple(sorted(readings, key=lambda r: r.day)))


def _neighbours(readings: tuple[Reading, ...], judgement: Judgement) -> list[Reading]:
    """Return the values before and after an inferred baseline that are a year from the latest."""
    start, latest = judgement.start, judgement.latest
    if judgement.paces is None or start is None or start.reading is None or latest is None:
        return []
    at = readings.index(start.reading)
    beside = [*readings[max(0, at - 1) : at], *readings[at + 1 : at + 2]]
    return [
        reading
        for reading in beside
        if latest.point.moment - reading.point.moment >= method.LEAST_YEARS
    ]


def _working(promise: Promise, judgement: Judgement) -> Working | None:
    start, latest = judgement.start, judgement.latest
    if start is None or latest is None or promise.value is None or promise.due_on is None:
        return None
    goal = Point(promise.value, moment(promise.due_on))
    if not start.point.moment < latest.point.moment < goal.moment:
        return None
    linear = arithmetic.is_linear(promise.method, start.point.value, latest.value, goal.value)
    ahead = promise.sign * (goal.value - start.point.value) > 0
    points = (start.point, latest.point, goal)
    # without a pace the span may be a day, over which no growth can be carried on
    grows = ahead and not linear and judgement.paces is not None
    projected = arithmetic.projected_share(*points) if grows else None
    miss = arithmetic.linear_miss(*points, sign=promise.sign) if ahead else None
    return Working(
        way=arithmetic.share_of_way(*points),
        time=arithmetic.share_of_time(*points),
        expected=arithmetic.expected(*points, linear=linear),
        needed=arithmetic.pace(latest.point, goal, linear=linear),
        projected=projected,
        course=None if projected is None else arithmetic.course(projected),
        miss=miss,
        drift=arithmetic.drift(miss) if ahead else None,
        linear=linear,
    )


def _since(of: Assessment) -> Since | None:
    promise, latest = of.promise, of.latest
    if latest is None or promise.value is None or promise.due_on is None or not promise.unit_stated:
        return None
    now, goal = latest.point, Point(promise.value, moment(promise.due_on))
    before = [
        reading
        for reading in of.readings
        if method.LEAST_YEARS <= now.moment - reading.point.moment <= method.BASELINE_YEARS
    ]
    first = before[0] if before else None
    ends = [reading.value for reading in before[:1]]
    linear = arithmetic.is_linear(promise.method, now.value, goal.value, *ends)
    ahead = goal.moment > now.moment
    return Since(
        first=first,
        before=arithmetic.pace(first.point, now, linear=linear) if first else None,
        needed=arithmetic.pace(now, goal, linear=linear) if ahead else None,
        linear=linear,
    )


def _is_robust(judgement: Judgement, working: Working | None) -> bool | None:
    if judgement.paces is None or working is None:
        return None
    sides = {judgement.verdict == Verdict.ON_TRACK, working.drift == Drift.SMALL}
    if working.course is not None:
        sides.add(working.course == Course.ON_COURSE)
    return len(sides) == 1
