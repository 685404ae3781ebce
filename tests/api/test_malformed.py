"""Ten thousand broken requests: each is refused in a sentence, none takes long, none fails here."""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.db import connections
from django.test import RequestFactory
from django.test.client import ClientHandler

from tests import make

pytestmark = make.uses_ledger
REQUESTS = 10_000  # a fifth of it on the second database, which minds other bytes, not other paths
LONGEST = 10  # seconds, also where other tests run beside it; what it takes alone is printed
LONGEST_ANSWER = 6_000  # bytes: the names that would be right, and no echo of what was sent
PLURALS = (
    *("groups", "strategies", "industries", "products", "initiatives", "indicators", "targets"),
    *("observations", "sources", "releases", "changes", "search"),
)
NAMES = (
    *("page", "page_size", "cursor", "expand", "facets", "fields", "format", "bom", "ordering"),
    *("search", "q", "id", "kind", "updated_after", "value__gte", "due_on__gte", "due_year"),
    *("release", "number__gte", "month", "in_framework", "missing", "language", "nothing"),
)
DEEP = "[" * 5_000 + "]" * 5_000
# what is broken, as bytes of a query string, already quoted where it has to be
VALUES: dict[str, Callable[[random.Random], str]] = {
    "bad UTF-8": lambda dice: "".join(f"%{dice.randrange(128, 256):02X}" for _ in range(3)),
    "raw bytes": lambda dice: "".join(chr(dice.randrange(128, 256)) for _ in range(4)),
    "NUL": lambda dice: f"{dice.randrange(9)}%00",
    "half a pair": lambda dice: "%ED%A0%80",
    "broken quoting": lambda dice: dice.choice(["%", "%4", "%GG", "%u0041", "%%30%30"]),
    "very long": lambda dice: dice.choice("a9%,-") * 100_000,
    "very many": lambda dice: ",".join(["x"] * 20_000),
    "deep JSON": lambda dice: quote(dice.choice([DEEP, '{"a":' * 2_000 + "1" + "}" * 2_000])),
    "huge number": lambda dice: dice.choice(["-", ""]) + "9" * dice.choice([19, 40, 400, 5_000]),
    "odd number": lambda dice: quote(
        dice.choice(["1e999999999", "NaN", "-Infinity", "0x10", "1_000", "٣", "²", "1.", ".", "+1"])
    ),
    "odd day": lambda dice: quote(
        dice.choice(["0000-00-00", "9999-12-31T23:59:59-23:59", "2026-02-30", "12/31/2026", "now()"])
    ),
    "language": lambda dice: dice.choice(["xx", "zh-hans-cn-x-y", "en_US.UTF-8", "zh%0D%0Aa:b"]),
    "cursor": lambda dice: quote(dice.choice(["cD0", "cD05OTk5", "bz0x", "====", "cD0lMDA=", "cj0x"])),
    "lookup": lambda dice: quote(dice.choice(["a'; DROP TABLE x --", "../../x", "{{7*7}}", "${x}"])),
    "empty": lambda dice: dice.choice(["", ",", ",,,", "%20"]),
}
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "HTTP_ACCEPT",
        (
            *("*/*;q=", "application/json;q=nan", "text/csv;q=-1", "image/png", "a" * 8_000, "/"),
            *("application/json;" * 500, "*/json", "\xff\xfe", "text/csv;charset=utf-7", ",,,;"),
        ),
    ),
    ("HTTP_ACCEPT_CHARSET", ("utf-7", "klingon;q=9", "\xff")),
    ("HTTP_ACCEPT_LANGUAGE", ("xx-YY;q=z", "zh-" * 1_000, "*;q=2", "\xff")),
    ("HTTP_ACCEPT_ENCODING", ("br;q=x", "gzip;q=1e9", "zstd," * 900, "identity;q=0,*;q=0")),
    ("HTTP_RANGE", ("bytes=9-1", "bytes=-", "bytes=0-0," * 500, "rows=1-2", f"bytes={'9' * 400}-")),
    ("HTTP_IF_NONE_MATCH", ('"', "W/", "*,*", '"\xff"', '"a",' * 2_000)),
    ("HTTP_IF_MODIFIED_SINCE", ("yesterday", "Thu, 99 Foo 9999 99:99:99 GMT", "0")),
    ("HTTP_X_REQUEST_ID", ("a\tb", "\xff", "x" * 10_000)),
    ("HTTP_X_FORWARDED_FOR", ("::::", "999.1.1.1," * 300, "\xff")),
    ("CONTENT_TYPE", ("application/json; charset=utf-7", "multipart/form-data", "x" * 5_000)),
)
PATHS = (
    "/api/v1/{plural}/?{query}",
    "/api/v1/{plural}/{value}/?{query}",
    "/api/v1/{plural}/iva_above_2027_280bn/history/?{query}",
    "/api/v1/{plural}/iva_above_2027_280bn/versions/{value}/?{query}",
    "/api/v1/{value}/?{query}",
    "/api/v1/schema/?{query}",
)


