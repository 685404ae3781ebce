"""An uploaded file between the look at it and its taking: on disk, for a day, by a random name."""

import contextlib
import re
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation

KEPT_SECONDS = 24 * 3600
_NAME = re.compile(r"[0-9a-f]{32}")


def keep(data: bytes) -> str:
    """Keep the file and return its name; those that nobody came back for are dropped."""
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    for file in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # of two that clean up one is first
            if file.stat().st_mtime < time.time() - KEPT_SECONDS:
                file.unlink()
    name = secrets.token_hex(16)
    (folder / name).write_bytes(data)
    return name


def kept(name: str) -> bytes:
    """Return the file. Raises FileNotFoundError, or SuspiciousFileOperation for a crafted name."""
    return _path(name).read_bytes()


def drop(name: str) -> None:
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise SuspiciousFileOperation(name[:80])
    return _folder() / name


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "uploads"
