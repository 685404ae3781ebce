"""The files for readers, made once for each release and kept until the next: never on a request.

They are kept in the data folder and can be thrown away: `catch_up` makes what is missing.
"""

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import translation

from industries.downloads import copy, package
from industries.downloads.descriptor import stem
from industries.editions import LIVE, reading
from industries.models import Release
from industries.models.bilingual import ENGLISH


@dataclass(frozen=True, slots=True)
class Download:
    """One kind of file: what is written into it, and what tells whether it would be another."""

    ending: str
    media_type: str
    write: Callable[[Path, Release], None]
    fingerprint: Callable[[Release], str]
    is_offered: Callable[[], bool] = lambda: True


DOWNLOADS = {
    "zip": Download("zip", "application/zip", package.write, package.fingerprint),
    "sqlite3": Download(
        "sqlite3", "application/vnd.sqlite3", copy.write, copy.fingerprint, copy.is_offered
    ),
}
ABANDONED = 24 * 3600  # seconds after which nobody is still making a file
_NAME = re.compile(r"(?P<release>\d+)-(?P<mark>[0-9a-f]{16})-(?P<digest>[0-9a-f]{32})\.(?:zip|sqlite3)")
_OURS = re.compile(r"\d+-[0-9a-f-]+\.(?:zip|sqlite3)")  # as they are called, and were before


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was found: of which release, the mark of what it was made from, its bytes.

    `digest` is of its content, reckoned when it was made. `published_at` is when its release was: the
    file bears that moment.
    """

    path: Path
    release: int
    mark: str
    digest: str
    size: int
    published_at: datetime

    @property
    def name(self) -> str:
        """What it is called where it is saved."""
        return f"{stem()}-release-{self.release}{self.path.suffix}"


def folder() -> Path:
    found: Path = settings.DOWNLOADS_DIR
    return found


def kept(ending: str) -> Kept | None:
    """Return the newest file of a kind, None if none was made yet. Makes no query."""
    while True:
        try:
            found = _all_kept(ending)
        except FileNotFoundError:
            continue  # a newer one has just taken its place: look again
        return max(found, key=lambda file: (file.release, file.published_at), default=None)


def opened(ending: str) -> tuple[Kept, BinaryIO] | None:
    """Return the newest file of a kind and its content, None if none was made yet. Makes no query."""
    while file := kept(ending):
        try:
            return file, file.path.open("rb")
        except FileNotFoundError:
            continue  # as above; what is open can be read to its end
    return None


def _all_kept(ending: str) -> list[Kept]:
    """Return the files of a kind. Raises FileNotFoundError if one is let go of meanwhile."""
    found = []
    for path in folder().glob(f"*.{ending}"):
        if match := _NAME.fullmatch(path.name):
            about = path.stat()
            moment = datetime.fromtimestamp(about.st_mtime, UTC)
            release, mark, digest = match.groups()
            found.append(Kept(path, int(release), mark, digest, about.st_size, moment))
    return found


def refresh(*endings: str) -> list[Path]:
    """Make the files of the newest release that are missing, all or these, and remove older ones.

    Returns what was made. Safe to call from several processes: of two that make one file each makes
    the same. What a release overtakes while it is made is made anew by the next call.
    """
    with reading(LIVE), translation.override(ENGLISH):
        release = Release.objects.first()
        if release is None:
            return []
        made = [
            _refreshed(of, release)
            for of in (DOWNLOADS[ending] for ending in endings or DOWNLOADS)
            if of.is_offered()
        ]
    return [path for path in made if path]


def _refreshed(download: Download, release: Release) -> Path | None:
    mark = hashlib.sha256(download.fingerprint(release).encode()).hexdigest()[:16]
    newest = kept(download.ending)
    if newest and (newest.release, newest.mark) == (release.number, mark):
        return None
    folder().mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder(), prefix=package.DRAFT)
    draft = Path(name)
    try:
        download.write(draft, release)
        if Release.objects.first() != release:
            return None  # it may have rows of either
        os.utime(draft, (release.published_at.timestamp(),) * 2)
        draft.chmod(0o644)
        os.fsync(handle)
        path = folder() / f"{release.number}-{mark}-{_digest(draft)}.{download.ending}"
        draft.replace(path)
    finally:
        os.close(handle)
        draft.unlink(missing_ok=True)
    _let_go(path)
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:32]


def _let_go(newest: Path) -> None:
    """Remove the other files of the kind, and what was left half made by a process that died.

    Whoever is reading one of them reads it to its end.
    """
    for path in newest.parent.glob(f"*{newest.suffix}"):
        if path != newest and _OURS.fullmatch(path.name):
            path.unlink(missing_ok=True)
    for path in newest.parent.glob(f"{package.DRAFT}*"):
        if path.stat().st_mtime < time.time() - ABANDONED:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
