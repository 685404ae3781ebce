"""Readers in many threads, on live and on forty past days and in previews at once."""

import json
import shutil
from pathlib import Path

import pytest

from tests.commands import python

pytestmark = pytest.mark.server


def test_threads_read_what_they_ask_for_and_leave_no_file_open(
    empty_desk: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(empty_desk, data)
    outcome = python("-m", "tests.copies.threads", data=data)
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    found = json.loads(outcome.stdout)
    assert found["wrong"] == []
    early, late = found["open"]
    assert late <= early
    print(f"A page of an edition takes {found['edition'] / found['live']:.2f} times one of live.")
