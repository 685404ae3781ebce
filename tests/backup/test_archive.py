"""A file that is not a whole backup is refused before any database is asked.

No test here may use a database: one that did would fail.
"""

import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from industries.backup.archive import BackupError, opened
from industries.backup.restore import restore
from tests.backup.places import changed


def _flipped(content: bytearray) -> bytearray:
    content[len(content) // 2] ^= 1
    return content


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_flipped, r"^The backup is damaged: industries\.\w+\.jsonl is not whole\.$"),
        (
            lambda content: content[: len(content) // 2],
            r"^The backup is damaged: x\.zip is not whole\.$",
        ),
        (lambda content: content[:-1], r"^The backup is damaged: x\.zip is not whole\.$"),
        (lambda _content: b"", r"x\.zip is not a backup of a ledger\.$"),
        (lambda _content: b"- model: industries.source", r"x\.zip is not a backup of a ledger\.$"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(
    damage: Any, sentence: str, backup: Path, tmp_path: Path
) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(damage(bytearray(backup.read_bytes())))
    with pytest.raises(BackupError, match=sentence):
        restore(file)


def test_wherever_a_byte_is_changed_it_is_seen_or_says_nothing(backup: Path, tmp_path: Path) -> None:
    """A zip has bytes that mean nothing, such as a member's date."""
    whole, chance = backup.read_bytes(), random.Random(5)  # noqa: S311
    with opened(backup) as (_archive, manifest):
        expected = manifest
    # more in the directory at the end, where each byte is about something else
    places = [chance.randrange(len(whole)) for _ in range(30)]
    places += [chance.randrange(len(whole) - 4000, len(whole)) for _ in range(60)]
    file, refused = tmp_path / "x.zip", 0
    for place in places:
        content = bytearray(whole)
        content[place] ^= chance.randrange(1, 256)
        file.write_bytes(content)
        try:
            with opened(file) as (_archive, manifest):
                assert manifest == expected
        except BackupError:
            refused += 1
    assert refused > len(places) // 2


VERSION = "industries.version"


def _without(manifest: Any, members: dict[str, bytes]) -> None:
    del members[f"{VERSION}.jsonl"]


def _foreign(manifest: Any, members: dict[str, bytes]) -> None:
    members["../\x1bescape"] = b""


def _other(manifest: Any, members: dict[str, bytes]) -> None:
    manifest.clear()


def _huge(manifest: Any, members: dict[str, bytes]) -> None:
    manifest["tables"][VERSION]["bytes"] = 10**15


def _bomb(manifest: Any, members: dict[str, bytes]) -> None:
    members[f"{VERSION}.jsonl"] = content = bytes(70_000_000)
    manifest["tables"][VERSION]["bytes"] = len(content)


def _larger(manifest: Any, members: dict[str, bytes]) -> None:
    manifest["tables"][VERSION]["bytes"] += 1


def _fewer(manifest: Any, members: dict[str, bytes]) -> None:
    manifest["tables"][VERSION]["rows"] -= 1


def _changed(manifest: Any, members: dict[str, bytes]) -> None:
    name = "industries.account.jsonl"
    members[name] = members[name].replace(b"chief", b"thief")


def _newer(manifest: Any, members: dict[str, bytes]) -> None:
    manifest["format"] = 2


def _odd(manifest: Any, members: dict[str, bytes]) -> None:
    manifest["tables"][VERSION]["rows"] = "many"


def _unprintable(manifest: Any, members: dict[str, bytes]) -> None:
    manifest["migrations"].append("industries.\x1b[2J")


def _later(manifest: Any, members: dict[str, bytes]) -> None:
    manifest["migrations"] += ["industries.9999_later", "axes.9999_of_what_is_left_out"]


def _earlier(manifest: Any, members: dict[str, bytes]) -> None:
    manifest["migrations"].remove("industries.0001_initial")


VERSIONS = r"^The backup is damaged: industries\.version\.jsonl is not whole\.$"
THE_MANIFEST = r"^The backup is damaged: manifest\.json is not whole\.$"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_without, r"^The backup is damaged: industries\.version\.jsonl is missing\.$"),
        (_foreign, r"^The backup is damaged: '\.\./\\x1bescape' does not belong in it\.$"),
        (_huge, r"^The backup is damaged: it declares more than a file of its size can hold\.$"),
        (_bomb, VERSIONS),
        (_larger, VERSIONS),
        (_fewer, VERSIONS),
        (_changed, r"^The backup is damaged: industries\.account\.jsonl is not whole\.$"),
        (_newer, r"^The backup has format 2; this code reads format 1\.$"),
        (_odd, THE_MANIFEST),
        (_other, THE_MANIFEST),
        (_unprintable, THE_MANIFEST),
        (_later, r"In the file alone: industries\.9999_later\. In this code alone: none\. Restore it"),
        (_earlier, r"In the file alone: none\. In this code alone: industries\.0001_initial\. Restore"),
    ],
)
def test_a_file_that_somebody_changed_is_refused(
    change: Any, sentence: str, backup: Path, tmp_path: Path
) -> None:
    file = changed(backup, tmp_path / "x.zip", change)
    with pytest.raises(BackupError, match=sentence):
        restore(file)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("letter.txt", "Dear reader")
    with pytest.raises(BackupError, match=r"x\.zip is not a backup of a ledger\.$"):
        restore(tmp_path / "x.zip")
