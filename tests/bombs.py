"""Small XLSX files that would take long or fill the memory if they were read: for tests and bench.

Each is as large as it may be before the number of its bytes alone has it refused.
"""

import io
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from industries.admin.sheets import files
from industries.admin.sheets.guard import MAX_EXPANDED, MAX_OTHER_PARTS, MAX_TEXTS

ROOM = MAX_EXPANDED - 2000  # what the rest of a workbook leaves
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
NS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
_OVERRIDE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def _rows(content: bytes) -> dict[str, bytes]:
    return {SHEET: b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (NS, content)}


def _texts(content: bytes) -> dict[str, bytes]:
    return {TEXTS: b"<sst %s>%s</sst>" % (NS, content)}


BOMBS: dict[str, Callable[[], dict[str, bytes]]] = {
    "rows": lambda: _rows(b"<row/>" * (ROOM // 6)),
    "cells": lambda: _rows(b"<row>" + b"<c/>" * (ROOM // 4) + b"</row>"),
    "depth": lambda: {SHEET: b"<worksheet %s>" % NS + b"<a>" * (ROOM // 3)},
    "unknown tags": lambda: _rows(b"<x/>" * (ROOM // 4)),
    "empty texts": lambda: _texts(b"<si/>" * (ROOM // 5)),
    "a long text": lambda: _texts(b"<si><t>" + b"x" * ROOM + b"</t></si>"),
    "a long attribute": lambda: _rows(b'<row a="' + b"x" * ROOM + b'"/>'),
    "a long name": lambda: _rows(b"<" + b"x" * ROOM + b"/>"),
    "a long comment": lambda: _rows(b"<!--" + b"x" * ROOM + b"-->"),
    "a long instruction": lambda: _rows(b"<?a " + b"x" * ROOM + b"?>"),
    "attributes": lambda: _rows(b"<row " + b" ".join(b'a%d=""' % n for n in range(2_000_000)) + b"/>"),
    "too much": lambda: _rows(b" " * MAX_EXPANDED),
    "styles": lambda: {"xl/styles.xml": b" " * (MAX_OTHER_PARTS + 1)},
    "entities": lambda: {SHEET: ENTITIES + b"<worksheet %s>&j;</worksheet>" % NS},
    "entities in the book": lambda: {"xl/workbook.xml": ENTITIES + b"<a>&j;</a>"},
}
# what is read, since it is within the limits, and must not take long either
HEAVY: dict[str, Callable[[], dict[str, bytes]]] = {
    "as many texts as may be": lambda: _texts(b"<si><t>x</t></si>" * MAX_TEXTS),
    "as many styles as may be": lambda: {
        "xl/styles.xml": b"<styleSheet %s><cellXfs>" % NS
        + b"<xf/>" * (MAX_OTHER_PARTS // 6)
        + b"</cellXfs></styleSheet>"
    },
}


def workbook(parts: dict[str, bytes]) -> bytes:
    """Return a workbook with some of its parts replaced."""
    book = Workbook()
    book.active.append(["key", "indicator"])  # type: ignore[union-attr]
    whole, out = io.BytesIO(), io.BytesIO()
    book.save(whole)
    inside = zipfile.ZipFile(whole)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in {*inside.namelist(), *parts}:
            content = parts.get(name) or inside.read(name)
            if name == "[Content_Types].xml" and TEXTS in parts:
                content = content.replace(b"</Types>", _OVERRIDE)
            archive.writestr(name, content)
    return out.getvalue()


def main() -> None:
    """Read the file that is named; print seconds, megabytes and what was said of it."""
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    started = time.perf_counter()
    try:
        said = f"{len(files.read(data).rows)} rows"
    except files.SheetError as error:
        said = str(error)
    # of this program alone: what the system calls maxrss begins with its parent's
    status = Path("/proc/self/status").read_text("ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    sys.stdout.write(f"{time.perf_counter() - started:9.2f} s {peak:6.0f} MB  {said}\n")
