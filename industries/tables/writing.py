"""A table as CSV: one header, UTF-8, rows in chunks; and the answer that streams it."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from industries.editions import today
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.models import Release
from industries.publishing.payload import CHUNK
from industries.tables.columns import Table

MEDIA_TYPE = "text/csv; charset=utf-8"
BOM = "bom"  # the parameter that asks for the mark by which spreadsheets know UTF-8


def lines(table: Table, ids: Iterable[Any], origin: str) -> Iterator[str]:
    """Yield the header, then the rows with these primary keys; a few queries for each 500 of them."""
    yield _written([[column.name for column in table.columns]])
    every = list(ids)
    for start in range(0, len(every), CHUNK):
        rows = table.fetch(every[start : start + CHUNK])
        yield _written([[column.cell(row, origin) for column in table.columns] for row in rows])


def _written(rows: Iterable[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def csv_answer(request: HttpRequest, table: Table, ids: Iterable[Any], stem: str) -> HttpResponseBase:
    """Return the rows with these primary keys as a file, streamed.

    It is named after release and day. Two queries, and then those of each chunk; of HEAD no chunk.
    Raises InvalidFilterError if the mark is asked for in another way than `bom=1`.
    """
    mark = request.GET.get(BOM, "")
    if mark not in ("", "1"):
        message = f"“{mark}” is not a value of “{BOM}”. Valid are: 1."
        raise InvalidFilterError([FilterProblem("invalid_value", BOM, message)])
    release = Release.objects.first()
    name = f"{stem}-release-{release.number if release else 0}-{today()}.csv"
    headers = {
        "Content-Type": MEDIA_TYPE,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Access-Control-Allow-Origin": "*",  # as in the API: it is the same data
    }
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    origin = request.build_absolute_uri("/").rstrip("/")
    body = lines(table, list(ids), origin)
    return StreamingHttpResponse(_marked(body) if mark else body, headers=headers)


def _marked(body: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from body
