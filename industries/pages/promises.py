"""Pages across all promises: whose next figure is due, and which goals were changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from industries.conditional import begins_with_release
from industries.editions import today
from industries.filtersets import ChangedGoalFilterSet, DueFilterSet
from industries.models import Target
from industries.pages.fetching import listed
from industries.pages.page import page
from industries.pages.tracking import Tracked, by_promise, tracked
from industries.progress import method
from industries.progress.families import Change, change_of
from industries.progress.outlook import Outlook, outlook


@dataclass(frozen=True, slots=True)
class Due:
    """A target with what is awaited of it."""

    row: Tracked
    ahead: Outlook
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A goal of a promise, with each goal whose place it took and what it asks for more than that."""

    row: Tracked
    changes: list[tuple[Any, Change]]


@begins_with_release
@require_safe
def due_list(request: HttpRequest) -> HttpResponse:
    """List the figures that are overdue and those that come next, the earliest first."""
    context = listed(request, DueFilterSet.of(request.GET, Target.objects.for_list()), "due")
    context["months"] = method.AWAITING_MONTHS
    context["due"] = due_of(tracked(context["rows"], today()), today())
    return page(request, "industries/due_list.html", context)


@begins_with_release
@require_safe
def changed_goal_list(request: HttpRequest) -> HttpResponse:
    """List the goals that were changed, each with those that it took the place of."""
    targets = Target.objects.for_list().with_earlier_goals()
    context = listed(request, ChangedGoalFilterSet.of(request.GET, targets), "changed_goal")
    promises = by_promise(tracked(context["rows"], today()))
    context["promises"] = [_turns(rows) for rows in promises]
    return page(request, "industries/changed_goal_list.html", context)


def due_of(rows: list[Tracked], as_of: date) -> list[Due]:
    """Return what is awaited of each row, in their order."""
    awaited = ((row, outlook(row.assessment)) for row in rows)
    return [Due(row, ahead, ahead.is_overdue(as_of)) for row, ahead in awaited if ahead]


def _turns(rows: list[Tracked]) -> list[Turn]:
    """Return the goals of one promise by the day on which they were set."""
    return [Turn(row, list(_changes(row.target))) for row in sorted(rows, key=_announced)]


def _changes(target: Any) -> Iterator[tuple[Any, Change]]:
    for earlier in (target.restates, *target.also_restates.all()):
        if earlier and earlier.indicator_id == target.indicator_id:
            yield earlier, change_of(earlier, target)


def _announced(row: Tracked) -> Any:
    """Return what sorts by announcement; a goal without a day is first unless it restates another."""
    unknown = date.max if row.target.restates_id else date.min
    return row.target.announced_on or unknown
