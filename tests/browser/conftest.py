import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.browse import PASSWORD
from tests.serve import ROOT, free_port, serving

# no background traffic; a container has no user namespaces for the sandbox
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    # else a page of another site may not frame one of the loopback, where the server under test is
    "--disable-features=LocalNetworkAccessChecks",
)

# an answer may take its time on a machine that has two cores for everything
expect.set_options(timeout=20_000)


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
    with serving(ROOT, printed, port=port, within=180, DATA_DIR=str(data)):
        yield f"http://127.0.0.1:{port}"


def watch(page: Page, base_url: str) -> list[str]:
    """Return a list that fills with what goes wrong: console, policy, requests to another host."""
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # what has no address is not the page's but of the tool that looks at it
        if message.type in ("error", "warning") and message.location["url"]:
            wrong.append(f"{message.text} {message.location}")

    def asked(request: Request) -> None:
        if not request.url.startswith((base_url, "data:")):
            wrong.append(request.url)

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", asked)
    return wrong


@pytest.fixture
def page(page: Page, base_url: str) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen."""
    wrong = watch(page, base_url)
    yield page
    assert not wrong


@pytest.fixture
def open_page(browser: Browser, base_url: str) -> Iterator[Callable[[str], Page]]:
    """Open a page for somebody else, whose browser asks for a language; it is watched too."""
    every: list[tuple[Page, list[str]]] = []

    def opened(locale: str) -> Page:
        page = browser.new_context(base_url=base_url, locale=locale).new_page()
        every.append((page, watch(page, base_url)))
        return page

    yield opened
    for page, wrong in every:
        page.context.close()
        assert not wrong


@pytest.fixture(scope="session")
def first_link(printed: Path, base_url: str) -> str:
    """The link that makes the first administrator."""
    found = re.search(r"http://\S+/admin/first/\S+", printed.read_text())
    assert found is not None
    return found.group()


@pytest.fixture
def chief(page: Page, first_link: str) -> Page:
    """The first administrator: by the one-time link first, by name and password after that."""
    page.goto("/admin/login/")
    page.locator("#id_username").fill("chief")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    refused = page.locator(".errornote")
    at_work = page.get_by_role("heading", name="Work to do", exact=True)
    # a click does not wait for the answer, and a password takes its time
    expect(refused.or_(at_work)).to_be_visible()
    if refused.is_visible():
        page.goto(first_link)
        page.locator("#id_username").fill("chief")
        page.locator("#id_password1").fill(PASSWORD)
        page.locator("#id_password2").fill(PASSWORD)
        page.locator(".submit-row [type=submit]").click()
    expect(at_work).to_be_visible()
    return page
