"""The data package: all that is public as CSV with a schema, in a zip of the same bytes each time."""

import hashlib
import json
import tempfile
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings

from industries.downloads import texts
from industries.downloads.descriptor import described, resource, stem
from industries.models import Release
from industries.tables import declared
from industries.tables.assessed import VERDICTS
from industries.tables.columns import Table
from industries.tables.log import RELEASES
from industries.tables.writing import lines

FORMAT = 1  # another one where the same release makes another file
TABLES: tuple[Table, ...] = (
    *(declared.GROUPS, declared.STRATEGIES, declared.INDUSTRIES, declared.MEMBERSHIPS),
    *(declared.PRODUCTS, declared.CHAIN_LINKS, declared.INITIATIVES, declared.INDICATORS),
    *(declared.TARGETS, VERDICTS, declared.OBSERVATIONS, declared.SOURCES, declared.CITATIONS),
    RELEASES,
)
PIECE = 2**20
DRAFT = ".draft-"  # what a file is called while it is made


def fingerprint(release: Release) -> str:
    """Return a text that is another one wherever the package would be: without reading a row."""
    schemas = [resource(table, size=0, sha256="") for table in TABLES]
    return json.dumps([FORMAT, release.sha256, described(release, schemas)])


def write(file: Path, release: Release) -> None:
    """Write the package of what is read, which is at that release. A few queries for each 500 rows."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=DRAFT) as name:
        folder = Path(name)
        (folder / "data").mkdir()
        rows = {table.name: table.ids() for table in TABLES}
        resources = [_table(folder, table, rows[table.name]) for table in TABLES]
        package = described(release, resources)
        numbers = {name: len(ids) for name, ids in rows.items()}
        _text(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2))
        _text(folder / "README.md", texts.readme(release, package, numbers))
        _text(folder / "LICENCE.txt", texts.licence())
        _text(folder / "CITATION.cff", texts.citation(release))
        _sums(folder)
        _zip(file, folder, release)


def _table(folder: Path, table: Table, ids: list[Any]) -> dict[str, Any]:
    """Write a table's rows, few in memory at a time; return the descriptor of its file."""
    sha256, size = hashlib.sha256(), 0
    with (folder / "data" / f"{table.name}.csv").open("wb") as out:
        for piece in lines(table, ids, settings.LEDGER_ORIGIN):
            sha256.update(piece)
            size += out.write(piece)
    return resource(table, size=size, sha256=sha256.hexdigest())


def _text(file: Path, text: str) -> None:
    file.write_bytes(f"{text.rstrip()}\n".encode())


def _members(folder: Path) -> Iterable[tuple[str, Path]]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted((file.relative_to(folder).as_posix(), file) for file in files)


def _sums(folder: Path) -> None:
    """Write the hash of every other file, as `sha256sum --check` reads it."""
    sums = []
    for name, file in _members(folder):
        with file.open("rb") as stream:
            sums.append(f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {name}")
    _text(folder / "SHA256SUMS", "\n".join(sums))


def _zip(file: Path, folder: Path, release: Release) -> None:
    """Write the folder's files by name, all of the release's moment, whoever writes them when."""
    moment = release.published_at.astimezone(UTC).timetuple()[:6]
    with ZipFile(file, "w") as archive:
        for name, source in _members(folder):
            info = ZipInfo(f"{stem()}/{name}", date_time=moment)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3  # whatever system writes it
            info.external_attr = 0o100644 << 16
            with source.open("rb") as content, archive.open(info, "w", force_zip64=True) as member:
                while piece := content.read(PIECE):
                    member.write(piece)
