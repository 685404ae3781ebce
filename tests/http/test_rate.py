"""How often a network may ask the API: exactly so often, whoever counts."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as project
from django.test import Client

from industries.quotas import PLACES, taken
from tests import make

pytestmark = make.uses_ledger
NOON = "2026-11-27T04:00:10Z"
LIMIT = 3


@pytest.fixture
def limited(settings: Any, tmp_path: Path) -> Iterator[Any]:
    settings.DATA_DIR, settings.LEDGER_API_RATE = tmp_path, LIMIT
    with time_machine.travel(NOON, tick=False):
        yield settings


def statuses(client: Client, times: int = 1, **about: Any) -> list[int]:
    return [client.get("/api/v1/groups/", **about).status_code for _n in range(times)]


def test_so_many_are_answered_and_told_what_is_left(client: Client, limited: Any) -> None:
    left = []
    for _n in range(LIMIT):
        response = client.get("/api/v1/groups/")
        assert (response.status_code, response["RateLimit-Limit"]) == (200, str(LIMIT))
        assert response["RateLimit-Reset"] == "50"
        left.append(response["RateLimit-Remaining"])
    assert left == ["2", "1", "0"]
    response = client.get("/api/v1/groups/", headers={"If-None-Match": response["ETag"]})
    assert (response.status_code, response["Retry-After"]) == (429, "50")
    assert response["Content-Type"] == "application/problem+json"
    assert (response["RateLimit-Remaining"], response["Cache-Control"]) == ("0", "no-store")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Ask again in 50 seconds" in response.json()["detail"]
    with time_machine.travel("2026-11-27T04:01:00Z"):
        assert statuses(client, LIMIT + 1) == [200] * LIMIT + [429]


def test_whatever_is_asked_of_the_api_counts_and_nothing_else(client: Client, limited: Any) -> None:
    assert client.get("/api/v1/nothing/").status_code == 404
    assert client.post("/api/v1/groups/").status_code == 405
    assert client.head("/zh-hans/api/v1/groups/").status_code == 404
    assert client.head("/api/v1/groups/")["RateLimit-Remaining"] == "0"
    assert statuses(client) == [429]
    for path in ("/", "/targets.csv", "/api/docs/", "/healthz"):
        response = client.get(path)
        assert response.status_code == 200
        assert "RateLimit-Limit" not in response
    asking = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    assert client.options("/api/v1/groups/", headers=asking).status_code == 204


def test_a_network_is_not_another_and_cannot_say_that_it_is(client: Client, limited: Any) -> None:
    assert statuses(client, LIMIT + 1, REMOTE_ADDR="2001:db8:1:2::1")[-1] == 429
    assert statuses(client, 1, REMOTE_ADDR="2001:db8:1:2:ffff::") == [429]
    assert statuses(client, 1, REMOTE_ADDR="2001:db8:1:3::1") == [200]
    forged = {"REMOTE_ADDR": "2001:db8:1:2::1", "HTTP_X_FORWARDED_FOR": "192.0.2.9"}
    assert statuses(client, 1, **forged) == [429]
    limited.LEDGER_PROXIES = 2
    by_ours = "203.0.113.9, 10.0.0.2"
    assert statuses(client, LIMIT, REMOTE_ADDR="10.0.0.3", HTTP_X_FORWARDED_FOR=by_ours)[-1] == 200
    for n in range(3):
        forged = {"REMOTE_ADDR": "10.0.0.3", "HTTP_X_FORWARDED_FOR": f"192.0.2.{n}, {by_ours}"}
        assert statuses(client, 1, **forged) == [429]


def test_no_limit_no_headers_and_no_file(client: Client, limited: Any) -> None:
    limited.LEDGER_API_RATE = 0
    assert statuses(client, LIMIT + 1) == [200] * (LIMIT + 1)
    assert "RateLimit-Limit" not in client.get("/api/v1/groups/")
    assert not list(limited.DATA_DIR.iterdir())


def test_the_file_says_nothing_of_who_asked(client: Client, limited: Any) -> None:
    statuses(client, 2, REMOTE_ADDR="192.0.2.1")
    (file,) = limited.DATA_DIR.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    assert len(content) == 8 * PLACES
    # a minute and a number, in one place that another minute does not have
    places = [at for at in range(0, len(content), 8) if content[at : at + 8] != bytes(8)]
    assert [content[at + 4] for at in places] == [2]
    with time_machine.travel("2026-11-27T04:01:00Z"):
        statuses(client, 1, REMOTE_ADDR="192.0.2.1")
    now = file.read_bytes()
    assert [at for at in range(0, len(now), 8) if now[at : at + 8] != bytes(8)] != places


ASKING = """
import sys
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor
import django
from django.conf import settings
settings.configure(SECRET_KEY="one of both")
from unittest import mock
from industries import quotas
def take(_n):
    return not quotas.taken("a network", 1000, Path(sys.argv[1])).is_over
with mock.patch("time.time", lambda: 1000000.0), ThreadPoolExecutor(4) as threads:
    print(sum(threads.map(take, range(800))))
"""


def test_threads_of_two_processes_together_get_exactly_so_many(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASKING, str(tmp_path / "counters")]
    both = [subprocess.Popen(command, cwd=project.BASE_DIR, stdout=subprocess.PIPE) for _n in range(2)]
    answered = [int(process.communicate(timeout=60)[0]) for process in both]
    assert sum(answered) == 1000
    assert min(answered) > 0


def test_threads_together_get_exactly_so_many(tmp_path: Path) -> None:
    def take(n: int) -> bool:
        return not taken("a network", 250, tmp_path / "counters").is_over

    with time_machine.travel(NOON, tick=False), ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(1000))) == 250
