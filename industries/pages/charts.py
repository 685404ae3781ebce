"""What a target's chart shows: its figures, its baseline, the path that it asked for and the goal."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from industries import svg, units
from industries.choices import Comparator, Direction, Measure, Qualifier, TargetKind
from industries.models.bilingual import is_chinese, with_word, written_day
from industries.pages.numbers import InUnit
from industries.periods import MONTHS
from industries.progress import arithmetic
from industries.progress.arithmetic import Point, moment
from industries.progress.assessment import Assessment, assess
from industries.progress.deciding import is_final
from industries.progress.facts import Figure, Promise
from industries.progress.series import Reading, is_of_one_scope
from industries.reports import figures_of
from industries.svg import At, Drawing, Mark, Plot

SIZES = {"wide": (720, 340), "narrow": (340, 300)}
SMALL = {"width": 120, "height": 36}
LEAST_SMALL = 3  # below so many values a small chart says less than a number and a year
_CONNECTED = Decimal("1.5")  # years between two figures, over which a line would bridge a gap
_STEPS_OF_PATH = 24

_SHAPES = {Qualifier.OVER: "up", Qualifier.UNDER: "down", Qualifier.ABOUT: "about"}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in each size, with what it is called and what it says in words.

    Among those of an indicator `key` names the series in addresses, and `rows` are its observations.
    """

    title: str
    description: str
    drawings: dict[str, Drawing]
    key: str = ""
    rows: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal beside the one that is judged: by default one that was changed."""

    promise: Promise
    word: str
    role: str = "earlier"


def chart_of(title: str, unit: str, found: Assessment, goals: Iterable[Goal] = ()) -> Chart | None:
    """Return the chart of an assessment; None where there is no figure to show beside the goal."""
    if not (found.readings or found.others):
        return None
    write = _Writer(unit)
    plot = Plot(
        marks=[*_goals(found.promise, goals, write), *_figures(found, write), *_baseline(found, write)],
        lines=[*_path(found, write), *_connected(found, write)],
        upright=[*_upright(found)],
        key=[],
        shown=units.grouped,
        unit=write.name,
    )
    plot.key.extend(_key(plot, found))
    drawings = {
        name: svg.drawn(plot, width=width, height=height) for name, (width, height) in SIZES.items()
    }
    return Chart(title, _described(found, write), drawings)


def charts_of(
    indicator: Any, observations: Iterable[Any], targets: Iterable[Any], as_of: date
) -> list[Chart]:
    """Return a chart of each series of an indicator that has two values, with all goals on it.

    A series is of one industry and scope. The observations come with their industries and citations,
    the targets `tracked()`.
    """
    series: dict[tuple[Any, str], list[Any]] = {}
    for row in observations:
        series.setdefault((row.industry, row.scope), []).append(row)
    goals, found = list(targets), []
    for (industry, scope), rows in series.items():
        about = [str(part) for part in (indicator.name, industry and industry.name, scope) if part]
        asked = _without_goal(indicator, scope, rows[0].scope_comparable)
        seen = assess(asked, figures_of(rows), as_of)
        mine = [
            Goal(row.assessment.promise, str(_("Goal")), "goal")
            for row in goals
            if row.target.industry == industry and is_of_one_scope(row.assessment.promise, asked)
        ]
        chart = chart_of(" · ".join(about), indicator.unit, seen, mine)
        if chart and len(seen.readings) + len(seen.others) > 1:
            found.append(replace(chart, key=key_of(industry, scope), rows=rows))
    return found


def key_of(industry: Any, scope: str) -> str:
    """Return what names a series in addresses: its industry's slug; a scope is told apart by a sum."""
    start = industry.slug if industry else "all"
    return f"{start}-{zlib.crc32(scope.encode()):08x}" if scope else start


def _without_goal(indicator: Any, scope: str, comparable: bool | None) -> Promise:
    """Return a promise of nothing, so that a series is read as it would be beside one."""
    return Promise(
        key="",
        kind=TargetKind.BY_DATE,
        comparator=Comparator.EQ,
        measure=Measure(indicator.measure),
        direction=Direction(indicator.direction),
        method=indicator.method,
        value=None,
        unit_stated=True,
        due_on=None,
        announced_on=None,
        known_on=date.min,
        scope=scope,
        scope_comparable=comparable,
    )


