"""The public pages in a browser: as wide as the screen, and fit for assistive technology."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watch
from tests.browser.looks import inspect

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
    "targets/?search=nothing-like-this",
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
    "search/",
    "search/?q=coal",
    "search/?q=liquefacton",
    "about/",
    "data/",
    "data/editions/",
    "accessibility/",
    "api/guide/",
    "industries/wine/report/",
    "sources/scio-p4/report/",
    "targets/wine-area-2025-1m-mu/report/23456789/",
    "industries/wine/history/",
    "industries/wine/v/1/",
    "observations/wine-area-2023-05/history/",
    "as-of/{today}/{language}",
    "as-of/{today}/{language}data/",
)
ERRORS = {
    "nowhere/": 404,
    "industries/wines/": 404,
    "sources/scio-p5/": 404,
    "targets/?nonsense=1": 400,
    "initiatives/?kind=zz": 400,
}
TITLE = "Wine grape area: about 1,000,000 mu, 2025"
KEYED = (
    "",
    "industries/modern-chemicals/",
    "targets/?verdict=missed",
    "targets/wine-area-2025-1m-mu/",
    "zh-hans/targets/wine-area-2025-1m-mu/",
)
# how far things moved after they were drawn
SHIFTED = """() => new Promise(done => {
  new PerformanceObserver(seen => done(seen.getEntries().reduce((sum, one) => sum + one.value, 0)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(0), 300);
})"""
# how much can be reached, each marked with its place
REACHABLE = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const seen = [...document.querySelectorAll(all)].filter(one => one.checkVisibility());
  seen.forEach((one, place) => one.dataset.place = place);
  return seen.length;
}"""
FOCUSED = """() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.querySelector("rect");
  const outline = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  // in a picture it may be the edge of the box instead
  const drawn = box && getComputedStyle(box);
  const edge = drawn && drawn.stroke !== "none" && parseFloat(drawn.strokeWidth);
  return [Number(it.dataset.place), Math.max(outline, edge || 0)];
}"""


@pytest.mark.parametrize("language", ["", "zh-hans/"])
@pytest.mark.parametrize("address", [*PAGES, *ERRORS])
def test_a_page_is_accessible_light_and_as_wide_as_the_screen(
    browser: Browser, base_url: str, address: str, language: str
) -> None:
    path = address if "{language}" in address else f"{language}{address}"
    # the ledger was loaded when the server was started: by this day, and by no earlier one
    path = path.format(today=timezone.localdate(), language=language)
    inspect(browser, base_url, f"/{path}", status=ERRORS.get(address, 200))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", KEYED)
def test_nothing_on_a_page_moves_while_it_loads(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 780})
    page.goto(f"/{address}")
    assert page.evaluate(SHIFTED) == 0


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", KEYED)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 780})
    page.goto(f"/{address}")
    expected = page.evaluate(REACHABLE)
    found = []
    for _ in range(expected):
        page.keyboard.press("Tab")
        place, outline = page.evaluate(FOCUSED)
        assert outline >= 2, place
        found.append(place)
    assert found == list(range(expected))


def test_a_reader_finds_a_promise_without_scripts(browser: Browser, base_url: str) -> None:
    page = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    wrong = watch(page, base_url)
    page.goto("/")
    page.get_by_label("Words in English or Chinese").fill("酿酒葡萄")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Wine grape area").first).to_be_visible()
    page.get_by_role("link", name="Targets", exact=True).first.click()
    page.get_by_label("Industry").select_option("wine")
    page.get_by_label("Deadline year").fill("2025")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Wine grape area").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == TITLE
    assert page.get_by_text("67,000 hectares of vineyards").first.is_visible()
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(re.compile("/zh-hans/targets/wine-area-2025-1m-mu/$"))
    page.get_by_role("link", name="报告错误").click()
    expect(page.get_by_role("textbox").first).to_be_visible()
    page.context.close()
    assert not wrong


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
    expect(bare.get_by_role("img", name=TITLE).first).to_be_visible()
    assert whole.get_by_role("heading", name=TITLE).count() == 0
    other.close()


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/targets/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


def test_the_documentation_of_the_api_draws_itself(page: Page) -> None:
    page.goto("/api/docs/")
    page.locator("#operations-targets-list_targets").click()
    expect(page.get_by_text("due_on__gte").first).to_be_visible()
