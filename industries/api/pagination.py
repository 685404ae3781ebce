"""The envelope of every list, in pages or along a cursor."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination, CursorPagination, PageNumberPagination
from rest_framework.response import Response

from industries.api.asking import EXPAND, FACETS, FORMAT
from industries.api.errors import BadParameterError
from industries.editions import today
from industries.filtersets import FilterProblem, shown
from industries.models import Release
from industries.paging import ReleasePaginator, counted, newest_release

PAGE_SIZE, MAX_PAGE_SIZE = 50, 1000
# what a query string has besides filters
UNFILTERED = ("page", "cursor", "page_size", EXPAND, FACETS, FORMAT)
SIZE, ID = re.compile(r"[1-9][0-9]{0,3}"), re.compile(r"[0-9]{1,18}")


class Envelope(BasePagination):
    """count, next, previous, results, and in meta what the answer is an answer of."""

    parameters: tuple[str, ...]
    request: Any
    whole: Callable[[Any], Any]  # the filterset's, which the filter backend sets
    facets: Mapping[str, Mapping[str, int]]  # what the view counted

    def enveloped(self, data: Any, newest: Any, count: int) -> Response:
        links = {"next": self.get_next_link(), "prev": self.get_previous_link()}  # type: ignore[attr-defined]
        header = ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items() if url)
        body = {
            "count": count,
            "next": links["next"],
            "previous": links["prev"],
            "results": data,
            "meta": self._meta(newest),
        }
        return Response(body, headers={"Link": header} if header else None)

    def _meta(self, newest: Any) -> dict[str, Any]:
        query = self.request.query_params
        release = {"number": newest.number, "published_at": newest.published_at} if newest else None
        return {
            "release": release,
            "as_of": today(),
            "licence": settings.LEDGER_LICENCE,
            "attribution": attribution(newest),
            "filters": {name: query[name] for name in query if name not in UNFILTERED},
            "facets": self.facets,
        }

    def get_page_size(self, request: HttpRequest) -> int:
        """Return the size asked for. Raises BadParameterError if it is not 1 to 1000."""
        asked = request.GET.get("page_size", str(PAGE_SIZE))
        if SIZE.fullmatch(asked) and int(asked) <= MAX_PAGE_SIZE:
            return int(asked)
        message = f"“{shown(asked)}” is not a page size: write a number from 1 to {MAX_PAGE_SIZE}."
        raise BadParameterError(FilterProblem("invalid_value", "page_size", message))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results", "meta"],
            "properties": {
                "count": {"type": "integer", "description": "Rows in all pages."},
                "next": {"type": ["string", "null"], "format": "uri"},
                "previous": {"type": ["string", "null"], "format": "uri"},
                "results": schema,
                "meta": {"$ref": "#/components/schemas/Meta"},
            },
        }


class Pages(Envelope, PageNumberPagination):
    page_size = PAGE_SIZE
    page_size_query_param = "page_size"
    page_size_query_description = f"Rows in a page: 1 to {MAX_PAGE_SIZE}, {PAGE_SIZE} unless told."
    invalid_page_message = "There is no page “{page_number}” of this list. {message}."
    last_page_strings = ()  # a page is a number
    parameters = ("page", "page_size")

    def django_paginator_class(self, found: Any, size: int) -> ReleasePaginator:  # type: ignore[override]
        return ReleasePaginator(found, size, self.whole)

    def get_page_number(self, request: Any, paginator: Any) -> str:
        """Return the number, cut short: an error quotes it, and no page has so many digits."""
        return shown(str(super().get_page_number(request, paginator)))

    def get_paginated_response(self, data: Any) -> Response:
        paginator: Any = self.page.paginator  # type: ignore[union-attr]
        return self.enveloped(data, paginator.newest, paginator.count)


class IdsFirst:
    """A queryset a slice of which is found by its ids, and only then joined with anything.

    Else SQLite may begin with a table that is joined, and sort all that there is. It has what the
    library asks of a queryset.
    """

    def __init__(self, found: Any) -> None:
        self.found = found

    def order_by(self, *names: str) -> "IdsFirst":
        return IdsFirst(self.found.order_by(*names))

    def filter(self, **wanted: Any) -> "IdsFirst":
        return IdsFirst(self.found.filter(**wanted))

    def __getitem__(self, part: slice) -> Any:
        return self.found.filter(pk__among=self.found.values("pk")[part])


class Cursor(Envelope, CursorPagination):
    """Along `id` alone: a cursor over a date loops where many rows share it."""

    ordering = "id"
    page_size = PAGE_SIZE
    page_size_query_param = "page_size"
    page_size_query_description = Pages.page_size_query_description
    invalid_cursor_message = "This is no cursor of this list: take one from “next” or “previous”."
    parameters = ("cursor", "page_size")

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        self.request = request
        self.newest = newest_release(queryset)
        return super().paginate_queryset(IdsFirst(queryset), request, view)  # type: ignore[arg-type]

    def decode_cursor(self, request: Any) -> Any:
        """Return the cursor. Raises NotFound if its position is not one of ours: an id."""
        cursor = super().decode_cursor(request)
        if cursor is None or cursor.position is None or ID.fullmatch(str(cursor.position)):
            return cursor
        raise NotFound(self.invalid_cursor_message)

    def get_paginated_response(self, data: Any) -> Response:
        return self.enveloped(data, self.newest, counted(self.newest))


def attribution(release: Release | None) -> str:
    """Return the words that name the ledger where its data is used."""
    number = f", release {release.number}" if release else ""
    return f"{settings.LEDGER_NAME_EN}{number}, {settings.LEDGER_LICENCE}"


META_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What the answer is an answer of.",
    "required": ["release", "as_of", "licence", "attribution", "filters", "facets"],
    "properties": {
        "release": {
            "type": ["object", "null"],
            "required": ["number", "published_at"],
            "properties": {
                "number": {"type": "integer", "description": "Counts the releases, from 1."},
                "published_at": {
                    "type": "string",
                    "format": "date-time",
                    "description": "When it was published, in UTC.",
                },
            },
            "description": "The newest release that the answer holds.",
        },
        "as_of": {
            "type": "string",
            "format": "date",
            "description": "The day that counts as today.",
        },
        "licence": {"type": "string", "description": "Under which the data may be used."},
        "attribution": {"type": "string", "description": "The words that name the ledger."},
        "filters": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Each filter in use, as it was sent.",
        },
        "facets": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"type": "integer"},
            },
            "description": "Of each filter named in `facets` its choices, with the rows that have it.",
        },
    },
}
