"""A table as CSV: one header, UTF-8, rows in chunks; and the answers that stream it, as CSV or XLSX."""

import csv
import io
from array import array
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from industries.editions import today
from industries.filtersets import FilterProblem, InvalidFilterError, several
from industries.models import Observation
from industries.newest import seen_release
from industries.publishing.payload import CHUNK
from industries.tables import figures, workbook
from industries.tables.columns import Table, csv_text
from industries.tables.declared import OBSERVATIONS

MEDIA_TYPE = "text/csv; charset=utf-8"
BOM = "bom"  # the parameter that asks for the mark by which spreadsheets know UTF-8
FIELDS = "fields"  # the parameter that chooses columns by name


def lines(table: Table, ids: Iterable[int], origin: str) -> Iterator[bytes]:
    """Yield the header, then the rows with these primary keys; a few queries for each 500 of them."""
    yield csv_text([[column.name for column in table.columns]]).encode()
    # few bytes for each: all are known before the first chunk is asked for
    every = array("q", ids)
    if table.model is Observation:
        yield from _chosen(table, figures.lines(every, origin))
        return
    for start in range(0, len(every), CHUNK):
        rows = table.fetch(every[start : start + CHUNK].tolist())
        cells = [[column.cell(row, origin) for column in table.columns] for row in rows]
        yield csv_text(cells).encode()


def _chosen(table: Table, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield of lines with all columns those that the table has."""
    if table.columns == OBSERVATIONS.columns:
        yield from pieces
        return
    names = [column.name for column in OBSERVATIONS.columns]
    places = [names.index(column.name) for column in table.columns]
    for piece in pieces:
        yield csv_text([row[place] for place in places] for row in _read(piece)).encode()


def _read(piece: bytes) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(piece.decode(), newline=""))


def csv_answer(request: HttpRequest, table: Table, ids: Iterable[int], stem: str) -> HttpResponseBase:
    """Return the rows with these primary keys as a file, streamed.

    It is named after release and day. One query, and then, of the ids and each chunk, as it is read; of
    HEAD none of these. Raises InvalidFilterError if the mark is asked for in another way than `bom=1`,
    or `fields` names a column that is not there, or one twice.
    """
    mark = request.GET.get(BOM, "")
    if mark not in ("", "1"):
        message = f"“{mark}” is not a value of “{BOM}”. Valid are: 1."
        raise InvalidFilterError([FilterProblem("invalid_value", BOM, message)])
    table = with_chosen_columns(request, table)
    headers = file_headers(stem, "csv", MEDIA_TYPE)
    if request.method == "HEAD":
        return StreamingHttpResponse((), headers=headers)  # of no known length
    body = lines(table, ids, _origin(request))
    return StreamingHttpResponse(_marked(body) if mark else body, headers=headers)


def xlsx_answer(request: HttpRequest, table: Table, ids: Iterable[int], stem: str) -> HttpResponseBase:
    """Return the rows with these primary keys as a workbook, made whole first, then sent in pieces.

    Raises InvalidFilterError as `csv_answer`, and if there are more rows than a workbook takes.
    """
    table = with_chosen_columns(request, table)
    headers = file_headers(stem, "xlsx", workbook.MEDIA_TYPE)
    every = array("q", ids)
    if len(every) > workbook.MOST_ROWS:
        message = (
            f"A workbook takes at most {workbook.MOST_ROWS:,} rows, and these are {len(every):,}. "
            "Ask for fewer by filters, or for CSV, which takes any number."
        )
        raise InvalidFilterError([FilterProblem("too_many_rows", "", message)])
    if request.method == "HEAD":
        return StreamingHttpResponse((), headers=headers)  # of no known length
    rows = (row for piece in lines(table, every, _origin(request)) for row in _read(piece))
    file = workbook.written(table, rows)
    return StreamingHttpResponse(workbook.pieces(file), headers=headers)


def with_chosen_columns(request: HttpRequest, table: Table) -> Table:
    """Return the table with the columns that `fields` names, all if it is not given."""
    if FIELDS not in request.GET:
        return table
    names = several(request.GET, FIELDS, (column.name for column in table.columns))
    return table.only(names)


def file_headers(stem: str, ending: str, media_type: str) -> dict[str, str]:
    """Return what a file is, and its name of release and day. One query, or none in an answer."""
    release = seen_release()
    name = f"{stem}-release-{release.number if release else 0}-{today()}.{ending}"
    return {
        "Content-Type": media_type,
        "Content-Disposition": f'attachment; filename="{name}"',
    }


def _origin(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _marked(body: Iterator[bytes]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    yield from body
