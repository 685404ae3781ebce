"""A promise judged on a day, with its working: what it depends on, and what other methods say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from industries.choices import Comparator, Course, Drift, Flag, Qualifier, Reason, TargetKind, Verdict
from industries.progress import arithmetic, method
from industries.progress.arithmetic import Paces, Point, moment
from industries.progress.by_date import Judgement, Start, judged, start_at
from industries.progress.facts import Figure, Promise
from industries.progress.series import Reading, Series, is_near, series
from industries.progress.window import Years, judged_by_years


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


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of a promise on a day, by one version of the method. Never stored as truth.

    `by` is the figure that decided, where one did; `years` what is reported of a promise of years;
    `others` are the readings of another count. `robust` is whether all methods are on one side.
    """

    promise: Promise
    as_of: date
    verdict: Verdict
    reasons: tuple[Reason, ...]
    flags: tuple[Flag, ...]
    readings: tuple[Reading, ...]
    others: tuple[Reading, ...]
    start: Start | None = None
    latest: Reading | None = None
    by: Figure | None = None
    years: Years | None = None
    paces: Paces | None = None
    working: Working | None = None
    at_most: bool = False
    robust: bool | None = None
    alternatives: tuple[Alternative, ...] = ()
    version: str = method.VERSION


def assess(promise: Promise, figures: Iterable[Figure], as_of: date) -> Assessment:
    """Return the assessment of a promise from what was published of its indicator by the day."""
    found = series(promise, figures, as_of)
    if promise.kind != TargetKind.BY_DATE:
        return _of_years(promise, found, as_of)
    judgement = judged(promise, found, as_of)
    working = _working(promise, judgement)
    others = tuple(_alternatives(promise, found, as_of, judgement))
    about = [Flag.ABOUT_MET] if _is_about_met(promise, judgement) else []
    flags = (*judgement.flags, *_changing(others, judgement.verdict), *about)
    return Assessment(
        promise=promise,
        as_of=as_of,
        verdict=judgement.verdict,
        reasons=judgement.reasons,
        flags=flags,
        readings=found.readings,
        others=found.others,
        start=judgement.start,
        latest=judgement.latest,
        by=judgement.by,
        paces=judgement.paces,
        working=working,
        at_most=judgement.at_most,
        robust=_is_robust(judgement, working),
        alternatives=others,
    )


def _of_years(promise: Promise, found: Series, as_of: date) -> Assessment:
    judgement = judged_by_years(promise, found, as_of)
    others = tuple(
        Alternative(flag, figure, value, judged_by_years(asked, read, as_of).verdict)
        for flag, figure, value, asked, read in _variants(promise, found)
    )
    reported = judgement.years.reported
    return Assessment(
        promise=promise,
        as_of=as_of,
        verdict=judgement.verdict,
        reasons=judgement.reasons,
        flags=(*judgement.flags, *_changing(others, judgement.verdict)),
        readings=found.readings,
        others=found.others,
        latest=reported[-1] if reported else None,
        by=judgement.by.figure if judgement.by else None,
        years=judgement.years,
        alternatives=others,
    )


def _alternatives(
    promise: Promise, found: Series, as_of: date, judgement: Judgement
) -> Iterator[Alternative]:
    """Yield the verdict by another source, by another reading of "about", and from another baseline."""
    for flag, figure, value, asked, read in _variants(promise, found):
        yield Alternative(flag, figure, value, judged(asked, read, as_of).verdict)
    for reading in _neighbours(found.readings, judgement):
        verdict = judged(promise, found, as_of, start=start_at(reading)).verdict
        yield Alternative(Flag.BASELINE_SENSITIVE, reading.figure, None, verdict)


def _changing(others: Iterable[Alternative], verdict: Verdict) -> list[Flag]:
    """Return what the verdict depends on: each flag of which an alternative would be another one."""
    return list(dict.fromkeys(other.flag for other in others if other.verdict != verdict))


def _is_about_met(promise: Promise, judgement: Judgement) -> bool:
    said = judgement.by or (judgement.latest.figure if judgement.latest else None)
    if said is None or promise.value is None or not promise.unit_stated:
        return False
    return said.qualifier == Qualifier.ABOUT and is_near(said.value, promise.value)


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
    projected = arithmetic.projected_share(*points) if ahead and not linear else None
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


def _is_robust(judgement: Judgement, working: Working | None) -> bool | None:
    """Return whether every method that can be reckoned is on the same side; None of fewer than two."""
    if judgement.paces is None or working is None:
        return None
    sides = {judgement.paces.ratio >= method.ON_TRACK, working.drift == Drift.SMALL}
    if working.course is not None:
        sides.add(working.course == Course.ON_COURSE)
    return len(sides) == 1
