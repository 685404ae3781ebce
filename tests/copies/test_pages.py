"""What readers are shown of past days: the list of editions, their files, and the way to a day."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from industries.copies import kept
from tests import make

pytestmark = make.uses_ledger


def test_editions_are_listed_with_their_hashes(
    client: Client, days: list[str], files: list[Path]
) -> None:
    page = client.get("/data/editions/").content.decode()
    found = client.get("/data/editions.json").json()["editions"]
    assert [edition["day"] for edition in found] == [days[1], days[0]]
    for edition, file in zip(found, reversed(files), strict=True):
        assert edition["sha256"] == kept.Manifest.of(file).sha256  # type: ignore[union-attr]
        assert edition["sha256"] in page
        assert edition["rows"]["industry"] > 20
        assert f'href="/as-of/{edition["day"]}/"' in page
    chinese = client.get("/zh-hans/data/editions/").content.decode()
    assert f'href="/as-of/{days[0]}/zh-hans/"' in chinese


def test_there_is_a_sentence_where_there_is_none(client: Client) -> None:
    assert "There is none yet" in client.get("/data/editions/").content.decode()
    assert client.get("/data/editions.json").json() == {"editions": []}


def test_a_file_is_an_sqlite_database_that_any_tool_opens(
    client: Client, days: list[str], files: list[Path], tmp_path: Path
) -> None:
    answer: Any = client.get(f"/data/editions/{days[0]}.sqlite3")
    taken = tmp_path / "taken.sqlite3"
    taken.write_bytes(b"".join(answer.streaming_content))
    assert answer["Content-Type"] == "application/vnd.sqlite3"
    assert f"-{days[0]}.sqlite3" in answer["Content-Disposition"]
    assert int(answer["Content-Length"]) == taken.stat().st_size
    with closing(sqlite3.connect(taken)) as copy:
        names = copy.execute("SELECT name_en FROM industries_industry WHERE slug = 'named'").fetchall()
    assert names == [("First",)]
    part = client.get(f"/data/editions/{days[0]}.sqlite3", headers={"Range": "bytes=0-14"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"SQLite format 3")  # type: ignore[attr-defined]
    same = client.get(f"/data/editions/{days[0]}.sqlite3", headers={"If-None-Match": answer["ETag"]})
    assert same.status_code == 304
    for wrong in ("2020-01-01", "yesterday", days[2]):
        assert client.get(f"/data/editions/{wrong}.sqlite3").status_code == 404


def test_a_past_day_knows_the_editions_before_it(
    client: Client, days: list[str], files: list[Path]
) -> None:
    found = client.get(f"/as-of/{days[1]}/data/editions.json").json()["editions"]
    assert [edition["day"] for edition in found] == [days[0]]


def test_a_form_leads_to_a_day_in_the_readers_language(client: Client) -> None:
    day = timezone.localdate().isoformat()
    for start, end in (("", ""), ("/zh-hans", "zh-hans/")):
        answer = client.get(f"{start}/as-of/?day={day}")
        assert (answer.status_code, answer["Location"]) == (302, f"/as-of/{day}/{end}")
    for wrong in ("", "?day=", "?day=yesterday", "?day=2026-02-30", "?day=../admin"):
        assert client.get(f"/as-of/{wrong}").status_code == 404


def test_the_banner_leads_back_to_the_present(client: Client) -> None:
    day = timezone.localdate().isoformat()
    page = client.get(f"/as-of/{day}/zh-hans/targets/?verdict=missed").content.decode()
    assert 'href="/zh-hans/targets/?verdict=missed"' in page.partition("<main")[0]


def test_pages_of_other_hosts_may_read_list_and_files(
    client: Client, days: list[str], files: list[Path]
) -> None:
    for path in ("/data/editions.json", f"/data/editions/{days[0]}.sqlite3"):
        assert client.head(path)["Access-Control-Allow-Origin"] == "*"
