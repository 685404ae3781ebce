"""What is looked at on every page, in a browser."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from tests.browser.conftest import watch

MOST_REQUESTS, MOST_BYTES = 4, 60_000  # of a first view
WIDTHS = 360, 1280
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "preload": False,  # it would look for what a stylesheet imports beside the page
}
# and one that is no rule of WCAG: that everything is in a landmark
PUBLIC = {**RULES, "rules": {"region": {"enabled": True}}}


def violations(page: Page) -> list[str]:
    """Return a line for each rule of WCAG 2.2 AA that axe finds broken."""
    found = Axe().run(page, options=PUBLIC).response["violations"]
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]
    ]


def inspect(browser: Browser, base_url: str, path: str, *, status: int = 200) -> None:
    """See that a page is light and quiet, and fit to be read by everybody."""
    page = browser.new_context(base_url=base_url).new_page()
    wrong, asked = watch(page, base_url), requests_of(page)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status
    assert len(asked) <= MOST_REQUESTS
    assert 0 < sum(request.sizes()["responseBodySize"] for request in asked) <= MOST_BYTES
    fit_to_read(page)
    # the browser itself says so of a page that is an error
    assert [line for line in wrong if f"status of {status}" not in line] == []
    page.context.close()


def fit_to_read(page: Page) -> None:
    """See that it is as wide as the screen and accessible: on phone and desk, in either theme."""
    for folded in page.locator("main details").all():
        folded.evaluate("folded => folded.open = true")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 780})
        page.emulate_media(color_scheme="light")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert not violations(page)
        page.emulate_media(color_scheme="dark")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert not violations(page)


def requests_of(page: Page) -> list[Request]:
    """Return a list that fills with what the page asks for and gets."""
    asked: list[Request] = []

    def got(request: Request) -> None:  # Playwright takes no method that is built in
        asked.append(request)

    page.on("requestfinished", got)
    return asked
