import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.serve import ROOT, free_port, serving

# no background traffic; a container has no user namespaces for the sandbox
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Use the system's Chromium."""
    return {
        "executable_path": shutil.which("chromium") or shutil.which("chromium-browser"),
        "args": list(FLAGS),
    }


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site") / "printed"


@pytest.fixture(scope="session")
def base_url(printed: Path) -> Iterator[str]:
    """The real server with the real ledger, on files of its own."""
    port, data = free_port(), printed.parent / "data"
    with serving(ROOT, printed, port=port, within=60, DATA_DIR=str(data)):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def page(page: Page, base_url: str) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen: console, policy, requests to another host."""
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(f"{message.text} {message.location}")

    def asked(request: Request) -> None:
        if not request.url.startswith((base_url, "data:")):
            wrong.append(request.url)

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", asked)
    yield page
    assert not wrong
