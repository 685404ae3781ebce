"""What is wrong with a desk or a destination stops a backup, and leaves no file."""

import sqlite3
from pathlib import Path

import pytest

from industries.backup.archive import BackupError
from industries.backup.make import make
from tests.backup.places import Place


def test_an_existing_file_is_never_overwritten(worked_at: Place, tmp_path: Path) -> None:
    file = tmp_path / "desk.zip"
    file.write_text("precious")
    assert worked_at.refusal("backup", file) == (
        f"{file} is there already, and a backup overwrites nothing: choose another name."
    )
    assert file.read_text() == "precious"
    dangling = tmp_path / "link.zip"
    dangling.symlink_to(tmp_path / "nowhere.zip")
    with pytest.raises(BackupError, match=r"link\.zip is there already"):
        make(dangling)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"^Nothing was written: .*No such file or directory$"):
        make(tmp_path / "nowhere" / "desk.zip")


SPOILED = {
    "a changed payload": (
        """
        DROP TRIGGER industries_version_no_update;
        UPDATE industries_version SET payload = '{}' WHERE kind = 'target' AND n = 1;
        """,
        r"^The log is damaged: \w+, version 1 is not what its hash says\.$",
    ),
    "a changed note": (
        """
        DROP TRIGGER industries_release_no_update;
        UPDATE industries_release SET note_en = 'Better.' WHERE number = 1;
        """,
        r"^The log is damaged: release 1 is not what its hash says\.$",
    ),
    "a lost release": (
        """
        PRAGMA foreign_keys = OFF;
        DROP TRIGGER industries_release_no_delete;
        DROP TRIGGER industries_version_no_delete;
        DELETE FROM industries_version WHERE release_id = 1;
        DELETE FROM industries_release WHERE number = 1;
        """,
        r"^The log is damaged: release 2 is not what its hash says\.$",
    ),
    "a reference to nothing": (
        """
        PRAGMA foreign_keys = OFF;
        UPDATE industries_deskstate SET last_author_id = 99 WHERE id = 1;
        """,
        r"^Nothing was written: The row in table 'industries_deskstate' with primary key '1' has an",
    ),
    "tables of other code": (
        "DELETE FROM django_migrations WHERE app = 'industries'",
        r"^The desk's tables are not those of this code: run manage\.py migrate first\.$",
    ),
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_desk_with_something_wrong_is_not_backed_up(what: str, copy: Place, tmp_path: Path) -> None:
    statements, sentence = SPOILED[what]
    connection = sqlite3.connect(copy.data / "desk.sqlite3")
    connection.executescript(statements)
    connection.close()
    with copy.connected(), pytest.raises(BackupError, match=sentence):
        make(tmp_path / "desk.zip")
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_of_the_desk_is_not_backed_up(copy: Place, tmp_path: Path) -> None:
    file = copy.data / "desk.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    query = "SELECT rootpage FROM sqlite_master WHERE name = 'industries_account_groups'"
    (page,) = connection.execute(query).fetchone()
    connection.close()
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 + 8 : page * 4096] = bytes(4088)
    file.write_bytes(content)
    with copy.connected(), pytest.raises(BackupError, match=r"^The desk's file is damaged: .+"):
        make(tmp_path / "desk.zip")
    assert not list(tmp_path.iterdir())
