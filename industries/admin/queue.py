"""The start page: what there is to do, counted, each count a link to the list of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from industries.admin.filters import counted, due, overdue, uncited, untranslated
from industries.admin.naming import address_of
from industries.admin.scheduling import scheduled_releases
from industries.choices import ReportState, State
from industries.models import RECORDS, ReaderReport
from industries.models.desk import with_states
from industries.publishing.check import MAY_PUBLISH

LACKS = {"citation": uncited, "translation": untranslated, "due": due, "figure": overdue}
HEADS = {
    "ready": _("Ready for review"),
    "leaving": _("To be withdrawn"),
    "returned": _("Returned"),
    "pending": _("Changed, not published"),
    "draft": _("Drafts"),
    "lead": _("Unverified leads"),
    "citation": _("No source cited"),
    "translation": _("Translation missing"),
    "due": _("Figure due soon"),
    "figure": _("Figure overdue"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of rows and the list of them."""

    rows: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """The work on one kind of record."""

    noun: str
    url: str
    add_url: str
    total: int
    cells: list[Cell]


def queue(request: HttpRequest) -> dict[str, Any]:
    """Return the table of work, a line for each kind that the account may see. A query for each."""
    models = [
        model
        for model in RECORDS.values()
        if request.user.has_perm(f"industries.view_{model._meta.model_name}")
    ]
    states = _states()
    lines = [_line(request, model, states) for model in models]
    waiting = sum(cell.rows for line in lines for cell in line.cells[:2])  # ready, to be withdrawn
    mine = LogEntry.objects.filter(user=request.user.pk)
    publishes = request.user.has_perm(MAY_PUBLISH)
    return {
        "mine": mine.select_related("content_type")[:10],
        "beside": ["Account", "ReaderReport", "Release", "Version"],
        "heads": list(HEADS.values()),
        "lines": lines,
        "waiting": waiting if publishes else 0,
        "stopped": len([one for one in scheduled_releases() if one.is_stopped]) if publishes else 0,
        "reported": _reported(request),
    }


def _reported(request: HttpRequest) -> Cell | None:
    """Return how many reports from readers are open; None if the account may not see them."""
    if not request.user.has_perm("industries.view_readerreport"):
        return None
    url = f"{address_of(ReaderReport, 'changelist')}?state__exact={ReportState.NEW}"
    return Cell(ReaderReport.objects.still_open().count(), url)


def _line(request: HttpRequest, model: Any, states: dict[tuple[str, str], int]) -> Line:
    options = model._meta
    url, add_url = address_of(model, "changelist"), address_of(model, "add")
    may_add = request.user.has_perm(f"industries.add_{options.model_name}")
    found = _lacking(model)
    # a record without a state was never saved through the desk
    stateless = found["total"] - sum(
        rows for (kind, _state), rows in states.items() if kind == model.kind
    )
    found |= {state: states.get((model.kind, state), 0) for state in State.values}
    found[State.DRAFT] += stateless
    cells = [Cell(found.get(name, 0), f"{url}?{_query(name)}") for name in HEADS]
    return Line(options.verbose_name_plural, url, add_url if may_add else "", found["total"], cells)


def _query(name: str) -> str:
    return f"lacks={name}" if name in LACKS else f"state={name}"


def _states() -> dict[tuple[str, str], int]:
    """Return how many records of each kind are in each state. One query."""
    counted_rows = with_states().values("kind", "state").annotate(rows=Count("pk"))
    return {(row["kind"], row["state"]): row["rows"] for row in counted_rows}


def _lacking(model: Any) -> dict[str, int]:
    conditions = {name: condition(model) for name, condition in LACKS.items()}
    known = {name: condition for name, condition in conditions.items() if condition is not None}
    return counted(model.objects.all(), {"total": ~Q(pk=None), **known})
