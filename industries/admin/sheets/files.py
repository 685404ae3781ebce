"""Spreadsheet files, read within limits that hold before anything is parsed, and written."""

import contextlib
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from industries.admin.sheets.guard import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    TooMuchError,
    refuse_if_too_much,
)
from industries.formulas import restored, storable

MAX_BYTES = 10 * 2**20
CSV, XLSX = "csv", "xlsx"


class SheetError(ValueError):
    """The file is not taken; the message says why, and what would be."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first table of a file: its columns, and each row that is not empty with its number."""

    columns: list[str]
    rows: list[tuple[int, list[Any]]]


def read(data: bytes) -> Sheet:
    """Return the table of a CSV or XLSX file. Raises SheetError."""
    if len(data) > MAX_BYTES:
        message = _("The file has more than %(limit)s MB. Split it.")
        raise SheetError(message % {"limit": MAX_BYTES // 2**20})
    rows = _rows_of_xlsx(data) if data.startswith(b"PK") else _rows_of_csv(data)
    return _table(enumerate(islice(rows, MAX_ROWS + 2), start=1))


def _table(rows: Iterable[tuple[int, list[Any]]]) -> Sheet:
    filled = [(n, _without_tail(row)) for n, row in rows]
    filled = [(n, row) for n, row in filled if row]
    if not filled:
        raise SheetError(_("The file is empty. Its first row names the columns."))
    _first, head = filled.pop(0)
    columns = ["" if cell is None else str(cell).strip() for cell in head]
    twice = {column for column in columns if columns.count(column) > 1 or not column}
    if twice or len(columns) > MAX_COLUMNS:
        message = _("Each column needs a name of its own in the first row: %(columns)s.")
        raise SheetError(message % {"columns": ", ".join(f"“{c[:40]}”" for c in sorted(twice))})
    if len(filled) > MAX_ROWS:
        raise SheetError(_("The file has more than %(limit)s rows. Split it.") % {"limit": MAX_ROWS})
    for n, row in filled:
        if len(row) > len(columns):
            message = _("Row %(n)s has more cells than there are columns.")
            raise SheetError(message % {"n": n})
    whole = [(n, [*row, *[None] * (len(columns) - len(row))]) for n, row in filled]
    return Sheet(columns, whole)


def _without_tail(row: Iterable[Any]) -> list[Any]:
    cells = list(row)
    while cells and (cells[-1] is None or cells[-1] == ""):
        cells.pop()
    return cells


def _rows_of_csv(data: bytes) -> Iterator[list[Any]]:
    try:
        yield from csv.reader(_lines(_decoded(data)), strict=True)
    except csv.Error as error:
        raise SheetError(_("The file cannot be read as CSV: %(why)s.") % {"why": error}) from error


def _lines(text: str) -> Iterator[str]:
    """Yield line by line, so that no more is read than is asked for."""
    for line in io.StringIO(text, newline=""):
        if line.count(",") > MAX_COLUMNS + MAX_TEXT:
            raise csv.Error(_("a line has too many cells"))
        yield line


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        raise SheetError(_("The file is neither CSV nor XLSX. Save it as one of these."))
    # the second is what spreadsheets in China write by default
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise SheetError(_("The file is neither CSV nor XLSX. Save it as one of these."))


def _rows_of_xlsx(data: bytes) -> Iterator[list[Any]]:
    try:
        refuse_if_too_much(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        cells = book.worksheets[0].iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
        for row in cells:
            yield [restored(cell) if isinstance(cell, str) else cell for cell in row]
    except TooMuchError as error:
        message = _("The file has more than %(rows)s rows, %(columns)s columns or a very long text.")
        limits = {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
        raise SheetError(message % limits) from error
    except Exception as error:  # openpyxl raises whatever it trips over
        raise SheetError(_("The file cannot be read as XLSX. Save it anew, or as CSV.")) from error


def written_csv(rows: Iterable[list[Any]]) -> bytes:
    """Return the rows as CSV that spreadsheets open as it is meant, whatever separator they expect."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def written_xlsx(rows: Iterable[list[Any]]) -> bytes:
    """Return the rows as a workbook of one sheet. Text is text in it, figures are numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "B2"
    for row in rows:
        sheet.append([storable(cell) if isinstance(cell, str) else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