def small_chart_of(unit: str, found: Assessment) -> Drawing | None:
    """Return the small chart of an assessment, None where a number and a year say as much."""
    if len(found.readings) < LEAST_SMALL:
        return None
    write = _Writer(unit)
    last = found.readings[-1]
    lines = [*_connected(found, write)]
    joined = {at for _role, line in lines for at in line}
    # one that no line leads to would not be seen at all
    alone = [at for at in map(write.at, found.readings) if at not in joined]
    marks = [Mark(at, "reading", "small", "") for at in dict.fromkeys([*alone, write.at(last)])]
    if (goal := _goal_at(found.promise, write)) is not None:
        marks.append(Mark(goal, "goal", "small", ""))
    return svg.small(lines, marks, **SMALL)


class _Writer(InUnit):
    """Puts readings where they stand, and figures into words."""

    def at(self, reading: Reading) -> At:
        return moment(reading.day), reading.value * self.factor

    def title(self, figure: Figure) -> str:
        when = figure.period.shown(chinese=is_chinese())
        return f"{when}: {self.worded(figure.value, figure.qualifier)}"

    def goal(self, promise: Promise) -> str:
        """Return what was promised, with the word that says how."""
        value, comparator = self.value(promise.value or Decimal(0)), promise.comparator
        return value if comparator == Comparator.LEVEL else with_word(comparator, value)


def _figures(found: Assessment, write: _Writer) -> Iterator[Mark]:
    promise, start = found.promise, found.start
    for reading in found.others:
        yield Mark(write.at(reading), "other", "dot", write.title(reading.figure))
    for reading in found.readings:
        for rival in reading.rivals:
            at = moment(rival.day(promise.measure)), rival.value * write.factor
            yield Mark(at, "rival", "cross", write.title(rival))
        is_first = start is not None and reading is start.reading
        shape = "square" if is_first else _SHAPES.get(Qualifier(reading.figure.qualifier), "dot")
        is_named = is_first or reading is found.readings[-1]
        yield Mark(
            write.at(reading),
            "reading" if is_final(promise, reading.figure) and shape in ("dot", "square") else "open",
            shape,
            write.title(reading.figure),
            write.bare(reading.value) if is_named else "",
        )


def _baseline(found: Assessment, write: _Writer) -> Iterator[Mark]:
    start = found.start
    if start is not None and start.reading is None:
        at = start.point.moment, start.point.value * write.factor
        label = write.bare(start.point.value)
        yield Mark(at, "reading", "square", f"{_('Baseline')}: {label}", label)


def _goals(promise: Promise, goals: Iterable[Goal], write: _Writer) -> Iterator[Mark]:
    for goal in (*goals, Goal(promise, _("Goal"), "goal")):
        at = _goal_at(goal.promise, write)
        if at is not None:
            label = units.grouped(at[1])
            yield Mark(at, goal.role, "diamond", f"{goal.word}: {label}", label)


def _goal_at(promise: Promise, write: _Writer) -> At | None:
    """Return where a goal for one day stands; None of one without a day, or for every year."""
    kinds = (TargetKind.BY_DATE, TargetKind.ONE_YEAR)
    if promise.kind not in kinds or promise.value is None or promise.due_on is None:
        return None
    if not promise.unit_stated:  # it cannot be told where on the axis it would be
        return None
    return moment(promise.due_on), promise.value * write.factor


def _path(found: Assessment, write: _Writer) -> Iterator[tuple[str, list[At]]]:
    """Yield the path from the baseline to the goal, or the level that each year was to have."""
    promise, start = found.promise, found.start
    if promise.value is None or not promise.unit_stated:
        return
    goal = promise.value
    if promise.window is not None:
        first = moment(promise.window[0]) - Decimal("0.003")
        years = found.years.number if found.years else None
        if promise.kind == TargetKind.TOTAL:
            goal = goal / (years or 1)
        last = moment(promise.window[1]) if promise.window[1] else moment(found.as_of)
        yield "path", [(first, goal * write.factor), (last, goal * write.factor)]
    elif promise.due_on is None:
        every = [moment(reading.day) for reading in (*found.readings, *found.others)]
        level = goal * write.factor
        yield "path", [(min(every), level), (max(*every, min(every) + 1), level)]
    elif start is not None and start.point.moment < moment(promise.due_on):
        end = Point(goal, moment(promise.due_on))
        yield "path", [(at.moment, at.value * write.factor) for at in _steps(start.point, end, promise)]


