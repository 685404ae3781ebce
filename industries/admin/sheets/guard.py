"""Refuse an XLSX file that would take long or fill the memory, before openpyxl builds anything of it.

What an archive says that it expands to is all that is ever read of it; then expat walks over cells and
texts, building nothing, and stops at the first that is beyond the limits.
"""

import io
import re
import zipfile
from typing import Any
from xml.parsers import expat

MAX_ROWS = 15_000
MAX_COLUMNS = 40
MAX_EXPANDED = 32 * 2**20  # bytes of rows and texts; ten thousand observations have a third of it
MAX_OTHER_PARTS = 2**19  # bytes of all that is neither
MAX_TEXT = 32_767  # characters in a cell, as spreadsheets themselves have it
MAX_DEPTH = 16
MAX_TOKEN = 6 * MAX_TEXT  # bytes of a tag or a text: a character may be written as an entity
PIECE = 2**16
MAX_TEXTS = 400_000
MAX_TAGS = 3_000_000  # whatever they are called

_WITH_ROWS = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)


class TooMuchError(ValueError):
    """The file is beyond a limit."""


def refuse_if_too_much(data: bytes) -> None:
    """Raise TooMuchError if the archive is beyond the limits, or what zipfile and expat raise."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        large = [part for part in parts if _WITH_ROWS.fullmatch(part.filename)]
        others = sum(part.file_size for part in parts if part not in large)
        if sum(part.file_size for part in large) > MAX_EXPANDED or others > MAX_OTHER_PARTS:
            raise TooMuchError
        for part in large:
            with archive.open(part) as stream:
                _Walk().over(stream)


class _Walk:
    """Counts what one part has, while expat reads it."""

    def __init__(self) -> None:
        self.depth = self.tags = self.rows = self.cells = self.texts = self.characters = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.starts
        self.parser.EndElementHandler = self.ends
        self.parser.CharacterDataHandler = self.reads
        self.parser.StartDoctypeDeclHandler = self.declares
        self.parser.CommentHandler = self.parser.ProcessingInstructionHandler = self.remarks

    def over(self, stream: Any) -> None:
        unended = 0  # bytes since the last token ended: expat keeps them, and reads them again
        while chunk := stream.read(PIECE):
            end = chunk.rfind(b">")
            unended = len(chunk) - end if end >= 0 else unended + len(chunk)
            if unended > MAX_TOKEN:
                raise TooMuchError
            self.parser.Parse(chunk, False)
        self.parser.Parse(b"", True)

    def starts(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.tags += 1
        noun = name.rpartition(" ")[2]
        if noun == "row":
            self.rows += 1
            self.cells = 0
        elif noun == "c":
            self.cells += 1
        elif noun in ("si", "r", "t"):
            self.texts += 1
        if noun in ("c", "si"):
            self.characters = 0
        if (
            self.depth > MAX_DEPTH
            or self.tags > MAX_TAGS
            or self.rows > MAX_ROWS + 1  # one has the names of the columns
            or self.cells > MAX_COLUMNS
            or self.texts > MAX_TEXTS * 2
            or len(name) + sum(len(a) + len(v) for a, v in attributes.items()) > MAX_TEXT
        ):
            raise TooMuchError

    def ends(self, _name: str) -> None:
        self.depth -= 1

    def reads(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > MAX_TEXT:
            raise TooMuchError

    def remarks(self, *texts: str) -> None:
        if sum(map(len, texts)) > MAX_TEXT:
            raise TooMuchError

    def declares(self, *_declared: Any) -> None:
        """No spreadsheet declares a document type; one that does has entities to expand."""
        raise TooMuchError
