"""A list of the API as a file: a table of flat rows, or a line of JSON for each."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from industries.api.rendering import as_json
from industries.editions import today
from industries.newest import seen_release
from industries.tables.columns import Table
from industries.tables.writing import csv_answer


def as_table(request: HttpRequest, table: Table, ids: list[Any]) -> HttpResponseBase:
    """Return the rows with these primary keys as the table has them, streamed."""
    return csv_answer(request, table, ids, table.name)


def as_lines(request: HttpRequest, table: Table, parts: Iterable[list[Any]]) -> HttpResponseBase:
    """Return the rows of each part as JSON, one on a line, streamed; of HEAD no part is asked for."""
    release = seen_release()
    name = f"{table.name}-release-{release.number if release else 0}-{today()}.ndjson"
    headers = {
        "Content-Type": "application/x-ndjson",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    return StreamingHttpResponse(_lines(parts), headers=headers)


def _lines(parts: Iterable[list[Any]]) -> Iterator[bytes]:
    for rows in parts:
        yield b"".join(as_json(row) + b"\n" for row in rows)
