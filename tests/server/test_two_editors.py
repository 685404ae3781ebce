"""Thirty people save one record at the same moment, on the real server: one of them does."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browse import Browser, first_administrator, read_form
from tests.serve import ROOT, free_port, serving

pytestmark = pytest.mark.server
SCRIPT = ROOT / "script/postgres"
EDITORS = 30
LIST = "/admin/industries/source/?q=scio_p4"


@contextmanager
def databases(engine: str) -> Iterator[dict[str, str]]:
    """Give the environment of a server with new databases on the engine, until the block ends."""
    if engine == "sqlite":
        yield {}
        return
    with tempfile.TemporaryDirectory() as folder:  # pytest's own is closed to the user of PostgreSQL
        files = f"{folder}/postgres"
        start = [str(SCRIPT), "start", files]
        host = subprocess.run(start, capture_output=True, text=True, check=True).stdout.strip()
        try:
            yield {
                "DATABASE_URL": f"postgres://ledger@{host}/desk",
                "LIVE_DATABASE_URL": f"postgres://ledger@{host}/live",
            }
        finally:
            subprocess.run([str(SCRIPT), "stop", files], check=True)


def has_postgresql() -> bool:
    return subprocess.run([str(SCRIPT), "present"], check=False).returncode == 0


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"] if has_postgresql() else ["sqlite"])
def test_exactly_one_of_thirty_simultaneous_saves_wins(engine: str, tmp_path: Path) -> None:
    port, printed, data = free_port(), tmp_path / "printed", str(tmp_path / "data")
    with (
        databases(engine) as about,
        serving(ROOT, printed, port=port, within=60, DATA_DIR=data, **about),
    ):
        origin = f"http://127.0.0.1:{port}"
        chief = first_administrator(origin, printed.read_text())
        found = re.search(r"/admin/industries/source/\d+/change/", chief.open(LIST))
        assert found is not None
        address = found.group()
        form = read_form(chief.open(address))

        def save(number: int) -> str:
            editor = Browser(origin, chief.cookies)
            return editor.open(address, form | {"publisher": f"Office {number}", "_save": "1"})

        with ThreadPoolExecutor(EDITORS) as threads:
            answers = list(threads.map(save, range(EDITORS)))
        stands = read_form(chief.open(address))["publisher"]
    won = [n for n, page in enumerate(answers) if "was changed successfully" in page]
    told = [n for n, page in enumerate(answers) if "while you edited it" in page]
    assert len(won) == 1
    assert stands == f"Office {won[0]}"
    # and nobody else lost what they typed
    assert len(told) == EDITORS - 1
    assert all(f'value="Office {number}"' in answers[number] for number in told)
