"""An editor's day in a real browser, in English and Chinese: from a link to the public page."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.day import Day, a_link_for, follow, violations

pytestmark = pytest.mark.browser

DAYS: dict[str, dict[str, Any]] = {
    "en": {
        "locale": "en-GB",
        "target": "iva_above_2027_280bn",
        "page": "/targets/iva-above-2027-280bn/",
        "typed": ("2815", "CNY bn|亿元"),
        "before": "at least CNY 280 bn",
        "after": "at least CNY 281.5 bn",
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


@pytest.mark.parametrize("language", DAYS)
def test_an_editors_day(
    language: str, chief: Page, open_page: Callable[[str], Page], base_url: str
) -> None:
    day = Day(language, DAYS[language], open_page)
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
    follow(author.locator("#result_list tbody a").first)
    form = author.url
    day.look(author, "form")
    author.locator("#id_value").fill(said["typed"][0])
    author.locator("#id_entry").select_option(said["typed"][1])
    expect(author.locator("#id_value_reading")).to_contain_text(said["after"].split()[-1][:3])
    day.look(author, "form-read-back")
    follow(author.locator("[name=_continue]"))
    expect(author.locator(".state")).to_have_text(said["states"][1])
    day.look(author, "pending")
    author.goto(said["page"])
    expect(author.locator("main")).to_contain_text(said["before"])
    expect(author.locator("main")).not_to_contain_text(said["after"])

    # mark it ready, by the list
    author.goto(f"/admin/industries/target/?q={said['target']}")
    author.locator("input.action-select").check()
    author.locator("[name=action]").select_option("mark_ready")
    follow(author.locator(".actions button"))
    expect(author.locator("#result_list .state")).to_have_text(said["states"][2])
    day.look(author, "ready")
    return form


def a_reviewer_publishes(day: Day, chief: Page) -> Page:
    """See what would change, be refused without a note, publish with one; return the page."""
    said, language = day.said, day.language
    link = a_link_for(chief, said["people"][1], "Reviewers", language)
    reviewer = day.signed_in(link, "reviewer")
    follow(reviewer.locator(".queue .button"))
    line = reviewer.locator(".line", has_text=said["target"])
    expect(line.locator("del")).to_contain_text(said["before"].split()[-1][:3])
    day.look(reviewer, "not-public-yet")
    line.locator("input[type=checkbox]").check()
    follow(reviewer.locator(".submit-row .default"))
    expect(reviewer.locator("del")).to_contain_text(said["before"].split()[-1][:3])
    day.look(reviewer, "what-would-change")
    follow(reviewer.locator("[name=_publish]"))
    expect(reviewer.locator(".errorlist")).to_be_visible()
    day.look(reviewer, "no-note")
    reviewer.locator("#id_note_zh" if language != "en" else "#id_note_en").fill(said["note"])
    follow(reviewer.locator("[name=_publish]"))
    expect(reviewer.locator(".messagelist .success")).to_be_visible()
    day.look(reviewer, "published")
    follow(reviewer.locator(".messagelist .success a"))
    expect(reviewer.locator("main")).to_contain_text(said["note"])
    day.look(reviewer, "release")
    return reviewer


def everybody_reads(day: Day, reviewer: Page, form: str, base_url: str) -> None:
    """Page, API and changes have the correction; the log has what stood before."""
    said, language = day.said, day.language
    reviewer.goto(form)
    follow(reviewer.locator(".viewsitelink"))
    expect(reviewer.locator("main")).to_contain_text(said["after"])
    day.look(reviewer, "public-page")
    reviewer.goto(f"{'/zh-hans' if language != 'en' else ''}/changes/")
    expect(reviewer.locator("main")).to_contain_text(said["note"])
    answer = reviewer.request.get(f"{base_url}/api/v1/targets/{said['target']}/")
    assert answer.json()["value"] == said["value"][1]
    reviewer.goto(f"/admin/industries/version/?q={said['target']}&kind=target")
    expect(reviewer.locator("#result_list tbody tr")).to_have_count(2)
    day.look(reviewer, "versions")
    follow(reviewer.locator("tbody tr", has=reviewer.locator(".field-n", has_text="1")).locator("a"))
    expect(reviewer.locator("pre")).to_contain_text(f'"value": "{said["value"][0]}"')
    day.look(reviewer, "old-version")
    follow(reviewer.locator("#logout-form button"))
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
    follow(chief.get_by_role("link", name="Upload a spreadsheet"))
    chief.locator("[type=file]").set_input_files(file)
    follow(chief.get_by_role("button", name="Look at it"))
    expect(chief.locator("td.new")).to_have_text("Read again.")
    assert not violations(chief)
    follow(chief.get_by_role("button", name="Take it"))
    expect(chief.locator(".messagelist .success")).to_contain_text("1 changed")
