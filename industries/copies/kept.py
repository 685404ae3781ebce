"""The editions that are kept: of each day on which something was released, what live was at its end.

A file is named after its day, its last release, and a mark of what it was made from and of the models:
one that has the right name is right. Beside it is its manifest. All can be thrown away.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from django.conf import settings
from django.utils import timezone

from industries.downloads import copy
from industries.downloads.descriptor import stem
from industries.editions import today
from industries.models import Release

Described = TypeVar("Described")

_NAME = re.compile(r"\d{4}-\d\d-\d\d-\d+-[0-9a-f]{16}\.sqlite3")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition is: its day, its last release, its bytes, the rows of each kind, the code."""

    day: str
    release: int
    sha256: str
    size: int
    rows: dict[str, int]
    code: str

    @classmethod
    def of(cls, file: Path) -> Self | None:
        """Return what stands beside a file; None where that is missing or is none."""
        return described(cls, file)

    def write(self, file: Path) -> None:
        beside(file).write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that is there, as a file that is handed out."""

    release: Release
    path: Path
    manifest: Manifest

    @property
    def day(self) -> date:
        return day_of(self.release)

    @property
    def name(self) -> str:
        """What it is called where it is saved."""
        return f"{stem()}-{self.day}.sqlite3"

    @property
    def digest(self) -> str:
        return self.manifest.sha256

    @property
    def size(self) -> int:
        return self.manifest.size

    @property
    def published_at(self) -> datetime:
        return self.release.published_at

    @property
    def records(self) -> int:
        return sum(self.manifest.rows.values())


def folder() -> Path:
    found: Path = settings.EDITIONS_DIR
    return found


def described(of: type[Described], file: Path) -> Described | None:
    """Return what is written beside a file of what it is; None where that is missing or is none."""
    try:
        return of(**json.loads(beside(file).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def beside(file: Path) -> Path:
    """Return where the manifest of an edition is."""
    return file.with_suffix(".json")


def day_of(release: Release) -> date:
    """Return the day on which a release was published, in the ledger's time zone."""
    return timezone.localdate(release.published_at)


def place_of(release: Release) -> Path:
    """Return where the edition is, if it is kept, whose last release this is."""
    mark = hashlib.sha256(copy.fingerprint(release).encode()).hexdigest()[:16]
    return folder() / f"{day_of(release)}-{release.number}-{mark}.sqlite3"


def files() -> list[Path]:
    """Return what is there, of other logs and models too, the oldest day first."""
    found = (path for path in folder().glob("*.sqlite3") if _NAME.fullmatch(path.name))
    return sorted(found, key=lambda path: path.name)


def number_of(file: Path) -> int:
    """Return the number of the last release that a file has, by its name."""
    return int(file.name.split("-")[3])


def marks() -> list[tuple[str, int]]:
    """Return what tells whether another edition is there than before."""
    found = []
    for file in files():
        with suppress(FileNotFoundError):  # it was removed a moment ago
            found.append((file.name, file.stat().st_mtime_ns))
    return found


def editions() -> list[Edition]:
    """Return the editions that are there of what is read, the newest first. One query."""
    found = map(_edition, reversed(last_of_days()))
    return [edition for edition in found if edition]


def edition_of(day: str) -> Edition | None:
    """Return the edition of a day, None if there is none. One query."""
    found = (release for release in last_of_days() if day_of(release).isoformat() == day)
    return next(map(_edition, found), None)


def _edition(release: Release) -> Edition | None:
    path = place_of(release)
    manifest = Manifest.of(path) if path.exists() else None
    return Edition(release, path, manifest) if manifest else None


def last_of_days(using: str | None = None) -> list[Release]:
    """Return the last release of each day before the reader's today, the oldest first. One query.

    Of what is read, or of a database.
    """
    releases: Any = Release.objects.using(using) if using else Release.objects
    of_day = {day_of(release): release for release in releases.order_by("number")}
    return [release for day, release in of_day.items() if day < today()]


def wanted(using: str) -> list[Release]:
    """Return the last releases of the days whose editions are kept. One query."""
    return to_be_kept(last_of_days(using))


def to_be_kept(releases: Iterable[Release]) -> list[Release]:
    """Return those whose editions are kept, by the setting LEDGER_EDITIONS.

    That is `all`, a number, for so many of the newest days, or a number and `months`, for the last day
    of each month as well.
    """
    every, (number, *months) = list(releases), settings.LEDGER_EDITIONS.split()
    if number == "all":
        return every
    newest = every[max(0, len(every) - int(number)) :]
    of_month = {day_of(release).replace(day=1): release for release in every} if months else {}
    return [release for release in every if release in newest or release in of_month.values()]
