"""Answers travel packed, in the way that the reader likes best, and streams as they come."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import pytest
from backports import zstd
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from industries.downloads.kept import refresh
from industries.middleware import CompressionMiddleware
from tests import make

pytestmark = make.uses_ledger
UNPACKED: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
}
STEPS: dict[str, Callable[[], Callable[[bytes], bytes]]] = {
    "br": lambda: brotli.Decompressor().process,
    "gzip": lambda: zlib.decompressobj(wbits=31).decompress,
    "zstd": lambda: zstd.ZstdDecompressor().decompress,
}
TEXTS = [
    *("/", "/targets.csv", "/targets/feed.atom", "/api/v1/targets/", "/api/v1/schema/", "/api/docs/"),
    *("/sitemap.xml", "/targets/goji-area-2020-1m-mu/chart.svg", "/api/v1/targets/?page_size=x"),
    *("/nothing/", "/admin/login/"),
]


def body(response: Any) -> bytes:
    return b"".join(response)


@pytest.mark.parametrize("path", TEXTS)
def test_texts_are_packed_in_each_way(client: Client, path: str) -> None:
    plain = client.get(path)
    assert "Content-Encoding" not in plain
    whole = body(plain)
    for coding, unpacked in UNPACKED.items():
        response = client.get(path, headers={"Accept-Encoding": coding})
        assert response["Content-Encoding"] == coding
        assert "Accept-Encoding" in response["Vary"].replace("accept-e", "Accept-E")
        assert response.get("ETag") == plain.get("ETag")
        packed = body(response)
        assert response.get("Content-Length") in (None, str(len(packed)))
        assert len(unpacked(packed)) == pytest.approx(len(whole), abs=200)  # a form has a token
        if path != "/admin/login/":
            assert unpacked(packed) == whole


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("identity", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("deflate", None),
        ("", None),
        ("gzip;q=many", None),
        (";,=", None),
        ("br," * 1000, None),
    ],
)
def test_the_way_is_the_one_that_the_reader_likes_best(
    client: Client, accepted: str, coding: str | None
) -> None:
    response = client.get("/", headers={"Accept-Encoding": accepted})
    assert response.get("Content-Encoding") == coding


def test_what_is_short_or_a_file_is_left_as_it_is(client: Client) -> None:
    refresh("zip")
    for path in ("/healthz", "/data/ledger.zip"):
        response = client.get(path, headers={"Accept-Encoding": "br, gzip, zstd"})
        assert response.status_code == 200
        assert "Content-Encoding" not in response
        assert int(response["Content-Length"]) == len(body(response))


@pytest.mark.parametrize("coding", STEPS)
def test_a_stream_goes_on_as_it_comes(coding: str) -> None:
    made: list[int] = []

    def rows() -> Iterator[str]:
        for n in range(3):
            made.append(n)
            yield f"row {n}\r\n"

    packing = CompressionMiddleware(lambda _request: StreamingHttpResponse(rows()))
    request = RequestFactory().get("/", headers={"Accept-Encoding": coding})  # type: ignore[arg-type]
    response: Any = packing(request)
    unpack, read = STEPS[coding](), b""
    for step in response:
        read += unpack(step)
        # whatever was made has been sent on
        assert read == b"".join(b"row %d\r\n" % n for n in made)
    assert made == [0, 1, 2]
