"""Somebody at work in a real browser, in English or Chinese; each page on the way is looked at.

With SCREENSHOTS=<folder> each step leaves a picture there, to be looked at.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.admin.test_chinese import english_of
from tests.browse import PASSWORD
from tests.browser.looks import RULES

# What the stock admin breaks on pages of its own making: rule, and what it is broken by.
DJANGOS = {
    ("label", '-DELETE"'): "the box that deletes a row of an inline is named by its column's head",
    ("aria-input-field-name", "select2-"): "select2 names its box by what is chosen",
}


def violations(page: Page) -> list[str]:
    """Return a line for each element that breaks a rule of WCAG 2.2 AA, but Django's known ones."""
    found = Axe().run(page, options=RULES).response["violations"]
    broken = [(v["id"], node["html"]) for v in found for node in v["nodes"]]
    return [
        f"{rule}: {html[:160]}"
        for rule, html in broken
        if not any(rule == known and part in html for known, part in DJANGOS)
    ]


def follow(link: Locator) -> None:
    """Click what leads to another page, and wait until that page is there: a click does not."""
    with link.page.expect_navigation():
        link.click()


class Day:
    """Walks through the day in one language, and looks at each page on the way."""

    def __init__(
        self, language: str, said: dict[str, Any], open_page: Callable[[str], Page], name: str = ""
    ) -> None:
        self.language = language
        self.said = said
        self.name = f"{name}-" if name else ""
        self.open_page = open_page
        self.step = 0

    def look(self, page: Page, what: str) -> None:
        """Take a picture, and see that the page is accessible and speaks one language."""
        self.step += 1
        if folder := os.environ.get("SCREENSHOTS"):
            file = Path(folder) / f"{self.name}{self.language}-{self.step:02}-{what}.png"
            page.screenshot(path=file, full_page=True)
        assert violations(page) == [], what
        if self.language == "zh-hans" and page.url.partition("/admin/")[1]:
            assert english_of(page.content()) == [], what

    def signed_in(self, link: str, what: str) -> Page:
        """Open a one-time link in a browser of its own, choose a password and arrive at the desk."""
        page = self.open_page(self.said["locale"])
        page.goto(link)
        self.look(page, f"{what}-link")
        page.locator("#id_new_password1").fill(PASSWORD)
        page.locator("#id_new_password2").fill(PASSWORD)
        follow(page.locator(".submit-row [type=submit]"))
        expect(page.get_by_role("heading", name=self.said["start"], exact=True)).to_be_visible()
        self.look(page, f"{what}-start")
        return page


def a_link_for(chief: Page, name: str, group: str, language: str) -> str:
    """Make an account and return the one-time link that its owner is given."""
    chief.goto("/admin/industries/account/add/")
    chief.locator("#id_username").fill(name)
    chief.locator("#id_language").select_option(language)
    chief.get_by_label(group).check()
    chief.locator("#id_usable_password_1").check()
    follow(chief.locator("[name=_save]"))
    expect(chief.locator(".messagelist .success")).to_be_visible()
    chief.goto(f"/admin/industries/account/?q={name}")
    chief.locator("input.action-select").check()
    chief.locator("[name=action]").select_option("one_time_links")
    follow(chief.locator(".actions button"))
    return chief.locator(".messagelist code").inner_text()
