"""How a view gets its rows: one record, one page of a list; or the answer that there is none."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from industries.filtersets import StrictFilterSet
from industries.filtersets.facets import MOST_ROWS
from industries.models import Release
from industries.pages.filters import form
from industries.pages.page import page
from industries.paging import ReleasePaginator
from industries.publishing.history import nothing_there, record_at, why_gone


def one(queryset: Any, slug: str) -> Any:
    """Return the one record.

    Raises Http404 with a sentence for the reader, or more precisely: MovedError if the address was
    once the record's, WithdrawnError if the record is not public any more.
    """
    kind = queryset.model.kind
    try:
        return queryset.get(slug=slug)
    except queryset.model.DoesNotExist as error:
        entry = record_at(kind, slug)
        raise Http404(nothing_there(kind)) if entry.is_public else why_gone(entry) from error


def one_release(number: int) -> Release:
    """Return the release. Raises Http404."""
    release: Release | None = Release.objects.filter(number=number).first()
    if release is None:
        raise Http404(_("There is no such release."))
    return release


def filtered(path: str, filterset: StrictFilterSet) -> str:
    """Return the address with the filters that are set."""
    return f"{path}?{urlencode(filterset.applied)}" if filterset.applied else path


def listed(
    request: HttpRequest, filterset: StrictFilterSet, noun: str = "", total: int | None = None
) -> dict[str, Any]:
    """Return what the page of a list shows; `noun` is by default the model's name.

    `total` is how many rows there are, where that is known. Raises InvalidFilterError and Http404.
    """
    how: dict[str, Any] = {"whole": filterset.whole, "total": total, "most": MOST_ROWS}
    rows = page_of(filterset.found, request, filterset.page_size, **how)
    noun = noun or filterset.queryset.model._meta.model_name
    return {
        "filterset": filterset,
        "rows": rows,
        "form": form(filterset, rows.paginator.count),
        "feed": filtered(reverse(f"{noun}_feed"), filterset),
        "csv": filtered(reverse(f"{noun}_list_csv"), filterset),
        "json": filtered(reverse(f"{noun}_list_json"), filterset),
        "release": rows.paginator.newest,
    }


def list_page(
    request: HttpRequest, filterset_class: type[StrictFilterSet], queryset: Any
) -> HttpResponse:
    """Return the page of a list; its template is named after the noun. Raises InvalidFilterError."""
    context = listed(request, filterset_class.of(request.GET, queryset))
    return page(request, f"industries/{queryset.model._meta.model_name}_list.html", context)


def page_of(
    found: Any,
    request: HttpRequest,
    per_page: int = StrictFilterSet.page_size,
    name: str = "page",
    **how: Any,
) -> Any:
    """Return the page of the rows that the parameter names, which knows the newest release.

    Raises Http404.
    """
    try:
        return ReleasePaginator(found, per_page, **how).page(request.GET.get(name, 1))
    except InvalidPage as error:
        raise Http404(_("This list has no such page.")) from error
