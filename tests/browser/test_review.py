"""The reviewer's whole path in a real browser, in both languages: return, meet, publish, withdraw."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.day import Day, a_link_for, follow
from tests.browser.looks import fit_to_read

pytestmark = pytest.mark.browser

PATHS: dict[str, dict[str, Any]] = {
    "en": {
        "locale": "en-GB",
        "start": "Work to do",
        "people": ("ann", "bob"),
        "target": "milk_output_value_2021_60bn",
        "page": "/targets/milk-output-value-2021-60bn/",
        "stood": "CNY 60 bn",
        "stands": "CNY 62 bn",
        "field": "note_en",
        "comment": "Which page says so?",
        "note": "Misread: 62, not 60.",
        "reason": "It was no target.",
        "mine": "you were the last to change it",
    },
    "zh-hans": {
        "locale": "zh-CN",
        "start": "待办工作",
        "people": ("小陈", "老周"),
        "target": "goji_output_value_2020_30bn",
        "page": "/zh-hans/targets/goji-output-value-2020-30bn/",
        "stood": "300亿元",
        "stands": "620亿元",
        "field": "note_zh",
        "comment": "请注明页码。",
        "note": "更正：应为620亿元。",
        "reason": "经核实不是目标。",
        "mine": "您是最后修改它的人",
    },
}


@pytest.mark.parametrize("language", PATHS)
def test_a_reviewers_path(language: str, chief: Page, open_page: Callable[[str], Page]) -> None:
    day = Day(language, PATHS[language], open_page, "review")
    people = day.said["people"]
    author = day.signed_in(a_link_for(chief, people[0], "Authors", language), "author")
    reviewer = day.signed_in(a_link_for(chief, people[1], "Reviewers", language), "reviewer")
    form = it_is_returned(day, author, reviewer)
    two_edit_at_once(day, author, reviewer, form)
    it_is_previewed(day, reviewer)
    nobody_publishes_alone(day, reviewer, chief)
    it_is_public_with_its_past(day, chief, reviewer, form)
    it_is_withdrawn(day, author, reviewer, form)


def it_is_returned(day: Day, author: Page, reviewer: Page) -> str:
    """An author marks a change as ready, the reviewer returns it with a comment that both see."""
    said = day.said
    author.goto(f"/admin/industries/target/?q={said['target']}")
    follow(author.locator("#result_list tbody a").first)
    form = author.url
    author.locator("#id_value").fill("61")
    follow(author.locator("[name=_ready]"))
    expect(author.locator(".messagelist .success").last).to_be_visible()

    reviewer.goto("/admin/")
    follow(reviewer.locator(".queue .button"))
    line = reviewer.locator(".line", has_text=said["target"])
    expect(line.locator("del")).to_have_text(said["stood"])
    day.look(reviewer, "not-public-yet")
    line.locator("input[type=checkbox]").check()
    follow(reviewer.locator("[formaction*=return]"))
    day.look(reviewer, "return")
    follow(reviewer.locator("[name=_do]"))
    expect(reviewer.locator(".errornote")).to_be_visible()
    reviewer.locator("#id_text").fill(said["comment"])
    follow(reviewer.locator("[name=_do]"))
    expect(reviewer.locator(".on-the-way")).to_contain_text(said["comment"])

    author.goto(form)
    expect(author.locator(".on-the-way")).to_contain_text(said["comment"])
    expect(author.locator(".state-returned")).to_be_visible()
    day.look(author, "returned")
    return form


def two_edit_at_once(day: Day, author: Page, reviewer: Page, form: str) -> None:
    """Both have the form open; who saves second sees three columns, and loses nothing."""
    said = day.said
    reviewer.goto(form)
    author.locator("#id_value").fill("63")
    follow(author.locator("[name=_continue]"))
    expect(author.locator(".messagelist .success")).to_be_visible()
    reviewer.locator("#id_value").fill("62")
    reviewer.locator(f"#id_{said['field']}").fill(said["comment"])
    follow(reviewer.locator("[name=_continue]"))
    expect(reviewer.locator(".meeting")).to_contain_text(said["people"][0])
    expect(reviewer.locator(".meeting tr.clash")).to_have_count(1)
    expect(reviewer.locator("#id_value")).to_have_value("62")
    expect(reviewer.locator(f"#id_{said['field']}")).to_have_value(said["comment"])
    day.look(reviewer, "two-editors")
    follow(reviewer.locator("[name=_ready]"))
    expect(reviewer.locator(".messagelist .success").last).to_be_visible()


def it_is_previewed(day: Day, reviewer: Page) -> None:
    """Whoever has the address reads the site as it would be, until the reviewer ends the preview."""
    said = day.said
    reviewer.goto(f"/admin/publish/?record=target:{said['target']}")
    follow(reviewer.locator("[name=_preview]"))
    day.look(reviewer, "preview-made")
    address = reviewer.locator(".messagelist a").get_attribute("href")
    assert address

    reader = day.open_page(said["locale"])
    reader.goto(address)
    expect(reader.locator("main ins", has_text=said["stands"]).first).to_be_visible()
    day.look(reader, "preview")
    follow(reader.locator("main a[href*='/targets/']").first)
    expect(reader.locator("h1")).to_contain_text(said["stands"])
    fit_to_read(reader)
    day.look(reader, "previewed-page")
    follow(reader.locator(".banner a"))
    assert reader.url.endswith(said["page"])
    expect(reader.locator("h1")).to_contain_text(said["stood"])

    reviewer.goto("/admin/pending/?state=ready,leaving")
    day.look(reviewer, "previews")
    follow(reviewer.locator("[name=_end_preview]"))
    expect(reviewer.locator(".messagelist .success")).to_be_visible()
    assert reader.request.get(address).status == 404


def nobody_publishes_alone(day: Day, reviewer: Page, chief: Page) -> None:
    """The reviewer edited last and cannot publish; somebody else sees the same and does.

    First for later, then, since it is as it was looked at, at once.
    """
    said = day.said
    address = f"/admin/publish/?record=target:{said['target']}"
    reviewer.goto(address)
    expect(reviewer.locator(".line .errorlist")).to_contain_text(said["mine"], ignore_case=True)
    expect(reviewer.locator("[type=submit][name=_publish]")).to_have_count(0)
    day.look(reviewer, "four-eyes")
    chief.goto(address)
    expect(chief.locator(".differences ins").first).to_be_visible()
    chief.locator(f"#id_note_{day.language[:2]}").fill(said["note"])
    later = datetime.now(UTC) + timedelta(days=2)
    chief.locator("#id_moment").fill(f"{later:%Y-%m-%dT%H:%M}")
    follow(chief.locator("[name=_schedule]"))
    expect(chief.locator(".messagelist .success")).to_be_visible()
    reviewer.goto("/admin/pending/?state=ready,leaving")
    day.look(reviewer, "scheduled")
    follow(reviewer.locator(".scheduled a"))
    expect(reviewer.locator(f"#id_note_{day.language[:2]}")).to_have_value(said["note"])
    day.look(reviewer, "scheduled-release")
    chief.goto("/admin/pending/")
    follow(chief.locator(".scheduled a"))
    follow(chief.locator("[type=submit][name=_publish]"))
    expect(chief.locator(".messagelist .success")).to_be_visible()


def it_is_public_with_its_past(day: Day, chief: Page, reviewer: Page, form: str) -> None:
    """Release, history, versions and their difference are read; an old version is brought back."""
    said = day.said
    reader = day.open_page(said["locale"])
    reader.goto(f"{'/zh-hans' if day.language != 'en' else ''}/changes/")
    reader.get_by_text(said["note"]).first.wait_for()
    day.look(reader, "changes")
    reader.goto(said["page"])
    expect(reader.locator("main")).to_contain_text(said["stands"])
    day.look(reader, "corrected-page")
    for part, text in (
        ("history/", said["note"]),
        ("v/1/", said["stood"]),
        ("diff/1..2/", said["stands"]),
    ):
        reader.goto(f"{said['page']}{part}")
        expect(reader.locator("main")).to_contain_text(text)
        day.look(reader, part.strip("/").replace("/", "-"))

    reviewer.goto(form.partition("change/")[0] + "history/")
    day.look(reviewer, "versions")
    follow(reviewer.locator(".versions tr", has_text="1 ·").locator("a[href*=restore]"))
    expect(reviewer.locator("ins").first).to_contain_text(said["stood"])
    day.look(reviewer, "bring-back")
    follow(reviewer.locator("[name=_do]"))
    expect(reviewer.locator(".state")).to_have_class("state state-pending")
    follow(reviewer.locator(".acts a[href*=restore]"))
    day.look(reviewer, "discard")
    follow(reviewer.locator("[name=_do]"))
    expect(reviewer.locator(".state")).to_have_class("state state-live")


def it_is_withdrawn(day: Day, author: Page, reviewer: Page, form: str) -> None:
    """An author proposes it, a reviewer publishes the reason, the page says so from then on."""
    said = day.said
    author.goto(form)
    follow(author.locator(".acts a[href*=withdraw]"))
    day.look(author, "withdraw")
    follow(author.locator("[name=_do]"))
    expect(author.locator(".state-leaving")).to_be_visible()
    reviewer.goto(f"/admin/publish/?record=target:{said['target']}")
    day.look(reviewer, "withdrawal")
    reviewer.locator(f"#id_note_{day.language[:2]}").fill(said["reason"])
    follow(reviewer.locator("[type=submit][name=_publish]"))
    expect(reviewer.locator(".messagelist .success")).to_be_visible()

    answer = reviewer.request.get(said["page"])
    assert answer.status == 410
    reader = day.open_page(said["locale"])
    reader.goto(f"{said['page']}history/")
    expect(reader.locator("main")).to_contain_text(said["reason"])
    day.look(reader, "withdrawn-history")
    reader.goto(f"{'/zh-hans' if day.language != 'en' else ''}/targets/")
    expect(reader.locator("main")).not_to_contain_text(said["target"].replace("_", "-"))
