"""The first release of the ledger under test, applied once for all tests: that takes seconds."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from industries.copies import making
from industries.editions import LIVE
from industries.publishing import live


def apply_from(folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let editions and previews begin with files, made if they are missing, for the first release.

    To be called while there is no other release. All later ones are applied as ever.
    """
    empty, first = folder / "empty.sqlite3", folder / "first.sqlite3"
    if not first.exists():
        folder.mkdir()
        with monkeypatch.context() as patch:
            patch.setattr(settings, "EDITIONS_DIR", folder / "made")
            making.put_live(0, empty)
            making.put_live(1, first)

    def apply(release: Any, versions: Any) -> bool:
        if release.number > 1:
            return live.apply(release, versions)
        taken(first)
        return True

    monkeypatch.setattr(making, "apply", apply)
    monkeypatch.setattr(making, "call_command", lambda *_args, **_about: taken(empty))


def taken(file: Path) -> None:
    """Put what a file has into what stands for live."""
    connections[LIVE].ensure_connection()
    with closing(sqlite3.connect(file)) as source:
        source.backup(connections[LIVE].connection)
