"""A restore is into an empty desk only, and of what cannot come in whole nothing stays."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from industries.backup.archive import BackupError
from industries.backup.restore import restore
from industries.models import Account, ScheduledRelease
from tests.backup.places import ENGINES, Place, changed, forged


def test_a_refusal_is_one_line_and_makes_no_database(new_place: Any, tmp_path: Path) -> None:
    place = new_place()
    (tmp_path / "x.zip").write_bytes(b"PK")
    assert place.refusal("restore", tmp_path / "x.zip") == "The backup is damaged: x.zip is not whole."
    assert not list(place.data.glob("*.sqlite3"))
    with pytest.raises(BackupError, match=r"^Nothing was restored: .*No such file or directory$"):
        restore(tmp_path / "y.zip")


def test_a_desk_with_anything_in_it_is_left_alone(
    backup: Path, copy: Place, empty: Place, contents: Any
) -> None:
    assert copy.refusal("restore", backup) == (
        "The desk is not empty: django_admin_log has rows, for one. A backup is restored into an empty"
        " desk only: set DATA_DIR, or DATABASE_URL and LIVE_DATABASE_URL, to new ones."
    )
    assert copy.contents() == contents
    with empty.connected():
        Account.objects.create(username="first")
        with pytest.raises(BackupError, match=r"^The desk is not empty: industries_account has rows"):
            restore(backup)


FORGED = {
    "a payload": (
        forged("industries.version", '"standing": "', '"standing": "x'),
        r"^The log is damaged: \w+, version 1 is not what its hash says\.$",
    ),
    "a note": (
        forged("industries.release", '"note_zh": "', '"note_zh": "x'),
        r"^The log is damaged: release 1 is not what its hash says\.$",
    ),
    "a reference": (
        forged("industries.deskstate", '"last_author": null', '"last_author": 99'),
        "^Nothing was restored: .*industries_deskstate",
    ),
    "a field": (
        forged("industries.account", '"username"', '"user_name"'),
        r"^The backup is damaged: industries\.account\.jsonl is not whole\.$",
    ),
    "a value": (
        forged("industries.account", '"username": "ann"', '"username": null'),
        r"^Nothing was restored: industries\.account\.jsonl: .*username",
    ),
    "a date": (
        forged("industries.source", '"published_on": "', '"published_on": "x'),
        r"^The backup is damaged: industries\.source\.jsonl is not whole\.$",
    ),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_row_brings_nothing_in(what: str, backup: Path, empty: Place, tmp_path: Path) -> None:
    change, sentence = FORGED[what]
    file, before = changed(backup, tmp_path / "x.zip", change), empty.contents()
    with empty.connected(), pytest.raises(BackupError, match=sentence):
        restore(file)
    assert empty.contents() == before


@pytest.mark.parametrize("engine", ENGINES)
def test_tables_may_have_been_made_and_nothing_else(
    engine: str, backup: Path, new_place: Any, tmp_path: Path
) -> None:
    """A reference to nothing is found last, when every row is in."""
    change, _sentence = FORGED["a reference"]
    place = new_place(engine)
    said = place.refusal("restore", changed(backup, tmp_path / "x.zip", change))
    assert said.startswith("Nothing was restored: ")
    found = place.contents()
    made = {"auth.Group", "auth.Group_permissions", "auth.Permission", "contenttypes.ContentType"}
    assert {name for name, rows in found.items() if rows} <= {f"default {label}" for label in made}
    assert "Editors of the north" not in str(found["default auth.Group"])


def test_if_live_cannot_follow_the_desk_stays_empty(backup: Path, empty: Place) -> None:
    connection = sqlite3.connect(empty.data / "live.sqlite3")
    connection.executescript(
        """
        CREATE TRIGGER full BEFORE INSERT ON industries_target
        BEGIN SELECT RAISE(ABORT, 'no room'); END;
        """
    )
    connection.close()
    before = empty.contents()
    with empty.connected(), pytest.raises(BackupError, match=r"^Nothing was restored: no room$"):
        restore(backup)
    assert empty.contents() == before


def test_what_is_scheduled_waits_for_somebody_to_look(
    backup: Path, empty: Place, tmp_path: Path
) -> None:
    """It may have gone out since, or been given up."""
    change = forged("industries.scheduledrelease", '"refused": "Changed."', '"refused": ""')
    with empty.connected():
        restore(changed(backup, tmp_path / "x.zip", change))
        assert "restored from a backup" in ScheduledRelease.objects.get().refused
