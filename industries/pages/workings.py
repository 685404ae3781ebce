"""The formula of a verdict with this target's numbers in it, written out for readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext as _

from industries import units
from industries.choices import Bound, Qualifier, TargetKind, Verdict
from industries.models.bilingual import is_chinese
from industries.pages.numbers import InUnit
from industries.progress import method
from industries.progress.arithmetic import Paces, Point, moment
from industries.progress.assessment import Alternative, Assessment, Working
from industries.progress.judgement import Years
from industries.progress.outlook import Outlook

_HUNDRED = Decimal(100)
_LARGEST = Decimal(100)  # a share beyond which a percentage says nothing any more
_SIGNS = {Bound.AT_LEAST: "≥", Bound.AT_MOST: "≤"}
_DIGITS = 8  # of a value that was reckoned, as it is printed


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
    write = _Numbers(unit)
    if found.years is not None:
        return list(_of_years(found, found.years, write))
    if found.since is not None:
        return list(_before_it_was_set(found, write))
    promise, start, latest = found.promise, found.start, found.latest
    if found.paces is None or start is None or latest is None:
        return list(_to_be_kept(found, write))
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
    years, write = found.years, _Numbers(unit)
    if years is None or not years.reported:
        return ""
    last = years.reported[-1]
    if found.promise.kind in (TargetKind.AVERAGE, TargetKind.TOTAL):
        return write.value(years.value or Decimal(0))
    return f"{write.value(last.value)} ({last.figure.period.shown(chinese=is_chinese())})"


def depends(found: Assessment, unit: str) -> list[Row]:
    """Return by what other figures and readings of the goal the verdict would be another."""
    write = _Numbers(unit)
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
    write = _Numbers(unit)
    rows = []
    for level in ahead.levels:
        value = words[sign > 0, level.beyond] % {"value": write.value(level.value)}
        rows.append(Row(str(level.verdict.label), value, level.verdict))
    return rows


def percent(share: Decimal, step: str = "0.1", rounding: str = ROUND_FLOOR) -> str:
    """Return a share as a percentage, by default rounded down: what is short of all is never 100 %.

    Of shares above a hundred it says no more than that.
    """
    if abs(share) > _LARGEST:
        word = _("over %(share)s") if share > 0 else _("under %(share)s")
        return word % {"share": percent(_LARGEST.copy_sign(share), "1")}
    return f"{units.grouped((share * _HUNDRED).quantize(Decimal(step), rounding))}%"


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a span as formulas write it: the value with its qualifier, and the moment."""

    value: str
    year: str


_Ends = tuple[_End, _End, _End]  # baseline, latest, goal


class _Numbers(InUnit):
    """Writes values in the reader's unit, rounded where they were reckoned."""

    def bare(self, value: Decimal) -> str:
        return units.grouped(_rounded(value * self.factor))

    def value(self, value: Decimal) -> str:
        return super().value(_rounded(value))

    def qualified(self, value: Decimal, qualifier: str) -> str:
        """Return a value with the word that its source has for it."""
        if qualifier == Qualifier.EXACT:
            return self.bare(value)
        blank = "" if is_chinese() else " "
        return f"{Qualifier(qualifier).label}{blank}{self.bare(value)}"

    def ended(self, point: Point, qualifier: str = Qualifier.EXACT) -> "_End":
        return _End(self.qualified(point.value, qualifier), _year(point.moment))

    def pace(self, pace: Decimal, *, linear: bool) -> str:
        return _("%(pace)s a year") % {"pace": self.bare_pace(pace, linear=linear)}

    def bare_pace(self, pace: Decimal, *, linear: bool) -> str:
        if not linear:
            return percent(pace, "0.001", ROUND_HALF_EVEN)
        # what a percentage changes by is in points: "2 % a year" would be read as growth
        unit = "percentage points" if self.unit == "%" else self.unit
        return units.shown(_rounded(pace), unit, chinese=is_chinese())


