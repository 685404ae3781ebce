"""What the sentence of a verdict says besides the figures themselves."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from industries.choices import Flag, Measure, Standing, TargetKind, Verdict
from industries.models.bilingual import joined, written_day
from industries.pages.numbers import percent
from industries.periods import MONTHS
from industries.progress.assessment import Assessment
from industries.progress.series import Reading


def began(found: Assessment) -> Reading | None:
    """Return the published value from which the way led to what decided a level by a day."""
    by = found.by
    start = found.start.reading if found.start else None
    return None if start and by and start.figure.period.end >= by.period.end else start


def outcome(found: Assessment, standing: str) -> str:
    """Return what came of it, as the end of a sentence: a forecast is no promise that was met."""
    months, share = months_early(found), share_of_goal(found)
    promised = standing == Standing.COMMITMENT
    if found.verdict == Verdict.MISSED:
        said = _("it falls short of what was promised") if promised else _("it falls short of that")
        if not share:
            return _("%(said)s.") % {"said": said}
        return _("%(said)s, at %(share)s of the goal.") % {"said": said, "share": share}
    met = _("the promise was met") if promised else _("the figure was reached")
    if found.verdict == Verdict.ACHIEVED_LATE:
        return _("%(met)s, after the deadline.") % {"met": met}
    if months:
        text = ngettext(
            "%(met)s at least %(months)s month early.",
            "%(met)s at least %(months)s months early.",
            months,
        )
        return text % {"met": met, "months": months}
    return _("%(said)s.") % {"said": met}


def not_found(found: Assessment) -> str:
    """Return of what no figure was found: years, the end of one, or a day; a stock is of a moment.

    Empty where there is one, which decides nothing.
    """
    due, years = found.promise.due_on, found.years
    if years is not None:
        return joined(*years.missing) if years.number else ""
    if due is None or has_undecided(found):
        return ""
    if (due.month, due.day) != (MONTHS, 31):
        return written_day(due)
    is_of_a_moment = found.promise.measure == Measure.STOCK
    return _("the end of %(year)s") % {"year": due.year} if is_of_a_moment else str(due.year)


def has_undecided(found: Assessment) -> bool:
    """Return whether there is a figure of the deadline, which decides nothing: an estimate, a bound."""
    due = found.promise.due_on
    return any(due in (r.day, r.figure.period.end) for r in found.readings)


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
