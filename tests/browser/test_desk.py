"""An editor alone: from an empty desk to a correction that the public reads."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PASSWORD = "a long sentence to sign in with"
TARGET = "/targets/iva-above-2027-280bn/"


@pytest.fixture(scope="module")
def account(printed: Path, base_url: str) -> dict[str, str]:
    """The name and password of the first administrator, and the link that makes them."""
    link = re.search(r"http://\S+/admin/first/\S+", printed.read_text())
    assert link is not None
    return {"link": link.group(), "name": "chief", "password": PASSWORD}


@pytest.fixture
def editor(page: Page, account: dict[str, str]) -> Page:
    """A page that is signed in: by the one-time link first, by name and password after that."""
    page.goto("/admin/login/")
    page.get_by_label("Username:").fill(account["name"])
    page.get_by_label("Password:").fill(account["password"])
    page.get_by_role("button", name="Log in").click()
    if page.get_by_text("Please enter the correct username").is_visible():
        page.goto(account["link"])
        page.get_by_label("Username:").fill(account["name"])
        page.get_by_label("Password:", exact=True).fill(account["password"])
        page.get_by_label("Password confirmation:").fill(account["password"])
        page.get_by_role("button", name="Create and sign in").click()
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()
    return page


def test_a_correction_takes_two_clicks_to_the_public_page(editor: Page) -> None:
    editor.goto("/admin/industries/target/?q=iva_above_2027_280bn")
    editor.get_by_role("link", name="Industrial value added above designated size").click()
    form = editor.url
    editor.get_by_label("Value:", exact=True).fill("281.5")
    editor.get_by_role("button", name="Save and continue editing").first.click()
    editor.goto(TARGET)
    expect(editor.locator("main")).not_to_contain_text("281.5")

    editor.goto(form)
    editor.get_by_label("Public note (English):").fill("Misread: 281.5, not 280.")
    editor.get_by_role("button", name="Save and publish").click()
    expect(editor.get_by_text("Release 2 is public: 1 record.")).to_be_visible()
    editor.get_by_role("link", name="View on site").click()
    expect(editor.locator("main")).to_contain_text("at least 281.5 CNY bn")
    editor.goto("/changes/")
    expect(editor.locator("main")).to_contain_text("Misread: 281.5, not 280.")


def test_references_are_searched_under_the_policy(editor: Page) -> None:
    editor.goto("/admin/industries/target/add/")
    editor.locator(".field-indicator .select2-selection").click()
    editor.locator(".select2-search__field").last.fill("wine grape")
    option = editor.locator(".select2-results__option", has_text="Wine grape area")
    expect(option).to_be_visible()
    option.click()
    expect(editor.locator(".field-indicator .select2-selection")).to_contain_text("Wine grape area")
    editor.get_by_text("Add another Citation").click()
    expect(editor.locator("#citations-0")).to_be_visible()


def test_publish_selected_shows_what_it_will_publish(editor: Page) -> None:
    editor.goto("/admin/industries/source/add/")
    for name, text in (
        ("Key:", "an_added_bulletin"),
        ("Slug:", "an-added-bulletin"),
        ("Title:", "An added bulletin"),
        ("Publisher:", "An office"),
        ("Language:", "en"),
    ):
        editor.get_by_label(name, exact=True).fill(text)
    editor.locator("#id_source_kind").select_option("press")
    editor.locator("#id_confidence").select_option("press")
    editor.get_by_role("button", name="Save", exact=True).first.click()
    editor.goto("/admin/industries/source/?q=an_added_bulletin")
    editor.locator("input.action-select").check()
    editor.get_by_label("Action:").select_option(label="Publish selected…")
    editor.get_by_role("button", name=re.compile("Run|Go")).click()
    expect(editor.get_by_text("an_added_bulletin")).to_be_visible()
    editor.get_by_label("Public note (English):").fill("A bulletin is added.")
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.get_by_text(re.compile(r"Release \d+ is public: 1 record\."))).to_be_visible()
    answer = editor.goto("/sources/an-added-bulletin/")
    assert answer is not None
    assert answer.status == 200
