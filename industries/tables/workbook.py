"""Rows of a table's file as a workbook of one sheet: text is text, a number a number, a day a day."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from industries.filtersets import FilterProblem, InvalidFilterError
from industries.formulas import storable, unguarded
from industries.tables.columns import Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 10_000  # seconds to make; it is made before the first byte goes out
PIECE = 2**16
LONGEST = 32_767  # letters in a cell, beyond which the library would cut them off
# before it spreadsheets disagree on which day a number is, or know none
_FIRST_DAY = date(1900, 3, 1)


def written(table: Table, rows: Iterable[list[str]]) -> IO[bytes]:
    """Return an open file with a workbook of the rows, the first of which are the columns' names.

    The rows' cells are those of the CSV. Raises InvalidFilterError if one has too many letters.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name[:31])
    sheet.freeze_panes = "A2"
    left = iter(rows)
    sheet.append(next(left))
    makers = [(column.name, _MAKERS.get(column.type, _text)) for column in table.columns]
    try:
        for row in left:
            pairs = zip(makers, row, strict=True)
            sheet.append([make(sheet, name, cell) if cell else None for (name, make), cell in pairs])
    except BaseException:
        book.close()
        sheet.close()
        raise
    file = tempfile.TemporaryFile()  # noqa: SIM115  (whoever reads it closes it)
    book.save(file)
    file.seek(0)
    return file


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what is in a file, few bytes in memory at a time, and close it, also if nobody reads on."""
    with file:
        while piece := file.read(PIECE):
            yield piece


def _text(sheet: Any, name: str, cell: str) -> Any:
    text = unguarded(cell)
    if len(text) > LONGEST:
        message = f"“{name}” has a text that is longer than a workbook takes. Ask for CSV."
        raise InvalidFilterError([FilterProblem("too_long", "", message)])
    found = WriteOnlyCell(sheet, storable(text))
    found.data_type = "s"  # whatever it looks like: a formula, a number, an error
    return found


def _day(sheet: Any, name: str, cell: str) -> Any:
    day = date.fromisoformat(cell)
    return day if day >= _FIRST_DAY else _text(sheet, name, cell)


_MAKERS: dict[str, Callable[[Any, str, str], Any]] = {
    "boolean": lambda _sheet, _name, cell: cell == "true",
    "number": lambda _sheet, _name, cell: Decimal(cell),
    "integer": lambda _sheet, _name, cell: int(cell),
    "date": _day,
}
