"""What every endpoint does: a list, in pages or as a file; one record; its past."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.http import Http404, HttpResponse, HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from industries.api.asking import (
    AS_OF,
    BESIDES,
    EXPAND,
    FACETS,
    FIELDS,
    FORMAT,
    JSON,
    NDJSON,
    expansion,
)
from industries.api.changes import ChangeSerializer, ContentSerializer
from industries.api.files import as_lines, as_table
from industries.api.filtering import StrictFilterBackend, only_known
from industries.api.pagination import Cursor, Envelope, Pages
from industries.api.rendering import RENDERERS
from industries.api.rows import Addresses, members, writer
from industries.api.whole import JOINED
from industries.filtersets import several
from industries.filtersets.facets import countable, counts
from industries.models import Version
from industries.newest import seen_release
from industries.paging import counted
from industries.publishing.history import nothing_there, withdrawn
from industries.publishing.payload import chunks
from industries.tables.columns import Table

Rows = list[dict[str, Any]]
Keys = list[Any]


class Listing(GenericViewSet[Any]):
    """A list: rows of `queryset` as `serializer_class` declares them, or as `table` does in a file."""

    filter_backends = (StrictFilterBackend,)
    pagination_class: type[Envelope] = Pages
    renderer_classes: Any = RENDERERS
    paginator: Any
    request: Any
    queryset: Any
    serializer_class: Any
    filterset_class: Any
    filterset: Any  # of the query string, once it was understood
    table: Table
    # what may be given whole, by path
    expandable: ClassVar[Mapping[str, type[Any]]] = {}

    @cached_property
    def expand(self) -> dict[str, type[Any]]:
        return expansion(self.request.query_params, self.expandable)

    def get_queryset(self) -> Any:
        joins = [JOINED[path] for path in self.expand if path in JOINED]
        found = self.whole.all()
        return found.select_related(*joins) if joins else found

    @property
    def whole(self) -> Any:
        return self.queryset

    def get_renderers(self) -> Keys:
        """Return what a list can be written as, else JSON alone."""
        every = super().get_renderers()
        return every if self.action == "list" else every[:1]

    def own_parameters(self) -> tuple[str, ...]:
        """Return what the list understands besides its filters, in the format that is asked for."""
        asked = self.request.accepted_renderer.format
        unused = {EXPAND: not self.expandable, FACETS: not countable(self.filterset_class)}
        named = tuple(name for name in BESIDES[asked] if not unused.get(name))
        paging = self.paginator.parameters if asked == JSON else ()
        return (*paging, *named, FORMAT, AS_OF)

    def list(self, request: Any) -> HttpResponseBase:
        """Return a page of the list, or all of it as a file."""
        found = self.filter_queryset(self.get_queryset())
        if request.accepted_renderer.format != JSON:
            return self.file(request)
        names = several(request.query_params, FACETS, countable(self.filterset_class))
        page = self.paginate_queryset(found)  # first of all: with it comes the newest release
        self.paginator.facets = counts(self.filterset, names)
        return self.paginator.get_paginated_response(self.written(page))

    def written(self, rows: Any, only: tuple[str, ...] = ()) -> Rows:
        """Return fetched rows as they are declared; `only` some members. A fixed number of queries."""
        self.complete(rows)
        write, at = self.writer(only), Addresses(self.request)
        return [write(row, at) for row in rows]

    def writer(self, only: tuple[str, ...]) -> Any:
        return writer(self.get_serializer_class(), self.expand, only)

    def complete(self, rows: Any) -> None:
        """Give fetched rows what no join has."""

    def file(self, request: Any) -> HttpResponseBase:
        seen_release()  # first of all: no file is older than its tag
        found = self.filterset.qs
        if issubclass(self.pagination_class, Cursor):
            found = found.order_by(Cursor.ordering)
        ids = found.prefetch_related(None).values_list("pk", flat=True)
        if request.accepted_renderer.format != NDJSON:
            return as_table(request, self.table, ids.iterator())
        only = several(request.query_params, FIELDS, members(self.serializer_class))
        return as_lines(request, self.table, self._lines(list(ids), only))

    def _lines(self, ids: Keys, only: tuple[str, ...]) -> Iterator[Rows]:
        for part in chunks(ids):
            found = {row.pk: row for row in self.get_queryset().filter(pk__in=part).order_by()}
            yield self.written([found[pk] for pk in part], only)


CONTENT = {"record": ContentSerializer}


def change_writer(request: Any, only: tuple[str, ...] = ()) -> Any:
    """Return what writes a version, with all that the record says in it if `expand` asks for that."""
    asked = expansion(request.query_params, CONTENT)
    return writer(asked.get("record", ChangeSerializer), only=only)


class Records(Listing):
    """The records of a kind: a list, each of them, its past; `detail_…` where one says more."""

    lookup_field = "key"
    lookup_value_regex = "[a-z0-9_]+"
    detail_queryset: Any = None
    detail_serializer: Any = None

    def get_serializer_class(self) -> Any:
        return (self.detail and self.detail_serializer) or self.serializer_class

    @property
    def whole(self) -> Any:
        is_one = self.detail and self.detail_queryset is not None
        return self.detail_queryset if is_one else self.queryset

    @property
    def kind(self) -> str:
        return str(self.queryset.model.kind)

    def retrieve(self, request: Any, **place: Any) -> HttpResponse:
        """Return one record. Raises WithdrawnError if it is not public any more, else Http404."""
        only_known(request.query_params, (EXPAND,) if self.expandable else ())
        row = self.get_queryset().filter(**place).first()
        if row is None:
            raise withdrawn(self.kind, place["key"]) or self.nothing()
        return Response(self.written([row])[0])

    @extend_schema(responses=ChangeSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=Cursor)
    def history(self, request: Any, key: str) -> HttpResponse:
        """Return every version of the record, the oldest first; of one that was withdrawn as well."""
        only_known(request.query_params, (*Cursor.parameters, EXPAND))
        self.paginator.facets = {}
        write, at = change_writer(request), Addresses(request)
        page: Any = self.paginate_queryset(self._versions(key))
        if not counted(self.paginator.newest):
            raise self.nothing()
        return self.paginator.get_paginated_response([write(row, at) for row in page])

    @extend_schema(responses=ContentSerializer)
    @action(detail=True, url_path=r"versions/(?P<n>[0-9]{1,9})")
    def version(self, request: Any, key: str, n: str) -> HttpResponse:
        """Return what the record was in one of its versions."""
        only_known(request.query_params, ())
        row = self._versions(key).filter(n=int(n)).first()
        if row is None:
            raise self.nothing()
        return Response(writer(ContentSerializer)(row, Addresses(request)))

    def _versions(self, key: str) -> Any:
        return Version.objects.filter(kind=self.kind, key=key).with_before().with_slug()

    def nothing(self) -> Http404:
        return Http404(nothing_there(self.kind))
