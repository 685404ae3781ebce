"""The formula of a verdict with this target's numbers in it, written out for readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from industries import units
from industries.choices import Bound, TargetKind, Verdict
from industries.models.bilingual import is_chinese
from industries.pages.numbers import End, Ends, Numbers, percent, rounded
from industries.progress import method
from industries.progress.arithmetic import Paces, Point, moment
from industries.progress.assessment import Alternative, Assessment, Working
from industries.progress.judgement import Years
from industries.progress.outlook import Outlook

_SIGNS = {Bound.AT_LEAST: "≥", Bound.AT_MOST: "≤"}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a working: what it is, how it is reckoned, what it comes to, and what that means."""

    label: str
    formula: str
    result: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What else might stand in the place of a figure or goal, and the verdict that it would make."""

    label: str
    value: str
    verdict: Verdict


def steps(found: Assessment, unit: str) -> list[Step]:
    """Return the working of the verdict line by line; empty where nothing was reckoned."""
    write = Numbers(unit)
    if found.years is not None:
        return list(_of_years(found, found.years, write))
    if found.since is not None:
        return list(_before_it_was_set(found, write))
    promise, start, latest = found.promise, found.start, found.latest
    if found.paces is None or start is None or latest is None:
        return list(_by_itself(found, write))
    if promise.value is None or promise.due_on is None:
        return []
    ends = (
        write.ended(start.point, start.qualifier),
        write.ended(latest.point, latest.figure.qualifier),
        write.ended(Point(promise.value, moment(promise.due_on))),
    )
    return [
        *_of_paces(found.paces, ends, write, sign=promise.sign, bound=found.bound),
        *(_beside(found.working, ends, write) if found.working else ()),
    ]


def so_far(found: Assessment, unit: str) -> str:
    """Return the mean or sum of the years that are reported; of what each is to reach, the last one."""
    years, write = found.years, Numbers(unit)
    if years is None or not years.reported:
        return ""
    last = years.reported[-1]
    if found.promise.kind in (TargetKind.AVERAGE, TargetKind.TOTAL):
        return write.worded(years.value or Decimal(0), years.qualifier)
    value = write.worded(last.value, last.figure.qualifier)
    return f"{value} ({last.figure.period.shown(chinese=is_chinese())})"


def depends(found: Assessment, unit: str) -> list[Row]:
    """Return by what other figures and readings of the goal the verdict would be another."""
    write = Numbers(unit)
    return [_alternative(o, write) for o in found.alternatives if o.verdict != found.verdict]


def levels(ahead: Outlook | None, unit: str, sign: int) -> list[Row]:
    """Return what the next figure would make of the verdict, by the value from which on it would."""
    if ahead is None:
        return []
    words = {
        (True, False): _("from %(value)s on"),
        (True, True): _("above %(value)s"),
        (False, False): _("%(value)s or less"),
        (False, True): _("below %(value)s"),
    }
    write = Numbers(unit)
    rows = []
    for level in ahead.levels:
        value = words[sign > 0, level.beyond] % {"value": write.value(level.value)}
        rows.append(Row(str(level.verdict.label), value, level.verdict))
    return rows


def _of_paces(
    paces: Paces, points: Ends, write: Numbers, *, sign: int, bound: Bound | None
) -> Iterator[Step]:
    start, latest, goal = points
    ends = (
        (_("Pace so far"), latest, paces.observed),
        (_("Pace that the goal asked for"), goal, paces.required),
    )
    for label, end, pace in ends:
        yield _pace(label, start, end, pace, write, linear=paces.linear)
    observed, required = (
        write.bare_pace(pace, linear=paces.linear) for pace in (paces.observed, paces.required)
    )
    thresholds = _("on track from %(first)s, acceleration needed from %(second)s, moving away below 0")
    ratio = units.grouped(rounded(paces.ratio, digits=12, rounding=ROUND_FLOOR))
    yield Step(
        _("Their ratio R"),
        f"{'−' if sign < 0 else ''}({observed}) ÷ |{required}|",
        f"{_SIGNS[bound]} {ratio}" if bound else ratio,
        thresholds % {"first": method.ON_TRACK, "second": method.ACCELERATION_NEEDED},
    )


def _beside(working: Working, points: Ends, write: Numbers) -> Iterator[Step]:
    """Yield what is reckoned beside the ratio, with the two other methods."""
    first, now, last = (point.value for point in points)
    begun, at, end = (point.year for point in points)
    if working.way is not None:
        formula = f"({now} − {first}) ÷ ({last} − {first})"
        yield Step(_("Share of the way"), formula, percent(working.way))
    time = f"({at} − {begun}) ÷ ({end} − {begun})"
    yield Step(_("Share of the time"), time, percent(working.time))
    grown = f"{first} × ({last} ÷ {first})^({time})"
    path = f"{first} + ({last} − {first}) × {time}" if working.linear else grown
    label = _("Value that the required path has at the latest figure")
    yield Step(label, path, write.value(working.expected))
    if working.needed is not None:
        yield _pace(_("Pace still needed"), *points[1:], working.needed, write, linear=working.linear)
    yield from _by_other_methods(working, points)


def _by_other_methods(working: Working, points: Ends) -> Iterator[Step]:
    first, now, last = (point.value for point in points)
    begun, at, end = (point.year for point in points)
    if working.projected is not None and working.course is not None:
        label = _("If growth goes on: share of the way by the deadline")
        projected = f"{now} × ({now} ÷ {first})^(({end} − {at}) ÷ ({at} − {begun}))"
        formula = f"({projected} − {first}) ÷ ({last} − {first})"
        thresholds = _("on course from %(first)s, fair from %(second)s") % {
            "first": percent(method.ON_COURSE, "1"),
            "second": percent(method.STAGNATION, "1"),
        }
        yield Step(label, formula, percent(working.projected), f"{working.course.label}: {thresholds}")
    if working.drift is not None:
        label = _("On a straight line: miss of what remains")
        made = f"({now} − {first}) × ({end} − {at}) ÷ (({at} − {begun}) × ({last} − {now}))"
        thresholds = _("small below %(first)s, large above %(second)s") % {
            "first": percent(method.SMALL_MISS, "1"),
            "second": percent(method.LARGE_MISS, "1"),
        }
        miss = "" if working.miss is None else percent(working.miss)
        yield Step(label, f"1 − {made}", miss, f"{working.drift.label}: {thresholds}")


def _before_it_was_set(found: Assessment, write: Numbers) -> Iterator[Step]:
    """Yield the pace of the figures from before the promise, and the one that it needs since."""
    since, latest, promise = found.since, found.latest, found.promise
    if since is None or latest is None or promise.value is None or promise.due_on is None:
        return
    now = write.ended(latest.point, latest.figure.qualifier)
    if since.first is not None and since.before is not None:
        first = write.ended(since.first.point, since.first.figure.qualifier)
        label = _("Pace before the goal was set")
        yield _pace(label, first, now, since.before, write, linear=since.linear)
    if since.needed is not None:
        goal = write.ended(Point(promise.value, moment(promise.due_on)))
        label = _("Pace needed from the last figure on")
        yield _pace(label, now, goal, since.needed, write, linear=since.linear)


def _by_itself(found: Assessment, write: Numbers) -> Iterator[Step]:
    """Yield how far what decided is beyond the goal, or the latest beyond a level to be kept."""
    figure, goal = found.by, found.promise.value
    label, remark = _("What decided, beside the goal"), ""
    if figure is None and found.verdict in (Verdict.MOVING_AWAY, Verdict.ON_TRACK) and found.latest:
        figure = found.latest.figure
        label, remark = _("Beside the level that is to be kept"), _("it was there when it was promised")
    if figure is None or goal is None:
        return
    formula = f"{write.qualified(figure.value, figure.qualifier)} − {write.bare(goal)}"
    yield Step(label, formula, write.worded(figure.value - goal, figure.qualifier), remark)


def _of_years(found: Assessment, years: Years, write: Numbers) -> Iterator[Step]:
    for reading in years.reported:
        when = reading.figure.period.shown(chinese=is_chinese())
        yield Step(when, "", write.worded(reading.value, reading.figure.qualifier))
    promise = found.promise
    if years.value is None or promise.value is None:
        return
    listed = " + ".join(write.bare(reading.value) for reading in years.reported)
    count = len(years.reported)
    if promise.kind == TargetKind.AVERAGE:
        label = _("Mean") if years.is_whole else _("Mean so far")
        yield Step(label, f"({listed}) ÷ {count}", write.worded(years.value, years.qualifier))
    elif promise.kind == TargetKind.TOTAL:
        label = _("Sum") if years.is_whole else _("Sum so far")
        yield Step(label, listed, write.worded(years.value, years.qualifier))
        if years.number:
            share = promise.value * count / years.number
            formula = f"{write.bare(promise.value)} × {count} ÷ {years.number}"
            yield Step(_("Its share of the goal"), formula, write.value(share))


def _alternative(other: Alternative, write: Numbers) -> Row:
    if other.figure is not None:
        when = other.figure.period.shown(chinese=is_chinese())
        value = f"{write.worded(other.figure.value, other.figure.qualifier)} ({when})"
    else:
        value = write.value(other.value or Decimal(0))
    labels = {
        "source_sensitive": _("with another published value"),
        "baseline_sensitive": _("from another baseline"),
        "approx_sensitive": _("with another reading of “about”"),
    }
    return Row(labels[other.flag], value, other.verdict)


def _pace(label: str, start: End, end: End, pace: Decimal, write: Numbers, *, linear: bool) -> Step:
    first, last = start.value, end.value
    years = f"({end.year} − {start.year})"
    formula = f"({last} − {first}) ÷ {years}" if linear else f"({last} ÷ {first})^(1 ÷ {years}) − 1"
    return Step(label, formula, write.pace(pace, linear=linear))
