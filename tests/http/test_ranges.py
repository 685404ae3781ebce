"""Files of the whole can be fetched in parts, each of which is of the same file."""

import hashlib
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from industries.downloads.kept import kept, refresh
from tests import make

pytestmark = make.uses_ledger
ZIP = "/data/ledger.zip"


@pytest.fixture
def whole(client: Client) -> bytes:
    refresh("zip")
    found = kept("zip")
    assert found
    return found.path.read_bytes()


def ranged(client: Client, part: str, **headers: str) -> Any:
    return client.get(ZIP, headers={"Range": part, **headers})


def body(response: Any) -> bytes:
    return b"".join(response)


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-1", -1, None),
        ("bytes=-100", -100, None),
        ("bytes= 7-7 ", 7, 8),
        ("bytes=0-999999999999", 0, None),
        ("bytes=-999999999999", 0, None),
    ],
)
def test_a_part_is_of_the_whole(
    client: Client, whole: bytes, part: str, first: int, last: int | None
) -> None:
    response = ranged(client, part, **{"Accept-Encoding": "gzip"})
    got = body(response)
    assert (response.status_code, got) == (206, whole[first:last])
    start = first % len(whole)
    said = f"bytes {start}-{start + len(got) - 1}/{len(whole)}"
    assert response["Content-Range"] == said
    assert int(response["Content-Length"]) == len(got)
    assert "Content-Encoding" not in response
    assert response["ETag"] == client.head(ZIP)["ETag"]


def test_parts_that_follow_make_the_whole(client: Client, whole: bytes) -> None:
    step = len(whole) // 3 + 1
    parts = [body(ranged(client, f"bytes={at}-{at + step - 1}")) for at in range(0, len(whole), step)]
    assert len(parts) == 3
    assert b"".join(parts) == whole


@pytest.mark.parametrize(
    "part",
    [
        "bytes=5-2",
        "bytes=-",
        "bytes=",
        "bytes=a-b",
        "lines=0-5",
        "bytes=0-1,5-6",
        "bytes=1",
        "x",
        "bytes=٣-٤",
    ],
)
def test_what_is_no_range_or_more_than_one_is_left_aside(
    client: Client, whole: bytes, part: str
) -> None:
    response = ranged(client, part)
    assert (response.status_code, body(response)) == (200, whole)
    assert response["Accept-Ranges"] == "bytes"
    assert "Content-Range" not in response


@pytest.mark.parametrize("part", ["bytes={}-", "bytes={}-{}", "bytes=999999999999-", "bytes=-0"])
def test_behind_the_end_there_is_nothing(client: Client, whole: bytes, part: str) -> None:
    size = len(whole)
    response = ranged(client, part.format(size, size))
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{size}")
    assert f"The file has {size} bytes" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_a_part_of_another_file_is_not_given(client: Client, whole: bytes) -> None:
    head = client.head(ZIP)
    for same in (head["ETag"], head["Last-Modified"]):
        response = ranged(client, "bytes=0-9", **{"If-Range": same})
        assert (response.status_code, body(response)) == (206, whole[:10])
    others = ('"x"', f"W/{head['ETag']}", head["ETag"].strip('"'), "Thu, 01 Jan 1970 00:00:00 GMT")
    for other in others:
        response = ranged(client, "bytes=0-9", **{"If-Range": other})
        assert (response.status_code, body(response)) == (200, whole)


def test_who_has_it_gets_nothing(client: Client, whole: bytes) -> None:
    tag = client.head(ZIP)["ETag"]
    assert tag == f'"{hashlib.sha256(whole).hexdigest()[:32]}"'
    for method in (client.get, client.head):
        response = method(ZIP, headers={"If-None-Match": tag, "Range": "bytes=0-9"})
        assert (response.status_code, response.content) == (304, b"")
        assert (response["ETag"], response["Access-Control-Allow-Origin"]) == (tag, "*")
        assert "must-revalidate" in response["Cache-Control"]
    assert client.get(ZIP, headers={"If-Match": '"x"'}).status_code == 412


def test_of_head_there_are_no_parts(client: Client, whole: bytes) -> None:
    head = client.head(ZIP, headers={"Range": "bytes=0-9"})
    assert (head.status_code, head.content) == (200, b"")
    assert (head["Content-Length"], head["Accept-Ranges"]) == (str(len(whole)), "bytes")


def test_a_large_file_is_not_held(client: Client, whole: bytes, downloads: Path) -> None:
    found = kept("zip")
    assert found
    with found.path.open("ab") as file:
        file.truncate(50_000_000)
    for part, size in (("", 50_000_000), ("bytes=10000000-39999999", 30_000_000)):
        response = ranged(client, part)
        tracemalloc.start()
        got = sum(len(step) for step in response)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert got == size
        assert most < 1_000_000
