"""Drawings in a browser: with its fonts too no text covers another or leaves its box."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browse import unreadable
from tests.pages import chains

pytestmark = pytest.mark.browser
COAL = "industries/modern-chemicals/"
WIDTHS = (360, 768, 1440)
CHARTED = (
    "targets/wine-bottles-2020-200m/",
    "targets/wine-area-2025-1m-mu/",
    "targets/ne-capacity-2025-50gw/",
    "targets/goji-output-value-2030-100bn/",
    "targets/rd-growth-to-2027-10pct/",
    "indicators/wine-area/",
    "indicators/wine-bottles/",
)


@pytest.fixture(scope="module")
def many() -> str:
    """A chain of sixty products; made before a browser runs, whose loop Django would not work in."""
    return chains.rendered(chains.chain(*chains.sixty()))


def opened(page: Page, address: str, width: int, theme: Any = "light") -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 800})
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200


def shown(page: Page) -> list[str]:
    """Return the sizes of the picture that the page shows."""
    pictures = page.locator(".flow > svg").all()
    return [picture.get_attribute("class") or "" for picture in pictures if picture.is_visible()]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["", "zh-hans/"])
def test_every_text_of_the_coal_chain_can_be_read(page: Page, language: str, width: int) -> None:
    opened(page, f"/{language}{COAL}", width)
    assert shown(page) == ["narrow" if width == 360 else "wide"]
    assert not unreadable(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", WIDTHS)
def test_every_text_of_sixty_products_can_be_read(many: str, page: Page, width: int) -> None:
    opened(page, f"/{COAL}", width)
    page.evaluate(
        """made => { document.querySelector('details.chain').remove();
        document.querySelector('figure.flow').outerHTML = made; }""",
        many,
    )
    assert page.locator(".flow > svg:visible a").count() == 60
    assert not unreadable(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["", "zh-hans/"])
@pytest.mark.parametrize("address", CHARTED)
def test_every_text_of_a_chart_can_be_read(page: Page, address: str, language: str, width: int) -> None:
    opened(page, f"/{language}{address}", width)
    assert page.locator(".chart > svg:visible text").count() > 5
    assert not unreadable(page)


def test_what_cannot_be_read_is_found(page: Page) -> None:
    """The check itself: two texts in one spot, and one that is longer than its box."""
    opened(page, f"/{COAL}", 1440)
    page.evaluate("""() => { const [one, other] = document.querySelectorAll('.flow .wide a');
        one.querySelector('text').textContent += ' and a name that is far too long for it';
        const twin = other.querySelector('text'); twin.after(twin.cloneNode(true)); }""")
    found = unreadable(page)
    assert any("leaves its box" in line for line in found)
    assert any("” on “" in line for line in found)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_keyboard_reaches_each_box_once_and_shows_where_it_is(page: Page, width: int) -> None:
    opened(page, f"/{COAL}", width)
    boxes = page.locator(".flow > svg:visible a")
    count = boxes.count()
    assert count == 8
    page.evaluate("""() => { const before = document.querySelector('h1');
        before.tabIndex = -1; before.focus(); }""")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        if href := page.evaluate("document.activeElement.closest('.flow a')?.href.baseVal"):
            reached.append(href)
            drawn = "getComputedStyle(document.activeElement)"
            assert page.evaluate(f"{drawn}.outlineStyle") == "solid"
    assert reached == [box.get_attribute("href") for box in boxes.all()]


def test_a_box_leads_to_its_product(page: Page) -> None:
    opened(page, f"/{COAL}", 1440)
    page.locator(".flow > svg:visible").get_by_role("link", name="Olefins, product").click()
    expect(page.locator("#olefins")).to_be_in_viewport()
    page.locator(".flow > svg:visible").get_by_role("link", name="Coal, feedstock").click()
    expect(page.locator("#coal-feedstock")).to_be_in_viewport()


def test_on_paper_the_arrows_are_listed_and_the_picture_is_whole(page: Page) -> None:
    opened(page, f"/{COAL}", 1440)
    listed = page.locator("details.chain li").first
    expect(listed).not_to_be_visible()
    page.emulate_media(media="print")
    assert page.locator("details.chain ul").bounding_box()["height"] > 100  # type: ignore[index]
    page.set_viewport_size({"width": 700, "height": 900})
    picture = page.locator(".flow > svg:visible").bounding_box()
    assert picture is not None
    assert picture["x"] >= 0
    assert picture["x"] + picture["width"] <= 700
    assert picture["height"] <= 900
