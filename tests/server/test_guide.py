"""The snippets of the guide, run as a reader copies them, against the real server."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.serve import ROOT, body, free_port, serving

pytestmark = pytest.mark.server
SNIPPET = re.compile(r'<pre tabindex="0" data-run="(bash|python)">(.*?)</pre>', re.DOTALL)


@pytest.fixture(scope="module")
def snippets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, str]]]:
    """What the page of a running server has: the program of each, and its text."""
    folder = tmp_path_factory.mktemp("guide")
    port, data = free_port(), str(folder / "data")
    with serving(ROOT, folder / "printed", port=port, within=180, DATA_DIR=data):
        page = body(port, "/api/guide/")
        yield [(program, unescape(text)) for program, text in SNIPPET.findall(page)]


def run(program: str, text: str, folder: Path) -> str:
    command = ["bash", "-euo", "pipefail", "-c"] if program == "bash" else [sys.executable, "-c"]
    done = subprocess.run([*command, text], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (text, done.stderr)
    return done.stdout


def test_each_snippet_does_what_the_guide_says(snippets: list[tuple[str, str]], tmp_path: Path) -> None:
    printed = [run(program, text, tmp_path) for program, text in snippets]
    first, table, pages, filters, tagged, changes, refused = printed
    assert '"verdict":"missed"' in first
    assert not table
    assert (tmp_path / "targets.csv").read_text("utf-8").startswith("id,slug,")
    assert "79 targets, Ningxia Industry Ledger, release 1, CC BY 4.0" in pages
    assert filters.count('"results":[') == 3
    assert '"facets":{"industry"' in filters or '"facets":{"verdict"' in filters
    assert (tmp_path / "sources.json").stat().st_size > 10_000
    assert tagged.endswith("304")
    assert "425 records; next time from release 2" in changes
    assert '"unknown_parameter"' in refused
