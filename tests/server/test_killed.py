"""The server dies in the middle of publishing: what was acknowledged is there when it is back."""

import os
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import cycle
from pathlib import Path
from queue import Queue
from random import Random
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.browse import PASSWORD, Browser, first_administrator, read_form
from tests.commands import manage
from tests.serve import ROOT, body, free_port, serving

pytestmark = pytest.mark.server

ROUNDS, PUBLISHES, EDITORS = 5, 50, 4
START = 60  # seconds that a start may take
PUBLISH = "/admin/publish/"
LAST = "SELECT max(number) FROM industries_release"
PUBLIC_TARGETS = """
SELECT target.id FROM industries_target target JOIN industries_deskstate state ON state.key = target.key
WHERE state.kind = 'target' AND state.live_digest = state.digest ORDER BY target.id
"""


@dataclass
class Round:
    """What the editors were told before the server died."""

    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)  # notes whose publishing was answered
    numbers: dict[int, str] = field(default_factory=dict)  # notes by the number that they were told
    cut: list[str] = field(default_factory=list)


def query(file: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(file, timeout=20)) as connection:
        return connection.execute(sql).fetchall()


def releases(file: Path) -> dict[int, str]:
    return dict(query(file, "SELECT number, note_en FROM industries_release"))


def signed_in(origin: str, printed: str) -> list[Browser]:
    """Return the editors' browsers: the first makes the account by the link, and all use it."""
    first = first_administrator(origin, printed)
    others = [Browser(origin) for _ in range(EDITORS - 1)]
    for browser in others:
        login = read_form(browser.open("/admin/login/?next=/admin/"))
        browser.open("/admin/login/", login | {"username": "chief", "password": PASSWORD})
        assert browser.redirects
    return [first, *others]


def publish(browser: Browser, target: int, note: str, seen: Round) -> None:
    """Edit a target and publish it, and keep what the server says of it."""
    address = f"/admin/industries/target/{target}/change/"
    edited = read_form(browser.open(address)) | {"note_en": f"Edited: {note}", "_publish": "1"}
    looked_at = browser.open(address, edited)
    assert browser.redirects, looked_at
    form = read_form(looked_at) | {"note_en": note, "_publish": "1"}
    seen.sent.append(note)
    try:
        said = browser.open(PUBLISH, form)
    finally:
        # once it has sent the browser on, it has said that the release is safe
        if browser.redirects:
            seen.acknowledged.append(note)
    number = re.search(r"Release (\d+) is (?:public|in the log)", said)
    assert number, said
    seen.numbers[int(number.group(1))] = note


def work(browser: Browser, targets: Queue[tuple[int, int]], n: int, seen: Round) -> None:
    """Publish one target after the other, until all are sent or the server is gone."""
    while not targets.empty():
        i, target = targets.get()
        note = f"Round {n}, publish {i}"
        try:
            publish(browser, target, note, seen)
        except HTTPError:
            raise
        except (OSError, HTTPException):
            seen.cut.append(note)
            return


def killed_in_the_middle(
    process: Any, browsers: list[Browser], targets: list[int], desk: Path, n: int
) -> Round:
    """Let the editors publish, and kill the server with all its processes on the way.

    While somebody waits for an answer: at any moment, or in every other round as soon as the log has
    another release, which live has not then or has only just.
    """
    random, seen = Random(n), Round()  # noqa: S311  (the same moments in each run)
    waiting: Queue[tuple[int, int]] = Queue()
    for i, target in zip(range(PUBLISHES), cycle(targets), strict=False):
        waiting.put((i, target))
    after, moment = random.randint(3, 10), random.uniform(0, 0.1)
    with ThreadPoolExecutor(EDITORS) as pool:
        working = [pool.submit(work, browser, waiting, n, seen) for browser in browsers]

        def wait_while(so: Callable[[], bool]) -> None:
            while so() and not any(one.done() for one in working):
                time.sleep(0.0005)

        wait_while(lambda: len(seen.acknowledged) < after)
        wait_while(lambda: len(seen.sent) == len(seen.acknowledged))
        if n % 2:
            with closing(sqlite3.connect(desk, timeout=20)) as log:
                number = log.execute(LAST).fetchone()
                wait_while(lambda: log.execute(LAST).fetchone() == number)
        else:
            time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
    for one in working:
        one.result()
    return seen


def are_whole(desk: Path, live: Path, seen: Round) -> None:
    """See that the files are as they should be where the server was killed, before it starts again."""
    for file in (desk, live):
        assert query(file, "PRAGMA integrity_check") == [("ok",)]
    log = releases(desk)
    assert set(seen.acknowledged) <= set(log.values())
    assert seen.numbers.items() <= log.items()


def is_public(port: int, desk: Path, live: Path, seen: Round) -> None:
    """See that after the start everybody reads what was acknowledged, and that the log proves it."""
    assert releases(live) == releases(desk)
    for number, note in seen.numbers.items():
        assert note in body(port, f"/changes/{number}/")
    verified = manage("verify_log", data=desk.parent)
    assert verified.returncode == 0, verified.stderr


def test_nothing_that_was_acknowledged_is_lost(empty_desk: Path, tmp_path: Path) -> None:
    data, port, printed = tmp_path / "data", free_port(), tmp_path / "printed"
    shutil.copytree(empty_desk, data)
    assert manage("load_ledger", data=data).returncode == 0
    desk, live = data / "desk.sqlite3", data / "live.sqlite3"
    targets = [target for (target,) in query(desk, PUBLIC_TARGETS)]
    before, rounds, browsers = len(releases(desk)), list[Round](), list[Browser]()
    for n in range(ROUNDS + 1):
        with serving(ROOT, printed, port=port, within=START, DATA_DIR=str(data)) as process:
            browsers = browsers or signed_in(f"http://127.0.0.1:{port}", printed.read_text())
            if rounds:
                is_public(port, desk, live, rounds[-1])
            if n < ROUNDS:
                rounds.append(killed_in_the_middle(process, browsers, targets, desk, n))
        if n < ROUNDS:
            are_whole(desk, live, rounds[-1])
    acknowledged = [note for seen in rounds for note in seen.acknowledged]
    assert len(releases(desk)) >= before + len(acknowledged) == before + len(set(acknowledged))
    # it was in the middle: some had been answered, and of some nobody heard any more
    assert all(seen.acknowledged and seen.cut for seen in rounds)
    assert len([seen for seen in rounds if set(seen.sent) - set(seen.acknowledged)]) >= 3
