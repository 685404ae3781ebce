"""An editor's day in a real browser, in English and Chinese: from a one-time link to the public page.

With SCREENSHOTS=<folder> each step leaves a picture there, to be looked at.
"""

import csv
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.admin.test_chinese import english_of
from tests.browser.test_pages import RULES

pytestmark = pytest.mark.browser
PASSWORD = "a long sentence to sign in with"

# What the stock admin breaks on pages of its own making: rule, and what it is broken by.
DJANGOS = {
    ("label", '-DELETE"'): "the box that deletes a row of an inline is named by its column's head",
    ("aria-input-field-name", "select2-"): "select2 names its box by what is chosen",
}

DAYS: dict[str, dict[str, Any]] = {
    "en": {
        "locale": "en-GB",
        "target": "iva_above_2027_280bn",
        "page": "/targets/iva-above-2027-280bn/",
        "typed": ("2815", "CNY bn|亿元"),
        "before": "at least 280 CNY bn",
        "after": "at least 281.5 CNY bn",
        "value": (280, 281.5),
        "note": "Misread: 281.5, not 280.",
        "states": ("live", "pending", "ready for review"),
        "start": "Work to do",
        "people": ("author", "reviewer"),
    },
    "zh-hans": {
        "locale": "zh-CN",
        "target": "goji_area_2020_1m_mu",
        "page": "/zh-hans/targets/goji-area-2020-1m-mu/",
        "typed": ("110", "mu|万亩"),
        "before": "100万亩",
        "after": "110万亩",
        "value": (1_000_000, 1_100_000),
        "note": "更正：应为110万亩。",
        "states": ("已公开", "待发布", "待审"),
        "start": "待办工作",
        "people": ("小王", "老李"),
    },
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


class Day:
    """Walks through the day in one language, and looks at each page on the way."""

    def __init__(self, language: str, open_page: Callable[[str], Page]) -> None:
        self.language = language
        self.said = DAYS[language]
        self.open_page = open_page
        self.step = 0

    def look(self, page: Page, what: str) -> None:
        """Take a picture, and see that the page is accessible and speaks one language."""
        self.step += 1
        if folder := os.environ.get("SCREENSHOTS"):
            file = Path(folder) / f"{self.language}-{self.step:02}-{what}.png"
            page.screenshot(path=file, full_page=True)
        assert not violations(page), what
        if self.language == "zh-hans" and page.url.partition("/admin/")[1]:
            assert not english_of(page.content()), what

    def signed_in(self, link: str, what: str) -> Page:
        """Open a one-time link in a browser of its own, choose a password and arrive at the desk."""
        page = self.open_page(self.said["locale"])
        page.goto(link)
        self.look(page, f"{what}-link")
        page.locator("#id_new_password1").fill(PASSWORD)
        page.locator("#id_new_password2").fill(PASSWORD)
        page.locator(".submit-row [type=submit]").click()
        expect(page.get_by_role("heading", name=self.said["start"], exact=True)).to_be_visible()
        self.look(page, f"{what}-start")
        return page


@pytest.fixture(scope="module")
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
    if page.locator(".errornote").is_visible():
        page.goto(first_link)
        page.locator("#id_username").fill("chief")
        page.locator("#id_password1").fill(PASSWORD)
        page.locator("#id_password2").fill(PASSWORD)
        page.locator(".submit-row [type=submit]").click()
    expect(page.get_by_role("heading", name="Work to do", exact=True)).to_be_visible()
    return page


def a_link_for(chief: Page, name: str, group: str, language: str) -> str:
    """Make an account and return the one-time link that its owner is given."""
    chief.goto("/admin/industries/account/add/")
    chief.locator("#id_username").fill(name)
    chief.locator("#id_language").select_option(language)
    chief.get_by_label(group).check()
    chief.locator("#id_usable_password_1").check()
    chief.locator("[name=_save]").click()
    chief.goto(f"/admin/industries/account/?q={name}")
    chief.locator("input.action-select").check()
    chief.locator("[name=action]").select_option("one_time_links")
    chief.locator(".actions button").click()
    return chief.locator(".messagelist code").inner_text()


@pytest.mark.parametrize("language", DAYS)
def test_an_editors_day(
    language: str, chief: Page, open_page: Callable[[str], Page], base_url: str
) -> None:
    day = Day(language, open_page)
    form = an_author_corrects(day, chief)
    reviewer = a_reviewer_publishes(day, chief)
    everybody_reads(day, reviewer, form, base_url)


def an_author_corrects(day: Day, chief: Page) -> str:
    """Edit a target, see it pending and the public page unchanged, mark it ready; return its form."""
    said, language = day.said, day.language
    author = day.signed_in(a_link_for(chief, said["people"][0], "Authors", language), "author")

    # edit a target: it is pending, and the public page is as it was
    author.goto(f"/admin/industries/target/?q={said['target']}")
    day.look(author, "list")
    expect(author.locator("#result_list .state")).to_have_text(said["states"][0])
    author.locator("#result_list tbody a").first.click()
    form = author.url
    day.look(author, "form")
    author.locator("#id_value").fill(said["typed"][0])
    author.locator("#id_entry").select_option(said["typed"][1])
    expect(author.locator("#id_value_reading")).to_contain_text(said["after"].split()[-1][:3])
    day.look(author, "form-read-back")
    author.locator("[name=_continue]").click()
    expect(author.locator(".state")).to_have_text(said["states"][1])
    day.look(author, "pending")
    author.goto(said["page"])
    expect(author.locator("main")).to_contain_text(said["before"])
    expect(author.locator("main")).not_to_contain_text(said["after"])

    # mark it ready, by the list
    author.goto(f"/admin/industries/target/?q={said['target']}")
    author.locator("input.action-select").check()
    author.locator("[name=action]").select_option("mark_ready")
    author.locator(".actions button").click()
    expect(author.locator("#result_list .state")).to_have_text(said["states"][2])
    day.look(author, "ready")
    return form


def a_reviewer_publishes(day: Day, chief: Page) -> Page:
    """See what would change, be refused without a note, publish with one; return the page."""
    said, language = day.said, day.language
    link = a_link_for(chief, said["people"][1], "Reviewers", language)
    reviewer = day.signed_in(link, "reviewer")
    reviewer.locator(".queue .button").click()
    expect(reviewer.locator(".old")).to_contain_text(said["before"].split()[-1][:3])
    day.look(reviewer, "what-would-change")
    reviewer.locator("[name=_publish]").click()
    expect(reviewer.locator(".errorlist")).to_be_visible()
    day.look(reviewer, "no-note")
    reviewer.locator("#id_note_zh" if language != "en" else "#id_note_en").fill(said["note"])
    reviewer.locator("[name=_publish]").click()
    expect(reviewer.locator(".messagelist .success")).to_be_visible()
    day.look(reviewer, "published")
    reviewer.locator(".messagelist .success a").click()
    expect(reviewer.locator("main")).to_contain_text(said["note"])
    day.look(reviewer, "release")
    return reviewer


def everybody_reads(day: Day, reviewer: Page, form: str, base_url: str) -> None:
    """Page, API and changes have the correction; the log has what stood before."""
    said, language = day.said, day.language
    reviewer.goto(form)
    reviewer.locator(".viewsitelink").click()
    expect(reviewer.locator("main")).to_contain_text(said["after"])
    day.look(reviewer, "public-page")
    reviewer.goto(f"{'/zh-hans' if language != 'en' else ''}/changes/")
    expect(reviewer.locator("main")).to_contain_text(said["note"])
    answer = reviewer.request.get(f"{base_url}/api/v1/targets/{said['target']}/")
    assert answer.json()["value"] == said["value"][1]
    reviewer.goto(f"/admin/industries/version/?q={said['target']}&kind=target")
    expect(reviewer.locator("#result_list tbody tr")).to_have_count(2)
    day.look(reviewer, "versions")
    reviewer.locator("tbody tr", has=reviewer.locator(".field-n", has_text="1")).locator("a").click()
    expect(reviewer.locator("pre")).to_contain_text(f'"value": "{said["value"][0]}"')
    day.look(reviewer, "old-version")
    reviewer.locator("#logout-form button").click()
    day.look(reviewer, "signed-out")


def test_references_are_searched_under_the_policy(chief: Page) -> None:
    chief.goto("/admin/industries/target/add/")
    chief.locator("#id_entry").select_option("Mt|万吨")
    chief.locator(".field-indicator .select2-selection").click()
    chief.locator(".select2-search__field").last.fill("葡萄")
    option = chief.locator(".select2-results__option", has_text="Wine grape area")
    expect(option).to_be_visible()
    option.click()
    expect(chief.locator(".field-indicator .select2-selection")).to_contain_text("Wine grape area")
    # the units to choose from are the indicator's now
    expect(chief.locator("#id_entry optgroup:not([hidden])")).to_have_count(1)
    expect(chief.locator("#id_entry optgroup:not([hidden])")).to_have_attribute("label", "mu")
    # and what was chosen before is not left chosen unseen: a browser would not send it
    expect(chief.locator("#id_entry")).to_have_value("")
    chief.get_by_text("Add another Citation").click()
    expect(chief.locator("#citations-1")).to_be_visible()


def test_a_spreadsheet_goes_out_and_its_edit_comes_in(chief: Page, tmp_path: Path) -> None:
    chief.goto("/admin/industries/observation/?q=wine_area")
    with chief.expect_download() as download:
        chief.get_by_role("link", name="Download as CSV").click()
    file = tmp_path / "edited.csv"
    with open(download.value.path(), encoding="utf-8-sig", newline="") as out:
        head, first, *_others = csv.reader(out)
    assert "Wine grape area" in first
    first[head.index("Note (English)")] = "Read again."
    file = tmp_path / "edited.csv"
    with file.open("w", encoding="utf-8", newline="") as edited:
        csv.writer(edited).writerows([head, first])
    chief.get_by_role("link", name="Upload a spreadsheet").click()
    chief.locator("[type=file]").set_input_files(file)
    chief.get_by_role("button", name="Look at it").click()
    expect(chief.locator("td.new")).to_have_text("Read again.")
    assert not violations(chief)
    chief.get_by_role("button", name="Take it").click()
    expect(chief.locator(".messagelist .success")).to_contain_text("1 changed")
