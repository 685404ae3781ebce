"""A list of the API as a file: a table of flat rows, or a line of JSON for each."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from industries.api.asking import CSV, NDJSON
from industries.api.rendering import NDJSONRenderer, as_json
from industries.tables.columns import Table
from industries.tables.writing import csv_answer, file_headers, xlsx_answer


def as_table(request: Any, table: Table, ids: Iterable[int]) -> HttpResponseBase:
    """Return the rows with these primary keys as the table has them, in the format that is asked for.

    Raises InvalidFilterError as `csv_answer` and `xlsx_answer` do.
    """
    is_csv = request.accepted_renderer.format == CSV
    return (csv_answer if is_csv else xlsx_answer)(request, table, ids, table.name)


def as_lines(request: HttpRequest, table: Table, parts: Iterable[list[Any]]) -> HttpResponseBase:
    """Return the rows of each part as JSON, one on a line, streamed; of HEAD no part is asked for."""
    headers = file_headers(table.name, NDJSON, NDJSONRenderer.media_type)
    if request.method == "HEAD":
        return StreamingHttpResponse((), headers=headers)  # of no known length
    return StreamingHttpResponse(_lines(parts), headers=headers)


def _lines(parts: Iterable[list[Any]]) -> Iterator[bytes]:
    for rows in parts:
        yield b"".join(as_json(row) + b"\n" for row in rows)
