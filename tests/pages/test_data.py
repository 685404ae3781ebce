"""The page of data, and the files of the whole: made with a release, the same each time, and whole."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine as tm
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from frictionless import Package

from industries.downloads import copy, package
from industries.downloads import kept as kept_files
from industries.downloads.kept import kept, refresh
from industries.editions import DESK, LIVE, reading
from industries.models import Observation, Release, Source, Target
from industries.publishing.release import publish
from tests import make
from tests.commands import manage, python
from tests.publishing.test_publish import edit

pytestmark = make.uses_ledger
ZIP, SQLITE = "/data/ledger.zip", "/data/ledger.sqlite3"
TOP = "ningxia-industry-ledger/"


def newest() -> Any:
    refresh("zip")
    found = kept("zip")
    assert found
    return found


def unpacked(folder: Path) -> Path:
    with zipfile.ZipFile(newest().path) as archive:
        archive.extractall(folder)
    return folder / TOP


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8"), newline=""), strict=True))


def test_the_package_is_one(tmp_path: Path) -> None:
    target = make.target(value=-5, due_on=None, deadline_basis="not_stated")
    source = make.source(title="=1+1", note_en='Two\nlines, "quoted"', published_on=None)
    make.published(target, source, make.observation(value=0))
    folder = unpacked(tmp_path)
    report = Package(folder / "datapackage.json").validate()
    assert report.valid, report.flatten(["type", "note"])
    assert len(report.tasks) == len(package.TABLES) == 14


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("targets", ",commitment,", ",promise,"),
        ("targets", ",2025-12-31,", ",end of 2025,"),
        ("observations", ",wine_area,", ",no_such_area,"),
    ],
)
def test_the_schema_finds_what_is_wrong(tmp_path: Path, file: str, old: str, new: str) -> None:
    """Else that it finds nothing would prove nothing."""
    folder = unpacked(tmp_path)
    table = folder / "data" / f"{file}.csv"
    text = table.read_text("utf-8")
    assert old in text
    table.write_text(text.replace(old, new), "utf-8")
    assert not Package(folder / "datapackage.json").validate().valid


def test_it_is_the_same_bytes_twice(tmp_path: Path) -> None:
    first = newest()
    with tm.travel(first.published_at + timedelta(days=900)), reading(LIVE):
        package.write(tmp_path / "again.zip", Release.objects.using(LIVE).latest("number"))
    assert (tmp_path / "again.zip").read_bytes() == first.path.read_bytes()
    with zipfile.ZipFile(first.path) as archive:
        members = archive.infolist()
    assert [member.filename for member in members] == sorted(m.filename for m in members)
    moments = {member.date_time for member in members}
    assert moments == {first.published_at.timetuple()[:6]} or len(moments) == 1
    assert refresh("zip") == []


def test_every_row_that_is_public_is_in_it_once(tmp_path: Path) -> None:
    draft = make.target(key="made_draft_of_a_package")
    folder = unpacked(tmp_path)
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for table, about in zip(package.TABLES, described["resources"], strict=True):
        found = rows(folder / about["path"])
        assert len(found) == table.model.objects.using(LIVE).count() > 0, table.name
        assert list(found[0]) == [field["name"] for field in about["schema"]["fields"]]
        assert all(
            field.get("description") or "enum" in str(field) for field in about["schema"]["fields"]
        )
        if table.key:
            assert len({tuple(row[name] for name in table.key) for row in found}) == len(found)
        assert draft.key not in (folder / about["path"]).read_text("utf-8")


def test_figures_in_it_are_those_of_live(tmp_path: Path) -> None:
    folder = unpacked(tmp_path)
    targets = {target.key: target for target in Target.objects.using(LIVE)}
    for row in rows(folder / "data/targets.csv"):
        target = targets[row["id"]]
        assert row["value"] == ("" if target.value is None else f"{target.value.normalize():f}")
        assert row["due_on"] == (target.due_on.isoformat() if target.due_on else "")
    for row in rows(folder / "data/observations.csv"):
        seen = Observation.objects.using(LIVE).get(key=row["id"])
        assert (row["period"], row["value"]) == (seen.period, f"{seen.value.normalize():f}")


def test_its_checksums_are_right_and_of_every_file(tmp_path: Path) -> None:
    folder = unpacked(tmp_path)
    listed = dict(
        reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    del files["SHA256SUMS"]
    assert listed == {n: hashlib.sha256(f.read_bytes()).hexdigest() for n, f in files.items()}
    assert {"README.md", "LICENCE.txt", "CITATION.cff", "datapackage.json"} < files.keys()
    described = json.loads(files["datapackage.json"].read_text("utf-8"))
    for about in described["resources"]:
        assert about["hash"] == f"sha256:{listed[about['path']]}"
        assert about["bytes"] == files[about["path"]].stat().st_size
    assert "CC BY 4.0" in files["LICENCE.txt"].read_text("utf-8")
    assert described["licenses"][0]["name"] == "CC-BY-4.0"


def test_no_address_that_may_not_be_shown_is_in_a_file(tmp_path: Path) -> None:
    odd = make.source(url="https://odd.example.net/was-safe-once", link_safe=True)
    make.published(odd)
    edit(odd, link_safe=False)
    publish([odd], note_en="Unsafe.")
    hidden = {s.url for s in Source.objects.using(LIVE).exclude(url="") if not s.link_safe}
    assert odd.url in hidden
    folder = unpacked(tmp_path)
    texts = [file.read_text("utf-8") for file in folder.rglob("*") if file.is_file()]
    assert not [url for url in hidden if any(url in text for text in texts)]


def test_a_release_makes_new_files_and_leaves_no_old_one(downloads: Path) -> None:
    first = newest()
    make.published(make.target())
    second = newest()
    assert (second.release, first.path.exists()) == (first.release + 1, False)
    assert len(list(downloads.iterdir())) == 1  # and no draft


def test_what_was_left_half_made_goes_after_a_day(downloads: Path) -> None:
    for name, age in (("old", 2), ("new", 0)):
        (downloads / f".draft-{name}-folder" / "data").mkdir(parents=True)
        (downloads / f".draft-{name}").touch()
        for path in downloads.glob(f".draft-{name}*"):
            os.utime(path, (time.time() - age * 86400,) * 2)
    newest()
    assert {path.name for path in downloads.glob(".draft*")} == {".draft-new", ".draft-new-folder"}


def test_other_names_or_licence_make_another_package(settings: Any) -> None:
    first = newest()
    settings.LEDGER_LICENCE = "CC0 1.0"
    second = newest()
    assert (second.release, second.mark == first.mark) == (first.release, False)
    settings.LEDGER_LICENCE = "Ours: (all rights!)"
    with zipfile.ZipFile(newest().path) as archive:
        described = json.loads(archive.read(f"{TOP}datapackage.json"))
    assert re.fullmatch(r"[-A-Za-z0-9._]+", described["licenses"][0]["name"])


def test_what_a_release_overtakes_is_made_anew(
    downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = make.target()
    write = package.write

    def overtaken(file: Path, release: Release) -> None:
        monkeypatch.undo()
        write(file, release)
        make.published(target)

    monkeypatch.setattr(kept_files, "DOWNLOADS", {"zip": _zip_written_by(overtaken)})
    assert refresh("zip") == []
    assert list(downloads.iterdir()) == []
    assert newest().release == Release.objects.using(LIVE).latest("number").number


def _zip_written_by(write: Any) -> Any:
    return kept_files.Download("zip", "application/zip", write, package.fingerprint)


def test_the_command_makes_them_and_a_full_disk_does_not_stop_it(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "DOWNLOADS", {"zip": kept_files.DOWNLOADS["zip"]})
    call_command("catch_up", verbosity=0)
    assert kept("zip")
    (tmp_path / "file").write_text("in the way")
    settings.DOWNLOADS_DIR = tmp_path / "file" / "downloads"
    call_command("catch_up", verbosity=0)
    assert kept("zip") is None


# --- the copy of live, by the command: SQLite makes none within a test's transaction ------------------


@pytest.fixture(scope="module")
def made(empty_desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of its own with the files that the command has made, and a source found unsafe later."""
    data = tmp_path_factory.mktemp("made") / "data"
    shutil.copytree(empty_desk, data)
    assert manage("load_ledger", data=data).returncode == 0
    outcome = python("-c", UNSAFE, data=data)
    assert outcome.returncode == 0, outcome.stderr
    outcome = manage("catch_up", data=data)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    return data