def _steps(start: Point, goal: Point, promise: Promise) -> list[Point]:
    """Return points on the required path: a curve where paces are growth, else its two ends."""
    if arithmetic.is_linear(promise.method, start.value, goal.value):
        return [start, goal]
    years = goal.moment - start.moment
    moments = [start.moment + years * n / _STEPS_OF_PATH for n in range(1, _STEPS_OF_PATH)]
    between = [
        Point(arithmetic.expected(start, Point(Decimal(0), at), goal, linear=False), at)
        for at in moments
    ]
    return [start, *between, goal]


def _connected(found: Assessment, write: _Writer) -> Iterator[tuple[str, list[At]]]:
    """Yield lines between figures that follow one another: across no gap, and of one kind of period."""
    for role, readings in (("reading", found.readings), ("other", found.others)):
        run: list[Reading] = []
        for reading in readings:
            if run and not _follows(run[-1], reading, found.promise.measure):
                yield from _line(role, run, write)
                run = []
            run.append(reading)
        yield from _line(role, run, write)


def _line(role: str, run: list[Reading], write: _Writer) -> Iterator[tuple[str, list[At]]]:
    if len(run) > 1:
        yield role, [write.at(reading) for reading in run]


def _follows(one: Reading, other: Reading, measure: str) -> bool:
    if one.count != other.count or moment(other.day) - moment(one.day) > _CONNECTED:
        return False
    of_a_moment = measure in (Measure.STOCK, Measure.RATIO)
    both = (one.figure, other.figure)
    return of_a_moment or all(f.period_stated and f.period.months == MONTHS for f in both)


def _upright(found: Assessment) -> Iterator[tuple[str, Decimal]]:
    if found.promise.due_on is not None:
        yield "deadline", moment(found.promise.due_on)
    every = (*found.readings, *found.others)
    for broken in sorted({r.figure.break_on for r in every if r.figure.break_on}):
        yield "break", moment(broken)


def _key(plot: Plot, found: Assessment) -> Iterator[tuple[str, str, str]]:
    """Yield what explains each role and shape that the chart has."""
    has = {(mark.role, mark.shape) for mark in plot.marks} | {(role, "") for role, _at in plot.lines}
    has |= {(role, "") for role, _at in plot.upright} | {("axis", "")}
    by_year = found.promise.window is not None
    for role, shape, text in (
        ("reading", "dot", _("published value")),
        ("open", "dot", _("estimate")),
        ("open", "about", _("“about”")),
        ("open", "up", _("“over”")),
        ("open", "down", _("“under”")),
        ("reading", "square", _("baseline")),
        ("open", "square", _("baseline")),
        ("rival", "cross", _("other published value")),
        ("other", "dot", _("of another count")),
        ("goal", "diamond", _("goal")),
        ("earlier", "diamond", _("goal before or after it was changed")),
        ("path", "", _("what each year was to have") if by_year else _("required path")),
        ("deadline", "", _("deadline")),
        ("break", "", _("count redefined")),
        ("axis", "", _("end of the year below it")),
    ):
        if (role, shape) in has:
            yield role, shape or "line", text


def _described(found: Assessment, write: _Writer) -> str:
    """Return what the chart says, for who does not see it; a page has the values in a table, too."""
    readings = found.readings or found.others
    first, last = write.title(readings[0].figure), write.title(readings[-1].figure)
    said = [_("From %(first)s to %(last)s.") % {"first": first, "last": last}]
    promise = found.promise
    if _goal_at(promise, write) is not None and promise.value is not None and promise.due_on:
        about = {"goal": write.goal(promise), "day": written_day(promise.due_on)}
        said.append(_("The goal is %(goal)s by %(day)s.") % about)
    return " ".join(said)
