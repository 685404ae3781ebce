"""Start the real server by its one command, and ask it."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**given: str) -> dict[str, str]:
    """The environment without what the tests have set for themselves."""
    set_by_tests = ("DJANGO_SETTINGS_MODULE", "DATA_DIR", "SECRET_KEY", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if name not in set_by_tests}
    path = [part for part in kept["PATH"].split(":") if not part.startswith(str(ROOT / ".venv"))]
    return {**kept, "PATH": ":".join(path), **given}


@contextmanager
def serving(
    checkout: Path, printed: Path, *, port: int, within: int, **about: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the checkout's server, once it is ready, until the block ends. Takes what `started` takes.

    Raises AssertionError if it is not ready within that many seconds.
    """
    with started(checkout, printed, port=port, **about) as process:
        wait_until_ready(port, printed, within=within)
        yield process


@contextmanager
def started(
    checkout: Path, printed: Path, *, port: int, cwd: Path | None = None, **env: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the server and stop it when the block ends; what it prints goes into the file.

    Its process is the leader of a group that has all the others.
    """
    with printed.open("w") as out:
        process = subprocess.Popen(
            [str(checkout / "script/server")],
            cwd=cwd or checkout,
            env=environment(PORT=str(port), **env),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
            process.send_signal(signal.SIGINT)
            process.wait(60)  # it takes a second, but on a machine that stalls
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_until_ready(port: int, printed: Path, *, within: int) -> None:
    """Return when the server is ready. Raises AssertionError if it is not within so many seconds."""
    deadline = time.monotonic() + within
    while status(port, "/readyz") != 200:
        assert time.monotonic() < deadline, printed.read_text()
        time.sleep(0.2)


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def body(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        text: str = answer.read().decode()
    return text
