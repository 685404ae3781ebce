"""What the sentence of a verdict says besides the figures themselves."""

from industries.choices import Flag, TargetKind, Verdict
from industries.pages.workings import percent
from industries.periods import MONTHS
from industries.progress.assessment import Assessment
from industries.progress.series import Reading


def began(found: Assessment) -> Reading | None:
    """Return the published value from which the way led to what decided a level by a day."""
    by = found.by
    start = found.start.reading if found.start else None
    return None if start and by and start.figure.period.end >= by.period.end else start


def months_early(found: Assessment) -> int:
    """Return how many months before its deadline a level was met, at least; 0 if that is not known."""
    due, by = found.promise.due_on, found.by
    if found.promise.kind != TargetKind.BY_DATE or due is None or by is None:
        return 0
    if found.verdict != Verdict.ACHIEVED or Flag.ON_TIME_UNKNOWN in found.flags:
        return 0
    end = by.period.end
    return max(0, (due.year - end.year) * MONTHS + due.month - end.month)


def share_of_goal(found: Assessment) -> str:
    """Return how much of the goal the last figure is, as a percentage; empty where more is not better.

    Empty as well where the unit is not stated, and of promises of years.
    """
    promise, latest = found.promise, found.latest
    goal, figure = promise.value, found.by or (latest.figure if latest else None)
    if promise.kind != TargetKind.BY_DATE or promise.sign < 0 or not promise.unit_stated:
        return ""
    if not goal or goal < 0 or figure is None or figure.value < 0:
        return ""
    return percent(figure.value / goal)
