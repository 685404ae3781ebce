"""The same as a page, as data: a list or record as CSV, and where the API has it as JSON."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from industries import filtersets
from industries.filtersets import StrictFilterSet
from industries.models import RECORDS
from industries.pages.fetching import one, one_release
from industries.tables import declared
from industries.tables.assessed import ASSESSED_TARGETS
from industries.tables.columns import Table
from industries.tables.log import CHANGES, RELEASES
from industries.tables.writing import BOM, FIELDS, csv_answer, xlsx_answer


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as data. `endpoint` is the API's, which has the same rows by `filters` of its own.

    `rows` makes of all rows those of the list, where its filterset does not.
    """

    filterset: type[StrictFilterSet]
    table: Table
    endpoint: str
    filters: Mapping[str, str] = field(default_factory=dict)
    rows: Callable[[Any], Any] = field(default=lambda found: found.all())


LISTS = {
    "industry": Listed(filtersets.IndustryFilterSet, declared.INDUSTRIES, "industry"),
    "initiative": Listed(filtersets.InitiativeFilterSet, declared.INITIATIVES, "initiative"),
    "target": Listed(filtersets.TargetFilterSet, ASSESSED_TARGETS, "target"),
    "indicator": Listed(filtersets.IndicatorFilterSet, declared.INDICATORS, "indicator"),
    "source": Listed(filtersets.SourceFilterSet, declared.SOURCES, "source"),
    "group": Listed(filtersets.GroupFilterSet, declared.GROUPS, "group"),
    "strategy": Listed(filtersets.StrategyFilterSet, declared.STRATEGIES, "strategy"),
    "product": Listed(filtersets.ProductFilterSet, declared.PRODUCTS, "product"),
    "observation": Listed(filtersets.ObservationFilterSet, declared.OBSERVATIONS, "observation"),
    "due": Listed(
        filtersets.DueFilterSet,
        ASSESSED_TARGETS,
        "target",
        {"next_due_on__gte": date.min.isoformat(), "ordering": "next_due_on"},
    ),
    "changed_goal": Listed(
        filtersets.ChangedGoalFilterSet, ASSESSED_TARGETS, "target", {"changed_goal": "true"}
    ),
    "release": Listed(filtersets.ReleaseFilterSet, RELEASES, "release"),
    "correction": Listed(
        filtersets.ChangeFilterSet,
        CHANGES,
        "change",
        {"correction": "true"},
        lambda found: found.corrections().order_by("-id"),
    ),
}


@require_safe
def list_csv(request: HttpRequest, noun: str) -> HttpResponseBase:
    """Return all rows that the list has by its filters. Raises InvalidFilterError."""
    return csv_answer(request, LISTS[noun].table, *_listed(request, noun, (BOM, FIELDS)))


@require_safe
def list_xlsx(request: HttpRequest, noun: str) -> HttpResponseBase:
    """Return the same rows as a workbook. Raises InvalidFilterError, also if they are too many."""
    return xlsx_answer(request, LISTS[noun].table, *_listed(request, noun, (FIELDS,)))


def _listed(request: HttpRequest, noun: str, also: tuple[str, ...]) -> tuple[Iterable[int], str]:
    """Return the ids of the rows that the list has by its filters, and how a file of them is called."""
    of = LISTS[noun]
    filterset = of.filterset.of(request.GET, of.rows(of.table.model.objects), paging=also)
    stem = noun.replace("_", "-") if of.filters else of.table.name
    # read when the answer is: the ids of a long list are not kept a second time
    return filterset.qs.values_list("pk", flat=True).iterator(), stem


@require_safe
def list_json(request: HttpRequest, noun: str) -> HttpResponse:
    """Lead to the API's list of the same rows, which knows the same filters; no query."""
    of = LISTS[noun]
    asked = {**of.filters, **{name: request.GET[name] for name in request.GET if name != "page"}}
    return _elsewhere(f"api:{of.endpoint}-list", query=asked)


@require_safe
def record_csv(request: HttpRequest, kind: str, slug: str) -> HttpResponseBase:
    """Return one record as one row; of an indicator its observations, a row each."""
    record = one(RECORDS[kind].objects.all(), slug)
    table, ids = LISTS[kind].table, [record.pk]
    if kind == "indicator":
        rows = record.observations.order_by("period_end", "key")
        table, ids = declared.OBSERVATIONS, rows.values_list("pk", flat=True)
    return csv_answer(request, table, ids, slug)


@require_safe
def record_json(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Lead to the record in the API."""
    return _elsewhere(f"api:{kind}-detail", one(RECORDS[kind].objects.all(), slug).key)


@require_safe
def release_csv(request: HttpRequest, number: int) -> HttpResponseBase:
    """Return what one release changed, a row for each record."""
    versions = one_release(number).versions.order_by("id")
    return csv_answer(request, CHANGES, versions.values_list("pk", flat=True), f"changes-{number}")


@require_safe
def release_json(request: HttpRequest, number: int) -> HttpResponse:
    """Lead to the release in the API."""
    return _elsewhere("api:release-detail", one_release(number).number)


def _elsewhere(name: str, *parts: Any, query: Mapping[str, str] | None = None) -> HttpResponse:
    path = reverse(name, args=parts)
    return HttpResponseRedirect(f"{path}?{urlencode(query)}" if query else path)
