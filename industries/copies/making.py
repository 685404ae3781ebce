"""Editions are made by replaying the log into a file, as live follows it: never on a reader's request.

One grows out of the one before it; of each day the file is taken once its last release is in it.
"""

import fcntl
import hashlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext as _

from industries.copies import kept
from industries.copies.connecting import standing_in
from industries.copies.kept import Manifest, beside, day_of, folder, place_of
from industries.downloads import copy
from industries.editions import DESK, LIVE, today
from industries.models import KeptCount, Release
from industries.models.bilingual import ENGLISH
from industries.publishing.live import apply, last_release, made_with, measure_tables, versions_of

DRAFT = ".making-"
PATIENCE = 10  # seconds that somebody who waits for a page waits for another process

logger = logging.getLogger(__name__)


class BusyError(Exception):
    """Another process makes editions at the moment."""


def keep_ended() -> list[Path]:
    """Make the editions of days that are over which are missing, and remove what is not to be kept.

    Safe to call at any time: the next call makes what this one could not. One query if there is nothing
    to make. Raises BusyError; OSError or DatabaseError as on a full disk.
    """
    with _alone():
        releases = kept.wanted(DESK)
        # first: what goes may be what the disk is full of
        _let_go(releases)
        missing = [release for release in releases if not place_of(release).exists()]
        if missing:
            _replay(missing, _newest_before(missing[0]))
    return [place_of(release) for release in missing]


def rebuild(releases: list[Release]) -> None:
    """Make the editions that end with these releases anew from the log, in one pass.

    Raises as `keep_ended`; what was made until then stays.
    """
    if releases:
        with _alone():
            _replay(releases, None)


def prune() -> list[Path]:
    """Remove the editions that are not to be kept; return those that went. Raises BusyError."""
    with _alone():
        return _let_go(kept.wanted(DESK))


def _let_go(releases: list[Release]) -> list[Path]:
    """Remove the editions of past days but those that end with these releases; return those that went.

    Whoever has begun to read one of them reads it to its end.
    """
    right = {place_of(release) for release in releases}
    past = f"{today()}-"
    gone = [file for file in kept.files() if file.name < past and file not in right]
    for file in gone:
        file.unlink(missing_ok=True)
    for manifest in folder().glob("*.json"):
        if not manifest.with_suffix(".sqlite3").exists():
            manifest.unlink(missing_ok=True)
    for draft in folder().glob(f"{DRAFT}*"):  # nobody else is making one
        shutil.rmtree(draft)
    return gone


def look_at(turn: int) -> None:
    """Read one edition, the next at each turn; remove it if it is damaged, so that it is made anew.

    Raises BusyError.
    """
    with _alone():
        if files := kept.files():
            file = files[turn % len(files)]
            if not is_whole(file):
                logger.error("%s is damaged: it is made anew.", file.name)
                file.unlink(missing_ok=True)


@contextmanager
def drafting(where: Path) -> Iterator[Path]:
    """Give a folder to make files in, which is gone after the block: what is to stay is moved out."""
    draft = Path(tempfile.mkdtemp(dir=where, prefix=DRAFT))
    try:
        yield draft
    finally:
        shutil.rmtree(draft)


def is_whole(file: Path) -> bool:
    """Return whether a file has the bytes that its manifest says, and can be read. Reads all of it."""
    manifest = Manifest.of(file)
    try:
        return manifest is not None and manifest.sha256 == _sha256(file)
    except OSError:
        return False


def put_live(number: int, file: Path) -> None:
    """Make a file what live is at the newest release, which has this number; 0 where there is none.

    It is copied from what will be the edition of that day if no release follows, made if it is
    missing. Raises BusyError; OSError or DatabaseError as on a full disk.
    """
    release = Release.objects.using(DESK).filter(number=number).first()
    if release is None:
        with standing_in(LIVE, file):
            call_command("migrate", database=LIVE, verbosity=0)
        return
    if not is_whole(place_of(release)):
        with _alone(wait=PATIENCE):
            if not is_whole(place_of(release)):  # else another has made it meanwhile
                _replay([release], _newest_before(release))
    shutil.copyfile(place_of(release), file)


def _newest_before(release: Release) -> Path | None:
    """Return the newest file from before a release that is made of this log with these models."""
    files = {kept.number_of(file): file for file in kept.files()}
    before = Release.objects.using(DESK).filter(number__in=files, number__lt=release.number)
    found = (files[one.number] for one in before if files[one.number] == place_of(one))
    return next(filter(is_whole, found), None)


def _replay(wanted: list[Release], base: Path | None) -> None:
    """Apply what the log has since to a copy of an edition, or to an empty file; keep the wanted."""
    last_of = {release.number: release for release in wanted}
    with drafting(folder()) as draft:
        scratch = draft / "live.sqlite3"
        if base:
            shutil.copyfile(base, scratch)
        with standing_in(LIVE, scratch), translation.override(ENGLISH):
            if not base:
                call_command("migrate", database=LIVE, verbosity=0)
            new = Release.objects.using(DESK).filter(number__gt=last_release(LIVE))
            for release in new.filter(number__lte=max(last_of)).order_by("number"):
                apply(release, versions_of(release))
                if release.number in last_of:
                    measure_tables()
                    _keep(release, draft)


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
        code=made_with(),
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


@contextmanager
def _alone(wait: float = 0) -> Iterator[None]:
    """Let one process at a time make and remove editions; a dead one holds up nobody.

    Raises BusyError, after so many seconds.
    """
    folder().mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait
    with (folder() / ".lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= until:
                    raise BusyError(_("Editions are being made at the moment.")) from error
            time.sleep(0.05)
        yield
