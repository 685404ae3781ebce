"""Editions are made by replaying the log into a file, as live follows it: never on a reader's request.

One grows out of the one before it; of each day the file is taken once its last release is in it.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.utils import translation

from industries.copies import kept
from industries.copies.connecting import standing_in
from industries.copies.kept import Manifest, beside, day_of, folder, place_of
from industries.downloads import copy
from industries.editions import DESK, LIVE
from industries.models import KeptCount, Release
from industries.models.bilingual import ENGLISH
from industries.publishing.live import apply, last_release, measure_tables

DRAFT = ".making-"
ABANDONED = 24 * 3600  # seconds after which nobody is still making one


class BusyError(Exception):
    """Another process makes editions at the moment."""


def keep_ended() -> list[Path]:
    """Make the editions of days that are over which are missing, and remove what is not to be kept.

    Safe to call at any time: the next call makes what this one could not. One query if there is nothing
    to make. Raises BusyError; OSError or DatabaseError as on a full disk.
    """
    releases = kept.to_be_kept(kept.last_of_days(DESK))
    missing = [release for release in releases if not place_of(release).exists()]
    if missing:
        with _alone():
            _replay(missing, _newest_before(missing[0]))
    let_go(releases)
    return [place_of(release) for release in missing]


def rebuild(releases: list[Release]) -> None:
    """Make the editions that end with these releases anew from the log, in one pass.

    Raises as `keep_ended`; what was made until then stays.
    """
    if releases:
        with _alone():
            _replay(releases, None)


def let_go(releases: list[Release]) -> list[Path]:
    """Remove all editions but those that end with these releases; return those that went.

    Whoever is reading one of them reads it to its end.
    """
    right = {place_of(release) for release in releases}
    gone = [file for file in kept.files() if file not in right]
    for file in gone:
        file.unlink(missing_ok=True)
    for manifest in folder().glob("*.json"):
        if not manifest.with_suffix(".sqlite3").exists() and _is_old(manifest):
            manifest.unlink(missing_ok=True)
    for draft in folder().glob(f"{DRAFT}*"):
        if _is_old(draft):
            shutil.rmtree(draft)
    return gone


def is_whole(file: Path) -> bool:
    """Return whether a file has the bytes that its manifest says. Reads all of it."""
    manifest = Manifest.of(file)
    return manifest is not None and manifest.sha256 == _sha256(file)


def _newest_before(release: Release) -> Path | None:
    """Return the newest edition before a release that is made of this log with these models."""
    before = (one for one in reversed(kept.last_of_days(DESK)) if one.number < release.number)
    return next((file for file in map(place_of, before) if file.exists() and is_whole(file)), None)


def _replay(wanted: list[Release], base: Path | None) -> None:
    """Apply what the log has since to a copy of an edition, or to an empty file; keep the wanted."""
    last_of = {release.number: release for release in wanted}
    draft = Path(tempfile.mkdtemp(dir=folder(), prefix=DRAFT))
    scratch = draft / "live.sqlite3"
    try:
        if base:
            shutil.copyfile(base, scratch)
        with standing_in(LIVE, scratch), translation.override(ENGLISH):
            if not base:
                call_command("migrate", database=LIVE, verbosity=0)
            new = Release.objects.using(DESK).filter(number__gt=last_release(LIVE))
            for release in new.filter(number__lte=max(last_of)).order_by("number"):
                apply(release)
                if release.number in last_of:
                    measure_tables()
                    _keep(release, draft)
    finally:
        shutil.rmtree(draft)


def _keep(release: Release, draft: Path) -> None:
    """Put what live is now in its place, whole or not at all."""
    file = draft / "edition.sqlite3"
    copy.write(file, release)
    manifest = Manifest(
        day=day_of(release).isoformat(),
        release=release.number,
        sha256=_sha256(file),
        size=file.stat().st_size,
        rows=dict(KeptCount.objects.using(LIVE).order_by("kind").values_list("kind", "rows")),
        code=copy.fingerprint(release).partition(" ")[2],
    )
    manifest.write(file)
    file.chmod(0o644)
    place = place_of(release)
    # an edition that can be seen has its manifest
    for made, to in ((beside(file), beside(place)), (file, place)):
        _to_disk(made)
        made.replace(to)
    _to_disk(folder())


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - ABANDONED


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time make editions; a dead one holds up nobody. Raises BusyError."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError("Another process makes editions at the moment.") from error
        yield
