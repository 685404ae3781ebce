"""The real server, asked all that its schema allows, and much that it does not."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve import ROOT, free_port, serving

pytestmark = pytest.mark.server
FEWEST = 5_000  # requests; `SCHEMATHESIS_EXAMPLES=400` sends more than 20,000
PHASES = {"examples", "coverage", "fuzzing", "stateful"}


def phases(report: Path) -> Iterator[str]:
    """Yield the phase of each scenario that schemathesis reports."""
    with report.open() as lines:
        for line in lines:
            event = json.loads(line)
            if "ScenarioFinished" in event:
                yield event["ScenarioFinished"]["phase"]


def test_nothing_that_the_schema_allows_fails(tmp_path: Path) -> None:
    port, report = free_port(), tmp_path / "report.ndjson"
    data, printed = {"DATA_DIR": str(tmp_path / "data")}, tmp_path / "printed"
    about = {**data, "LEDGER_API_RATE": "0", "DJANGO_SETTINGS_MODULE": "ningxia.settings"}
    command = [
        *("schemathesis", "--config-file", "tests/server/schemathesis.toml", "--no-color", "run"),
        *(f"http://127.0.0.1:{port}/api/v1/schema/", "--checks", "all"),
        *("--report", "ndjson", "--report-ndjson-path", str(report)),
    ]
    if more := os.environ.get("SCHEMATHESIS_EXAMPLES"):
        command += ["--max-examples", more, "--max-response-time", "1"]
    env = {**os.environ, **about, "PYTHONPATH": str(ROOT)}
    with serving(ROOT, printed, port=port, within=180, LEDGER_API_RATE="0", **data):
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    counts = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert counts, done.stdout[-2000:]
    sent, passed = map(int, counts.groups())
    print(f"{sent} requests.")
    assert sent == passed >= FEWEST
    assert set(phases(report)) >= PHASES
    assert "warning" not in done.stdout.lower()
    assert "Traceback" not in printed.read_text()
