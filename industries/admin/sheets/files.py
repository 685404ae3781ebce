"""Spreadsheet files, read within limits that hold before anything is parsed, and written."""

import contextlib
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

MAX_BYTES = 10 * 2**20
MAX_ROWS = 20_000
MAX_COLUMNS = 100
# An XLSX is an archive of XML. What it says it expands to is all that is ever read of it.
MAX_EXPANDED = 64 * 2**20
MAX_OTHER_PART = 2**20  # of a part that has neither cells nor their texts
MAX_TAGS = 4_000_000  # what takes time is their number
CSV, XLSX = "csv", "xlsx"
_PARTS_OF_ROWS = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)


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
    text = _decoded(data)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise SheetError(_("The file cannot be read as CSV: %(why)s.") % {"why": error}) from error


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
        _refuse_if_too_large(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        cells = book.worksheets[0].iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
        for row in cells:
            yield [_restored(cell) if isinstance(cell, str) else cell for cell in row]
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises whatever it trips over
        raise SheetError(_("The file cannot be read as XLSX. Save it anew, or as CSV.")) from error


def _refuse_if_too_large(data: bytes) -> None:
    """Raise SheetError if the archive expands beyond the limits, whatever openpyxl would make of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        rows = [part for part in parts if _PARTS_OF_ROWS.fullmatch(part.filename)]
        others = [part.file_size for part in parts if part not in rows]
        if sum(part.file_size for part in rows) > MAX_EXPANDED or sum(others) > MAX_OTHER_PART:
            raise SheetError(_("The file expands to more than is taken. Split it, or save it as CSV."))
        tags = sum(chunk.count(b"<") for part in rows for chunk in _chunks(archive, part))
        if tags > MAX_TAGS:
            raise SheetError(_("The file has more cells than are taken. Split it."))


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while chunk := stream.read(2**20):
            yield chunk


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
        sheet.append([_storable(cell) if isinstance(cell, str) else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# XML has no control characters, and reads each line break as “\n”: a workbook spells them like this
_SPELT = re.compile(r"_x00([01][0-9A-F])_")


def _storable(text: str) -> str:
    illegal = ILLEGAL_CHARACTERS_RE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return illegal.replace("\r", "_x000D_")


def _restored(text: str) -> str:
    return _SPELT.sub(lambda match: chr(int(match[1], 16)), text)
