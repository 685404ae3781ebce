"""Previews: what live would be with a release that is not in the log, as a file that is read like live.

Each is behind an address that nobody can guess, ends after a day, and can be ended before by whoever
may publish. Nothing of it is written on desk or live.
"""

import json
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import DatabaseError, connections, transaction
from django.utils import translation

from industries.copies.connecting import standing_in
from industries.copies.kept import beside, described
from industries.copies.making import DRAFT, drafting, put_live
from industries.editions import DESK, LIVE
from industries.models import Release, Version
from industries.models.bilingual import ENGLISH
from industries.publishing.live import apply, measure_tables
from industries.publishing.payload import Reference
from industries.publishing.release import proposed

VALID_SECONDS = 24 * 3600
MOST = 20  # each is as large as live: with another one the oldest ends
NAMED = 3  # of its records, by which a preview is known from others
_NAME = re.compile(r"[0-9a-f]+-[0-9a-f]{16}")
# the name of a file, which a log of errors may have, does not open it
_signer = Signer(salt="industries.preview", sep=".")


class PreviewError(Exception):
    """No preview could be made, as on a full disk."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview that is there: its name, which release it has, of how many records, and whose it is."""

    name: str
    release: int
    records: int
    named: list[str]  # the first of them, by kind and key
    by: int  # an account

    @property
    def ends_at(self) -> datetime:
        return datetime.fromtimestamp(_end_of(self.name), UTC)

    @property
    def token(self) -> str:
        """What stands in its address, after `/preview/`."""
        return _signer.sign(self.name)

    @classmethod
    def of(cls, file: Path) -> Self | None:
        """Return what stands beside a file; None if it was ended a moment ago, or that is damaged."""
        return described(cls, file)


def folder() -> Path:
    found: Path = settings.PREVIEWS_DIR
    return found


def make(wanted: set[Reference], *, by: Any, **about: Any) -> Preview:
    """Make a preview of a release of the records, for this account. Takes what `proposed` takes.

    Whose work it is does not matter: to look at it is no release. Raises as `proposed`; BusyError; and
    PreviewError as on a full disk: then nothing is left of it.
    """
    with transaction.atomic(using=DESK):
        release, versions = proposed(wanted, **about)
    name = f"{int(time.time()) + VALID_SECONDS:x}-{secrets.token_hex(8)}"
    named = [f"{version.kind}:{version.key}" for version in versions[:NAMED]]
    made = Preview(name, release.number, len(versions), named, by.pk)
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        let_go_of_ended()
        _write(made, release, versions)
    except (OSError, DatabaseError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise PreviewError(said) from error
    for oldest in sorted(_files())[:-MOST]:
        _remove(oldest)
    return made


def _write(made: Preview, release: Release, versions: list[Version]) -> None:
    with drafting(folder()) as draft:
        file = draft / f"{made.name}.sqlite3"
        put_live(release.number - 1, file)
        with standing_in(LIVE, file), translation.override(ENGLISH):
            apply(release, versions)
            connections[LIVE].check_constraints()
            measure_tables()
        beside(file).write_text(json.dumps(asdict(made)), "utf-8")
        # a preview that can be seen has its description
        for part in (beside(file), file):
            part.replace(folder() / part.name)


def file_of(token: str) -> Path | None:
    """Return the file of the preview that a token opens; None if it is none, has ended or was ended."""
    try:
        name = _signer.unsign(token)
    except BadSignature:
        return None
    file = folder() / f"{name}.sqlite3"
    return file if _end_of(name) > time.time() and file.exists() else None


def previews() -> list[Preview]:
    """Return those that have not ended, the newest first. Makes no query."""
    found = [file for file in _files() if _end_of(file.stem) > time.time()]
    return [preview for file in sorted(found, reverse=True) if (preview := Preview.of(file))]


def end(name: str) -> None:
    """End a preview before its time; nothing happens if there is none of that name."""
    for file in _files():
        if file.stem == name:
            _remove(file)


def let_go_of_ended() -> None:
    """Remove the previews whose time is over, and what was left half made by a process that died."""
    for file in _files():
        if _end_of(file.stem) <= time.time():
            _remove(file)
    for left in (*folder().glob(f"{DRAFT}*"), *folder().glob("*.json")):
        with suppress(FileNotFoundError):  # another process is done with it
            if left.stat().st_mtime < time.time() - VALID_SECONDS:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _files() -> list[Path]:
    return [file for file in folder().glob("*.sqlite3") if _NAME.fullmatch(file.stem)]


def _remove(file: Path) -> None:
    for part in (file, beside(file)):
        part.unlink(missing_ok=True)


def _end_of(name: str) -> int:
    """Return when a preview ends, in seconds since 1970."""
    return int(name.partition("-")[0], 16)
