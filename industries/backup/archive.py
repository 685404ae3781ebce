"""The file of a backup, whatever database it is of: a zip, checked before anything is done with it.

It has a member of lines of JSON for each table, as Django's serializers write rows, and a manifest that
says what must be in them. Whoever hands one in may have made it: nothing it says is taken on trust.
"""

import hashlib
import json
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.base import DeserializationError
from django.utils.translation import gettext as _

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 2**20  # bytes; some kilobytes are usual
LONGEST_ROW = 2**26  # bytes; a row is held in memory
MOST_DEFLATED = 1032  # deflate makes nothing smaller than by this factor
# what reading a file that something or somebody has changed can raise
DAMAGE = (
    *(BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ArithmeticError),
    *(ValueError, TypeError, LookupError, AttributeError, DeserializationError, FieldDoesNotExist),
)
_LABEL = re.compile(r"\w+\.\w+", re.ASCII)  # of a table or a migration: safe to print


class BackupError(Exception):
    """Nothing was written or restored; the message is a sentence for whoever ran the command."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table's member holds. `last_id` is the highest id ever given out, 0 if none."""

    rows: int
    bytes: int
    sha256: str
    last_id: int

    def __post_init__(self) -> None:
        if not all(isinstance(n, int) and n >= 0 for n in (self.rows, self.bytes, self.last_id)):
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: tables by label, and the last release with its hash (0 and "" if none)."""

    made_at: str
    migrations: list[str]
    release: int
    release_sha256: str
    tables: dict[str, Table]
    format: int = FORMAT

    def __post_init__(self) -> None:
        datetime.fromisoformat(self.made_at)
        if not all(_LABEL.fullmatch(label) for label in (*self.migrations, *self.tables)):
            raise ValueError(self)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def member_of(label: str) -> str:
    return f"{label}.jsonl"


def damaged(member: str) -> BackupError:
    return BackupError(_("The backup is damaged: %(member)s is not whole.") % {"member": member})


@contextmanager
def opened(file: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Open a backup, every member of which has been read and agrees with the manifest.

    Raises BackupError if it is no backup or is damaged, OSError if the file cannot be opened.
    """
    with file.open("rb") as stream:
        start = stream.read(2)
        try:
            archive = ZipFile(stream)
        except DAMAGE as error:
            raise (damaged(file.name) if start == b"PK" else _no_backup(file)) from error
        with archive:
            if MANIFEST not in archive.namelist():
                raise _no_backup(file)
            manifest = _manifest(archive)
            _refuse_odd_members(archive, manifest)
            _refuse_odd_sizes(archive, manifest, file.stat().st_size)
            for label, table in manifest.tables.items():
                _verify(archive, label, table)
            yield archive, manifest


def rows_of(archive: ZipFile, label: str) -> Iterator[bytes]:
    """Yield the lines of a table's member, one row each."""
    with reading(label), archive.open(member_of(label)) as member:
        while line := member.readline(LONGEST_ROW):
            if not line.endswith(b"\n"):
                raise damaged(member_of(label))
            yield line


@contextmanager
def reading(label: str) -> Iterator[None]:
    """Say which member is damaged if what is done with it fails."""
    try:
        yield
    except DAMAGE as error:
        raise damaged(member_of(label)) from error


def _no_backup(file: Path) -> BackupError:
    return BackupError(_("%(file)s is not a backup of a ledger.") % {"file": file})


def _manifest(archive: ZipFile) -> Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise damaged(MANIFEST)
        content: dict[str, Any] = json.loads(archive.read(MANIFEST))
        found = int(content["format"])
        if found == FORMAT:
            tables = {label: Table(**about) for label, about in content.pop("tables").items()}
            return Manifest(tables=tables, **content)
    except DAMAGE as error:
        raise damaged(MANIFEST) from error
    message = _("The backup has format %(found)s; this code reads format %(known)s.")
    raise BackupError(message % {"found": found, "known": FORMAT})


def _refuse_odd_members(archive: ZipFile, manifest: Manifest) -> None:
    names = archive.namelist()
    expected = {MANIFEST, *map(member_of, manifest.tables)}
    for name in sorted(expected - set(names)):
        raise BackupError(_("The backup is damaged: %(member)s is missing.") % {"member": name})
    for name in sorted(Counter(names) - Counter(expected)):
        # as it may be printed: a name can have any character
        message = _("The backup is damaged: %(member)s does not belong in it.")
        raise BackupError(message % {"member": ascii(name)})


def _refuse_odd_sizes(archive: ZipFile, manifest: Manifest, size: int) -> None:
    """Look at what is declared, before anything is unpacked."""
    if sum(table.bytes for table in manifest.tables.values()) > size * MOST_DEFLATED:
        raise BackupError(
            _("The backup is damaged: it declares more than a file of its size can hold.")
        )
    for label, table in manifest.tables.items():
        if archive.getinfo(member_of(label)).file_size != table.bytes:
            raise damaged(member_of(label))


def _verify(archive: ZipFile, label: str, table: Table) -> None:
    sha256, rows = hashlib.sha256(), 0
    for line in rows_of(archive, label):
        sha256.update(line)
        rows += 1
    if (rows, sha256.hexdigest()) != (table.rows, table.sha256):
        raise damaged(member_of(label))
