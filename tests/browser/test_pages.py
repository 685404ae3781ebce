"""The public pages in a browser: as wide as the screen, and fit for assistive technology."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PAGES = (
    "methodology/",
    "",
    "industries/",
    "industries/modern-chemicals/",
    "industries/wine/",
    "initiatives/",
    "initiatives/gradient-cultivation/",
    "targets/",
    "targets/cluster-scale-modern-chemicals-200bn-level/",
    "targets/?verdict=missed&overdue=false",
    "targets/wine-area-2025-1m-mu/",
    "targets/wine-area-2035-1-5m-mu/",
    "targets/ne-capacity-2025-50gw/",
    "targets/dc-racks-2025-720k/",
    "targets/goji-area-2020-1m-mu/",
    "targets/goji-output-value-2030-100bn/",
    "targets/rd-growth-to-2027-10pct/",
    "embed/targets/ne-capacity-2025-50gw/",
    "embed/targets/goji-output-value-2030-100bn/",
    "due/",
    "changed-goals/",
    "indicators/",
    "indicators/wine-area/",
    "sources/",
    "sources/scio-p4/",
    "changes/",
    "changes/1/",
    "corrections/",
    "about/",
    "accessibility/",
    "industries/wine/report/",
    "targets/wine-area-2025-1m-mu/report/23456789/",
    "industries/wine/history/",
    "industries/wine/v/1/",
    "observations/wine-area-2023-05/history/",
)
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "preload": False,  # it would look for what a stylesheet imports beside the page
}


def violations(page: Page) -> list[str]:
    """Return a line for each rule of WCAG 2.2 AA that axe finds broken."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "zh-hans/"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_and_no_wider_than_a_phone(
    page: Page, address: str, language: str, theme: Any
) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 360, "height": 780})
    answer = page.goto(f"/{language}{address}")
    assert answer is not None
    assert answer.status == 200
    for folded in page.locator("main details").all():
        folded.evaluate("folded => folded.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert not violations(page)


def test_a_reader_finds_a_promise_without_scripts(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Targets", exact=True).first.click()
    page.get_by_label("Industry").select_option(label="Wine")
    page.get_by_label("Deadline year").fill("2025")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Wine grape area").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Wine grape area, 2025"
    assert page.get_by_text("67,000 hectares of vineyards").first.is_visible()
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(re.compile("/zh-hans/targets/wine-area-2025-1m-mu/$"))


def test_another_site_can_frame_the_bare_page_and_no_other(page: Page, browser: Browser) -> None:
    page.goto("/targets/wine-area-2025-1m-mu/")
    line = page.locator("pre", has_text="<iframe").text_content() or ""
    body = line + line.replace("/embed/", "/")
    other = browser.new_page()  # what it asks for and is refused is no fault of ours
    # answered here: no request leaves the machine
    other.route(
        "http://another.example/", lambda route: route.fulfill(content_type="text/html", body=body)
    )
    other.goto("http://another.example/")
    bare, whole = other.frame_locator("iframe").first, other.frame_locator("iframe").last
    expect(bare.get_by_role("img", name="Wine grape area, 2025").first).to_be_visible()
    assert whole.get_by_role("heading", name="Wine grape area, 2025").count() == 0
    other.close()


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/targets/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


def test_the_documentation_of_the_api_draws_itself(page: Page) -> None:
    page.goto("/api/docs/")
    page.locator("#operations-targets-targets_list").click()
    expect(page.get_by_text("due_on__gte").first).to_be_visible()