def _of_paces(
    paces: Paces, points: _Ends, write: _Numbers, *, sign: int, bound: Bound | None
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
    ratio = units.grouped(_rounded(paces.ratio, digits=12, rounding=ROUND_FLOOR))
    yield Step(
        _("Their ratio R"),
        f"{'−' if sign < 0 else ''}({observed}) ÷ |{required}|",
        f"{_SIGNS[bound]} {ratio}" if bound else ratio,
        thresholds % {"first": method.ON_TRACK, "second": method.ACCELERATION_NEEDED},
    )


def _beside(working: Working, points: _Ends, write: _Numbers) -> Iterator[Step]:
    """Yield what is reckoned beside the ratio, with the two other methods."""
    first, now, last = (point.value for point in points)
    if working.way is not None:
        formula = f"({now} − {first}) ÷ ({last} − {first})"
        yield Step(_("Share of the way"), formula, percent(working.way))
    begun, at, end = (point.year for point in points)
    yield Step(_("Share of the time"), f"({at} − {begun}) ÷ ({end} − {begun})", percent(working.time))
    expected = write.value(working.expected)
    yield Step(_("Value that the required path has at the latest figure"), "", expected)
    if working.needed is not None:
        yield _pace(_("Pace still needed"), *points[1:], working.needed, write, linear=working.linear)
    if working.projected is not None and working.course is not None:
        label = _("If growth goes on: share of the way by the deadline")
        yield Step(label, "", percent(working.projected), str(working.course.label))
    if working.drift is not None:
        label = _("On a straight line: miss of what remains")
        miss = "" if working.miss is None else percent(working.miss)
        yield Step(label, "", miss, str(working.drift.label))


def _before_it_was_set(found: Assessment, write: _Numbers) -> Iterator[Step]:
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


def _to_be_kept(found: Assessment, write: _Numbers) -> Iterator[Step]:
    """Yield by how much the latest falls short of a level that was reached when it was promised."""
    latest, goal = found.latest, found.promise.value
    if found.verdict != Verdict.MOVING_AWAY or latest is None or goal is None:
        return
    formula = f"{write.qualified(latest.value, latest.figure.qualifier)} − {write.bare(goal)}"
    label, remark = _("Beside the level that is to be kept"), _("it was there when it was promised")
    yield Step(label, formula, write.value(latest.value - goal), remark)


def _of_years(found: Assessment, years: Years, write: _Numbers) -> Iterator[Step]:
    for reading in years.reported:
        when = reading.figure.period.shown(chinese=is_chinese())
        yield Step(when, "", write.value(reading.value))
    promise = found.promise
    if years.value is None or promise.value is None:
        return
    listed = " + ".join(write.bare(reading.value) for reading in years.reported)
    count = len(years.reported)
    if promise.kind == TargetKind.AVERAGE:
        yield Step(_("Mean so far"), f"({listed}) ÷ {count}", write.value(years.value))
    elif promise.kind == TargetKind.TOTAL:
        yield Step(_("Sum so far"), listed, write.value(years.value))
        if years.number:
            share = promise.value * count / years.number
            formula = f"{write.bare(promise.value)} × {count} ÷ {years.number}"
            yield Step(_("Its share of the goal"), formula, write.value(share))


def _alternative(other: Alternative, write: _Numbers) -> Row:
    if other.figure is not None:
        when = other.figure.period.shown(chinese=is_chinese())
        value = f"{write.value(other.figure.value)} ({when})"
    else:
        value = write.value(other.value or Decimal(0))
    labels = {
        "source_sensitive": _("with another published value"),
        "baseline_sensitive": _("from another baseline"),
        "approx_sensitive": _("with another reading of “about”"),
    }
    return Row(labels[other.flag], value, other.verdict)


def _pace(label: str, start: _End, end: _End, pace: Decimal, write: _Numbers, *, linear: bool) -> Step:
    first, last = start.value, end.value
    years = f"({end.year} − {start.year})"
    formula = f"({last} − {first}) ÷ {years}" if linear else f"({last} ÷ {first})^(1 ÷ {years}) − 1"
    return Step(label, formula, write.pace(pace, linear=linear))


def _year(at: Decimal) -> str:
    return units.plain(at.quantize(Decimal("0.001")))


def _rounded(value: Decimal, digits: int = _DIGITS, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """Return a value with so many digits at most."""
    short = value.normalize()
    if len(short.as_tuple().digits) <= digits:
        return short
    return short.quantize(Decimal(1).scaleb(short.adjusted() - digits + 1), rounding)
