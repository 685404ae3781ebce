"""Readers in many threads, on live and on forty past days and in previews at once."""

import json
from pathlib import Path

import pytest

from tests.commands import python
from tests.copies.threads import THREADS

pytestmark = pytest.mark.server


def test_threads_read_what_they_ask_for_and_leave_no_file_open(empty_desk: Path) -> None:
    outcome = python("-m", "tests.copies.threads", data=empty_desk)
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    found = json.loads(outcome.stdout)
    assert found["wrong"] == []
    # a thread that has ended leaves none, and those of the thread that looks stay as they are
    assert found["after"] <= found["before"] + THREADS
    print(f"A page of an edition takes {found['edition'] / found['live']:.2f} times one of live.")
