"""How verdicts are made: the page is generated from the constants that the code judges by."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from industries.choices import Course, Drift, Flag, Reason, TargetKind, Verdict
from industries.pages.page import page
from industries.progress import method
from industries.units import plain

_NUMBERS: dict[str, Decimal | int] = {
    "on_track": method.ON_TRACK,
    "acceleration": method.ACCELERATION_NEEDED,
    "near": method.AGREE_WITHIN * 100,
    "moved": method.APPROX_MOVED_BY * 100,
    "stale": method.STALE_MONTHS,
    "too_old": method.TOO_OLD_MONTHS,
    "awaiting": method.AWAITING_MONTHS,
    "baseline_years": method.BASELINE_YEARS,
    "baseline_months": method.BASELINE_WITHIN_MONTHS,
    "least_months": method.LEAST_YEARS * 12,
    "to_date": method.TO_DATE_DAYS,
    "undated": method.UNDATED_WITHIN_MONTHS,
    "on_course": method.ON_COURSE * 100,
    "stagnation": method.STAGNATION * 100,
    "small": method.SMALL_MISS * 100,
    "large": method.LARGE_MISS * 100,
}
_KINDS = {
    TargetKind.BY_DATE: _("The pace so far beside the pace that the goal asks for."),
    TargetKind.EACH_YEAR: _("Every full year of the window: the first that fails decides."),
    TargetKind.AVERAGE: _("The mean of the full years of the window."),
    TargetKind.TOTAL: _("The sum so far beside its share of the years."),
    TargetKind.ONE_YEAR: _("That year's own value."),
}
_VERDICTS = {
    Verdict.ACHIEVED: _("The deadline's figure, or with none the last before it, meets the goal."),
    Verdict.ACHIEVED_LATE: _(
        "A figure at or after the deadline falls short, and a later one meets it."
    ),
    Verdict.MISSED: _("The deadline's figure, or with none the first after it, falls short."),
    Verdict.AWAITING_FINAL_DATA: _(
        "The deadline passed less than %(awaiting)s months ago, and no figure is out yet."
    ),
    Verdict.NO_FIGURE: _(
        "The deadline passed longer ago, or there has never been a figure, and none has been found."
    ),
    Verdict.NOT_ASSESSABLE: _("Something is missing, which is named."),
    Verdict.ON_TRACK: _("The ratio is %(on_track)s or more."),
    Verdict.ACCELERATION_NEEDED: _(
        "The ratio is %(acceleration)s or more, and less than %(on_track)s."
    ),
    Verdict.LIMITED_PROGRESS: _("The ratio is 0 or more, and less than %(acceleration)s."),
    Verdict.MOVING_AWAY: _("The ratio is less than 0."),
}
_REASONS = {
    Reason.NO_BASELINE: _(
        "It is stated, or the last figure of the %(baseline_years)s years before the announcement,"
        " or the first of the %(baseline_months)s months after it."
    ),
    Reason.TOO_OLD: _("It ended more than %(too_old)s months ago."),
    Reason.PART_YEAR_ONLY: _("A part of a year is never compared with a whole one."),
    Reason.DEFINITION_CHANGED: _("Figures before and after a new definition are never compared."),
}
_FLAGS = {
    Flag.STALE: _("It ended more than %(stale)s months ago."),
    Flag.SOURCE_SENSITIVE: _("Another published value of a period changes the verdict."),
    Flag.BASELINE_SENSITIVE: _("The figure before or after the baseline changes the verdict."),
    Flag.APPROX_SENSITIVE: _("The goal moved by %(moved)s%% either way changes the verdict."),
    Flag.BOUND: _("“Over” and “under” are kept: they decide on their safe side only."),
    Flag.ABOUT_MET: _("A figure that is “about”, or was converted, is within %(near)s%% of the goal."),
}
_FIGURES = (
    _(
        "The baseline is the one that the source states, else the last figure of the %(baseline_years)s"
        " years before the announcement, else the first of the %(baseline_months)s months after it."
        " The latest figure is at least %(least_months)s months later."
    ),
    _(
        "Only a figure that is later than the announcement decides anything, and no estimate does: nor"
        " does an estimate take away what a figure before it decided."
    ),
    _(
        "Of a window those years count that are wholly inside it, of a stock those whose end is. A sum"
        " without an end is met once it is reached."
    ),
    _(
        "Of several values of one period the preferred one counts, else the final, the better sourced,"
        " the later one. What differs from it by %(near)s%% or less is the same value."
    ),
    _("A value without a stated period is left out within %(undated)s months of one that has it."),
    _(
        "A part of a year, or a year to date, that reaches the goal of the whole year makes it"
        " achieved, where more is better. What came out more than %(to_date)s days before its period"
        " ended is a forecast."
    ),
    _(
        "A goal that the baseline had reached already is to be kept: it is met while it is kept, else"
        " moving away, and missed after the deadline."
    ),
    _(
        "From a baseline of “over” a value the way made is at most what is printed: what would be on"
        " track needs acceleration. A verdict that rests on a bound says so: at least, or at most."
    ),
    _(
        "The next figure is that of the next year; of a level also that of the next quarter or month,"
        " where the indicator has them. It is due %(awaiting)s months after the end of its period. Once"
        " the deadline has passed it is the deadline's own."
    ),
    _(
        "Only commitments are counted, each promise once for each deadline; what goes beyond a goal is"
        " not."
    ),
)
_COURSES = {
    Course.ON_COURSE: _("%(on_course)s%% of the way or more"),
    Course.FAIR: _("%(stagnation)s%% or more"),
    Course.STAGNATION: _("less than %(stagnation)s%%"),
}
_DRIFTS = {
    Drift.SMALL: _("less than %(small)s%%"),
    Drift.MEDIUM: _("%(small)s to %(large)s%%"),
    Drift.LARGE: _("more than %(large)s%%"),
}


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    """Show how verdicts are made, with the thresholds that are in force."""
    numbers = _written()
    context = {
        "version": method.VERSION,
        "kinds": _shown(_KINDS),
        "verdicts": _shown(_VERDICTS),
        "reasons": _shown({reason: _REASONS.get(reason, "") for reason in Reason}),
        "flags": _shown({flag: _FLAGS.get(flag, "") for flag in Flag}),
        "figures": [str(text) % numbers for text in _FIGURES],
        "courses": _shown(_COURSES),
        "drifts": _shown(_DRIFTS),
    }
    return page(request, "industries/methodology.html", context)


def _shown(rules: dict[Any, Any]) -> list[tuple[str, str]]:
    """Return the label of each code with its sentence, the numbers filled in."""
    numbers = _written()
    return [(str(code.label), str(text) % numbers if text else "") for code, text in rules.items()]


def _written() -> dict[str, str]:
    return {name: plain(Decimal(number)) for name, number in _NUMBERS.items()}