class Broken:
    """Makes one broken request after another; the same ones each time."""

    def __init__(self) -> None:
        self.dice = random.Random(7)  # noqa: S311  (dice)
        self.kinds: Counter[str] = Counter()
        self.factory = RequestFactory()

    def value(self) -> str:
        kind = self.dice.choice([*VALUES])
        self.kinds[kind] += 1
        return VALUES[kind](self.dice)

    def request(self) -> dict[str, Any]:
        dice = self.dice
        query = f"{dice.choice(NAMES)}={self.value()}"
        if dice.random() < 0.3:
            query += f"&{dice.choice(NAMES)}={self.value()}"
        plural = dice.choice(PLURALS)
        # an address is short, or no server hands it on
        path = dice.choices(PATHS, weights=(12, 1, 1, 1, 1, 1))[0].partition("?")[0]
        path = path.format(plural=plural, value=self.value()[:200].strip("%"))
        told: dict[str, str] = {}
        if dice.random() < 0.5:
            name, values = dice.choice(HEADERS)
            told[name] = dice.choice(values)
            self.kinds[name] += 1
        return {
            "path": path,
            "query": query,
            "told": told,
            "method": dice.choice(["GET"] * 9 + ["HEAD"]),
        }


def answered(handler: ClientHandler, broken: Broken, asked: dict[str, Any]) -> Any:
    """Return the answer to the bytes as they are: a test client would quote them."""
    # as WSGI has a path: each byte a letter
    path = unquote_to_bytes(asked["path"]).decode("latin-1")
    about = {"PATH_INFO": path, "QUERY_STRING": asked["query"], "REQUEST_METHOD": asked["method"]}
    return handler(broken.factory._base_environ(**about, **asked["told"]))


@pytest.fixture
def unlogged() -> Iterator[None]:
    """What ten thousand clients did wrongly is not kept for the report of a failure."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("unlogged")
def test_whatever_is_broken_is_refused_in_a_sentence() -> None:
    broken, handler = Broken(), ClientHandler()
    statuses: Counter[int] = Counter()
    slowest = 0
    is_first = connections["default"].vendor == "sqlite"
    for _ in range(REQUESTS if is_first else REQUESTS // 5):
        asked = broken.request()
        start = time.perf_counter()
        answer = answered(handler, broken, asked)
        body = b"".join(answer) if answer.streaming else answer.content
        took = time.perf_counter() - start
        place = {**asked, "query": asked["query"][:200]}
        slowest = max(slowest, took)
        assert took < LONGEST, (took, place)
        assert answer.status_code < 500, (answer.status_code, place)
        statuses[answer.status_code] += 1
        if answer.status_code >= 400 and asked["method"] == "GET":
            assert answer["Content-Type"] == "application/problem+json", place
            assert b'"detail":"' in body, place
            assert b'"detail":""' not in body, place
            assert len(body) < LONGEST_ANSWER, (len(body), place, body[:300])
    print(f"{dict(statuses)}, the slowest {slowest:.3f} s")
    assert set(broken.kinds) == {*VALUES, *(name for name, _values in HEADERS)}
    assert min(broken.kinds.values()) > (100 if is_first else 10)
    assert {400, 404, 406} <= set(statuses)
    for connection in connections.all():
        assert not connection.needs_rollback