UNSAFE = """
import django; django.setup()
from industries.editions import desk
from industries.models import Source
from industries.publishing.release import publish
from industries.publishing.states import note_edit
with desk():
    source = Source.objects.filter(link_safe=True).first()
    source.link_safe = False
    source.save()
    note_edit(source, None)
publish([source], note_en="Found unsafe.")
print(source.url)
"""


@contextmanager
def opened(file: Path) -> Iterator[Any]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as db:
        yield db


def the_copy(made: Path) -> Path:
    (file,) = (made / "downloads").glob("*.sqlite3")
    return file


def test_the_copy_has_lives_public_tables_and_nothing_else(made: Path) -> None:
    with opened(the_copy(made)) as db, opened(made / "live.sqlite3") as live:
        found = {n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert found - {"sqlite_sequence"} == copy.public_tables()
        assert {"industries_target", "industries_version", "industries_citation"} < found
        assert not [n for n in found if re.search(r"user|account|session|remark|deskstate|auth", n)]
        for table in sorted(copy.public_tables()):
            count = f"SELECT COUNT(*) FROM {table}"
            assert db.execute(count).fetchone() == live.execute(count).fetchone()
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_copy_has_no_draft_and_no_address_that_may_not_be_shown(made: Path) -> None:
    with opened(made / "desk.sqlite3") as db:
        sources = db.execute("SELECT url, link_safe FROM industries_source WHERE url != ''").fetchall()
        drafts = {key for (key,) in db.execute("SELECT key FROM industries_target")}
    with opened(made / "live.sqlite3") as db:
        drafts -= {key for (key,) in db.execute("SELECT key FROM industries_target")}
        (once,) = db.execute(
            "SELECT json_extract(payload, '$.url') FROM industries_version WHERE release_id = 2"
        ).fetchone()
    data = the_copy(made).read_bytes()
    hidden = {url for url, link_safe in sources if not link_safe}
    assert once in hidden
    assert not [url for url in hidden if url.encode() in data]
    assert [url for url, link_safe in sources if link_safe and url.encode() in data]
    assert drafts
    assert not [key for key in drafts if key.encode() in data]


def test_files_of_the_command_bear_the_moment_of_the_release(made: Path) -> None:
    names = sorted(file.name for file in (made / "downloads").iterdir())
    assert len(names) == 2
    assert all(name.startswith("2-") for name in names)
    with opened(made / "live.sqlite3") as db:
        (moment,) = db.execute("SELECT MAX(published_at) FROM industries_release").fetchone()
    for file in (made / "downloads").iterdir():
        assert (
            datetime.fromtimestamp(int(file.stat().st_mtime), UTC).isoformat(sep=" ")[:19]
            == moment[:19]
        )


# --- page and files ---------------------------------------------------------------------------------


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("start", ["", "/zh-hans"])
def test_the_page_has_the_files_once_they_are_made(client: Client, start: str) -> None:
    before = client.get(f"{start}/data/").content.decode()
    assert ZIP not in before
    assert client.get(f"{start}{ZIP}").status_code == 404
    refresh("zip")
    after = client.get(f"{start}/data/").content.decode()
    assert f'href="{start}{ZIP}"' in after
    assert f'href="{start}/targets.csv"' in after
    assert "CC BY 4.0" in after
    assert "@misc{ledger_release_1," in after


def test_a_file_is_answered_with_its_release(client: Client) -> None:
    made = newest()
    with (
        CaptureQueriesContext(connections[DESK]) as on_desk,
        CaptureQueriesContext(connections[LIVE]) as on_live,
    ):
        response = client.get(ZIP)
        data = body(response)
    assert (len(on_desk), len(on_live)) == (0, 0)
    assert data == made.path.read_bytes()
    assert response["Content-Type"] == "application/zip"
    name = f"ningxia-industry-ledger-release-{made.release}.zip"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert int(response["Content-Length"]) == len(data)
    assert "Set-Cookie" not in response
    again = client.get(ZIP, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = client.get(ZIP, headers={"If-Modified-Since": response["Last-Modified"]})
    assert since.status_code == 304
    head = client.head(ZIP)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(data)))
    head.close()


def test_the_database_is_a_file(client: Client, made: Path, settings: Any) -> None:
    settings.DOWNLOADS_DIR = made / "downloads"
    make.published(make.target())  # as if it were the second release
    if not copy.is_offered():
        return
    assert f'href="{SQLITE}"' in client.get("/data/").content.decode()
    response = client.get(SQLITE)
    assert response["Content-Type"] == "application/vnd.sqlite3"
    assert body(response) == the_copy(made).read_bytes()


def test_where_there_is_no_sqlite_the_page_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections[LIVE], "vendor", "postgresql")
    for address in ("/data/", SQLITE):
        assert "no SQLite file" in client.get(address).content.decode()
