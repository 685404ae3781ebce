"""A table as CSV: one header, UTF-8, rows in chunks; and the answers that stream it, as CSV or XLSX."""

from array import array
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from industries.editions import today
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.models import Observation, Release
from industries.publishing.payload import CHUNK
from industries.tables import figures
from industries.tables.columns import Table, csv_text

MEDIA_TYPE = "text/csv; charset=utf-8"
BOM = "bom"  # the parameter that asks for the mark by which spreadsheets know UTF-8


def lines(table: Table, ids: Iterable[int], origin: str) -> Iterator[str]:
    """Yield the header, then the rows with these primary keys; a few queries for each 500 of them."""
    yield csv_text([[column.name for column in table.columns]])
    # few bytes for each: all are known before the first chunk is asked for
    every = array("q", ids)
    if table.model is Observation:
        yield from figures.lines(every, origin)
        return
    for start in range(0, len(every), CHUNK):
        rows = table.fetch(every[start : start + CHUNK].tolist())
        yield csv_text([[column.cell(row, origin) for column in table.columns] for row in rows])


def csv_answer(request: HttpRequest, table: Table, ids: Iterable[int], stem: str) -> HttpResponseBase:
    """Return the rows with these primary keys as a file, streamed.

    It is named after release and day. One query, and then, of the ids and each chunk, as it is read; of
    HEAD none of these. Raises InvalidFilterError if the mark is asked for in another way than `bom=1`.
    """
    mark = request.GET.get(BOM, "")
    if mark not in ("", "1"):
        message = f"“{mark}” is not a value of “{BOM}”. Valid are: 1."
        raise InvalidFilterError([FilterProblem("invalid_value", BOM, message)])
    headers = _headers(stem, "csv", MEDIA_TYPE)
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    body = lines(table, ids, _origin(request))
    return StreamingHttpResponse(_marked(body) if mark else body, headers=headers)


def _headers(stem: str, ending: str, media_type: str) -> dict[str, str]:
    release = Release.objects.first()
    name = f"{stem}-release-{release.number if release else 0}-{today()}.{ending}"
    return {
        "Content-Type": media_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Access-Control-Allow-Origin": "*",  # as in the API: it is the same data
    }


def _origin(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _marked(body: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from body
