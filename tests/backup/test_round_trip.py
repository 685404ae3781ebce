"""A backup brings the desk back row for row, on either engine, and can be made at any moment."""

import json
import sqlite3
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connections

from industries.backup.make import make, snapshot
from industries.backup.restore import restore
from industries.editions import DESK, desk
from industries.models import Citation
from industries.publishing.live import catch_up
from industries.publishing.triggers import missing_triggers
from tests.backup.places import ENGINES, Place, manifest_of


@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_comes_back(engine: str, contents: Any, restored: Any) -> None:
    """From SQLite, to a folder or databases with nothing in them."""
    found = restored(engine).contents()
    for name, rows in contents.items():
        assert found[name] == rows, name
    assert found.keys() == contents.keys()


@pytest.mark.parametrize("engine", ENGINES)
def test_either_engine_writes_the_very_same_file(
    engine: str, backup: Path, restored: Any, tmp_path: Path
) -> None:
    """Hence what comes back from SQLite comes back from PostgreSQL, on both."""
    restored(engine).manage("backup", tmp_path / "desk.zip")
    again, first = manifest_of(tmp_path / "desk.zip"), manifest_of(backup)
    assert again["tables"] == first["tables"]
    assert again | {"made_at": ""} == first | {"made_at": ""}


def test_the_contents_that_are_compared_are_worth_it(contents: Any) -> None:
    assert not [name for name, rows in contents.items() if name.startswith(DESK) and not rows]
    assert len(contents["live industries.Version"]) == len(contents["default industries.Version"]) > 400
    moments = [row[1] for row in contents["default industries.Release"]]
    assert any(moment.microsecond % 1000 for moment in moments)


def test_the_command_says_in_a_line_what_it_wrote(said_and_backup: tuple[str, Path]) -> None:
    said, file = said_and_backup
    tables = manifest_of(file)["tables"].values()
    assert said == (
        f"{file}: {len(tables)} tables, {sum(table['rows'] for table in tables)} rows, release 4, "
        f"sha256 {sha256(file.read_bytes()).hexdigest()}\n"
    )


def test_a_backup_is_one_file_that_nobody_else_may_read(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in backup.parent.iterdir()] == [backup.name]


def test_each_row_is_a_line_that_a_person_can_read(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        assert not [name for name in archive.namelist() if name.startswith(("sessions", "axes"))]
        assert "industries.reporttally.jsonl" not in archive.namelist()  # from where readers wrote
        lines = archive.read("industries.account.jsonl").decode().splitlines()
    chief = json.loads(lines[0])
    assert (chief["model"], chief["pk"]) == ("industries.account", 1)
    assert chief["fields"]["username"] == "chief"


@pytest.mark.parametrize("engine", ENGINES)
def test_work_goes_on_after_a_restore(engine: str, backup: Path, restored: Any, new_place: Any) -> None:
    """The log is append-only as before, and no id of a deleted row is given out once more."""
    last = manifest_of(backup)["tables"]["industries.citation"]["last_id"]
    with new_place(engine, like=restored(engine)).connected(), desk():
        assert not missing_triggers()
        assert catch_up() == 0
        cited = Citation.objects.order_by("pk").last()
        assert cited.pk == last - 1
        cited.pk = None
        cited.save()
        assert cited.pk == last + 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_backup_sees_one_moment_and_keeps_no_writer_waiting(
    engine: str, restored: Any, new_place: Any
) -> None:
    with new_place(engine, like=restored(engine)).connected():
        groups = Group.objects.using(DESK)
        writer: Any = connections[DESK].copy()
        if engine == "sqlite":  # as settings have it but where this SQLite can lose commits in it
            with writer.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode = WAL")
        with snapshot():
            before = groups.count()
            with writer.cursor() as cursor:  # commits at once
                cursor.execute("INSERT INTO auth_group (name) VALUES ('Came meanwhile')")
            assert groups.count() == before
        assert groups.count() == before + 1
        writer.close()


def test_a_writer_in_the_middle_of_its_work_is_neither_waited_for_nor_seen(
    copy: Place, backup: Path, tmp_path: Path
) -> None:
    writer = sqlite3.connect(copy.data / "desk.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO auth_group (name) VALUES ('Not committed')")
    with copy.connected():
        manifest, _sha256 = make(tmp_path / "desk.zip")
    writer.execute("COMMIT")
    writer.close()
    assert manifest.rows == sum(table["rows"] for table in manifest_of(backup)["tables"].values())


def test_an_empty_desk_has_a_backup_too(empty: Place, tmp_path: Path) -> None:
    before = empty.contents()
    with empty.connected():
        manifest, _sha256 = make(tmp_path / "desk.zip")
        assert restore(tmp_path / "desk.zip") == manifest
    assert manifest.release == 0
    assert empty.contents() == before
