"""A target's assessment as its page shows it: with the rows that it rests on, and its numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from industries.models import Observation, Target
from industries.pages import sentences, workings
from industries.pages.charts import Chart, Goal, chart_of
from industries.pages.numbers import percent
from industries.pages.workings import Row, Step
from industries.progress.assessment import Assessment
from industries.progress.families import Change, change_of
from industries.progress.intervals import Interval
from industries.progress.outlook import Outlook, outlook
from industries.reports import assessment_of, ranked, series_of, turns, with_series


@dataclass(frozen=True, slots=True)
class Other:
    """Another target on the same goal, with its own verdict, and what it is to the target of the page.

    Where one took the other's place, `change` is what the later of the two asks for more.
    """

    word: str
    target: Any
    assessment: Assessment
    change: Change | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The assessment, with the rows of its figures and everything that its page says of it."""

    assessment: Assessment
    by: Any
    latest: Any
    start: Any
    way: str
    time: str
    of_goal: str
    outcome: str
    not_found: str
    has_undecided: bool
    so_far: str
    steps: list[Step]
    depends: list[Row]
    ahead: Outlook | None
    is_overdue: bool
    levels: list[Row]
    chart: Chart | None
    others: list[Other]
    observations: list[Any]

    @property
    def data_to(self) -> Any:
        """The row that is the latest which the verdict rests on."""
        return self.by or self.latest

    @property
    def same(self) -> int:
        """How many other values were tried and change nothing."""
        return len(self.assessment.alternatives) - len(self.depends)

    @property
    def history(self) -> Iterator[Interval]:
        """What the verdict was. Each day of change is judged anew: only one page asks for it."""
        return turns(self.assessment, self.observations)


def verdict_of(target: Any, as_of: date) -> Shown:
    """Return what the target's page says of it on a day; it comes `for_detail()`. Three queries."""
    related = list(_related(target))
    series = with_series([target, *(other for _word, other, _place in related)])
    observations = _rows(target, series[series_of(target)])
    found = assessment_of(target, observations, as_of)
    others = [_other(target, found, of, series[series_of(of[1])]) for of in related]
    return _shown(target, found, observations, others)


def _shown(target: Any, found: Assessment, observations: list[Any], others: list[Other]) -> Shown:
    rows = {row.key: row for row in observations}
    ahead, working, promise = outlook(found), found.working, found.promise
    unit, start = target.indicator.unit, sentences.began(found)
    goals = [Goal(other.assessment.promise, other.word) for other in others if other.change]
    return Shown(
        assessment=found,
        by=rows.get(found.by.key) if found.by else None,
        latest=rows.get(found.latest.figure.key) if found.latest else None,
        start=rows.get(start.figure.key) if start else None,
        way=percent(working.way, "1") if working and working.way is not None else "",
        time=percent(working.time, "1") if working else "",
        of_goal=sentences.share_of_goal(found),
        outcome=sentences.outcome(found, target.standing),
        not_found=sentences.not_found(found),
        has_undecided=sentences.has_undecided(found),
        so_far=workings.so_far(found, unit),
        steps=workings.steps(found, unit),
        depends=workings.depends(found, unit),
        ahead=ahead,
        is_overdue=ahead is not None and ahead.is_overdue(found.as_of),
        levels=workings.levels(ahead, unit, promise.sign),
        chart=chart_of(str(target), unit, found, goals),
        others=others,
        observations=observations,
    )


def _rows(target: Any, observations: list[Any]) -> list[Any]:
    """Return the rows as a table shows them: with what they are of, and when they were corrected."""
    mine = Observation.objects.filter(indicator=target.indicator, industry=target.industry)
    corrected = dict(mine.with_correction().order_by().values_list("pk", "corrected_at"))
    for row in observations:
        row.indicator, row.industry = target.indicator, target.industry
        row.corrected_at = corrected[row.pk]
    return ranked(observations)


def _related(target: Any) -> Iterator[tuple[str, Any, int]]:
    """Yield the other targets on the same goal, with what each is to this one.

    The number says which of the two took the other's place: -1 this one, 1 the other, 0 neither did.
    """
    earlier = (target.restates, *target.also_restates.all())
    yield from ((_("Goal before it was changed"), other, -1) for other in earlier if other)
    if target.same_promise:
        yield _("The same promise, said before"), target.same_promise, 0
    if target.stretch_of:
        yield _("The goal that this one goes beyond"), target.stretch_of, 0
    for other in Target.objects.for_list().pointing_at(target):
        if other.same_promise_id == target.pk:
            yield _("The same promise, said again"), other, 0
        elif other.stretch_of_id == target.pk:
            yield _("A goal that goes beyond this one"), other, 0
        else:
            yield _("Goal after it was changed"), other, 1


def _publishers(target: Any) -> set[str]:
    return {citation.source.publisher for citation in target.cited}


def _other(
    target: Any, found: Assessment, related: tuple[str, Any, int], observations: list[Any]
) -> Other:
    word, other, place = related
    assessment = assessment_of(other, observations, found.as_of)
    change = None
    if place and not _publishers(target) & _publishers(other):
        # who made the promise may hold on to it
        later = _("The same goal, as another body reported it later")
        word = later if place > 0 else _("The same goal, as another body reported it before")
    if place:
        goals = (found.promise, assessment.promise)
        change = change_of(*(goals if place > 0 else reversed(goals)))
    return Other(word, other, assessment, change)
