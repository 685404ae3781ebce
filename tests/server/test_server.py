"""`script/server` as a new user meets it: a clean checkout, nothing but Python."""

import os
import re
import shutil
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.serve import (
    ROOT,
    body,
    environment,
    free_port,
    serving,
    started,
    status,
    wait_until_ready,
)

pytestmark = pytest.mark.server
START = 120  # seconds after which a start has failed


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is tracked, as a clone has it."""
    folder = tmp_path_factory.mktemp("clone") / "ledger"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


def refused(checkout: Path, **given: str) -> str:
    """Return the one sentence with which the server does not start."""
    outcome = subprocess.run(
        ["script/server"],
        cwd=checkout,
        env=environment(**given),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert outcome.returncode == 1
    assert not outcome.stdout
    (line,) = outcome.stderr.splitlines()
    return line


def test_a_clean_checkout_serves_and_starts_again(checkout: Path, tmp_path: Path) -> None:
    port, printed = free_port(), tmp_path / "printed"
    with serving(checkout, printed, port=port, within=START):
        for path in (
            *("/", "/zh-hans/", "/industries/", "/targets/", "/sources/", "/changes/"),
            *("/api/v1/targets/", "/admin/login/", "/healthz", "/api/docs/"),
        ):
            assert status(port, path) == 200, path
        for loaded in re.findall(
            r'(?:href|src)="(/static/[^"]+)"', body(port, "/") + body(port, "/api/docs/")
        ):
            assert status(port, loaded) == 200, loaded
        text = printed.read_text()
        assert "Loaded 650 records. Release 1 has 425; 225 are leads on the desk." in text
        link = next(line for line in text.splitlines() if "/admin/first/" in line).strip()
        assert status(port, link.partition(str(port))[2]) == 200
        assert "PORT" in refused(checkout, PORT=str(port))
    assert status(port, "/healthz") == 0
    with serving(checkout, printed, port=port, within=START):
        assert status(port, "/targets/") == 200
        assert "Loaded" not in printed.read_text()


def test_what_is_wrong_is_said_in_one_sentence(checkout: Path, tmp_path: Path) -> None:
    for wrong in ("many", "0", "65536", "18446744073709559616", "-1"):
        assert refused(checkout, PORT=wrong) == f"PORT is “{wrong}”: give a number from 1 to 65535."
    taken = socket.socket()
    with taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert refused(checkout, PORT=port) == (
            f"Port {port} is taken, perhaps by this ledger already: choose another with PORT."
        )
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        sentence = f"{folder} cannot be written: choose another folder with DATA_DIR."
        assert refused(checkout, PORT=str(free_port()), DATA_DIR=str(folder)) == sentence


def test_a_folder_may_have_any_name_and_is_the_callers(checkout: Path, tmp_path: Path) -> None:
    port, name = free_port(), "a folder? with #odd 名字 100%"
    with serving(checkout, tmp_path / "printed", port=port, within=START, cwd=tmp_path, DATA_DIR=name):
        assert status(port, "/targets/") == 200
    assert (tmp_path / name / "desk.sqlite3").is_file()
    assert not (checkout / name).exists()


def test_an_old_python_is_named(checkout: Path, tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    old.chmod(0o755)
    for name in ("python", "python3.11", "python3.12", "python3.13", "python3.14"):
        (tmp_path / name).symlink_to(old)
    path = f"{tmp_path}:{os.environ['PATH']}"
    sentence = "Python 3.11 or newer is needed, and none was found (python3 is Python 3.9.2)."
    assert refused(checkout, PATH=path, PORT=str(free_port())) == sentence


def test_two_starts_at_once_both_serve(checkout: Path, tmp_path: Path) -> None:
    data = {"DATA_DIR": str(tmp_path / "data")}
    one, two = free_port(), free_port()
    with ExitStack() as both:
        for port in (one, two):
            both.enter_context(started(checkout, tmp_path / f"printed-{port}", port=port, **data))
        for port in (one, two):
            wait_until_ready(port, tmp_path / f"printed-{port}", within=START)
        assert status(one, "/targets/") == status(two, "/targets/") == 200
    said = "".join((tmp_path / f"printed-{port}").read_text() for port in (one, two))
    assert said.count("Loaded 650 records.") == 1


def test_a_half_made_environment_is_made_again(tmp_path: Path) -> None:
    """As is left behind where python3-venv was missing at the first try."""
    folder = tmp_path / "ledger"
    shutil.copytree(ROOT / "script", folder / "script")
    (folder / "requirements.txt").write_text("")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / ".venv")], check=True)
    command = ["script/install", "requirements.txt", sys.executable]
    subprocess.run(command, cwd=folder, env=environment(), check=True, capture_output=True)
    subprocess.run([str(folder / ".venv/bin/python"), "-m", "pip", "--version"], check=True)
