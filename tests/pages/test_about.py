"""What the ledger says of itself, and that what it says is so."""

import re

import pytest
from django.test import Client

from industries.pages.urls import HAVE_PAGES
from tests import make
from tests.browser.test_pages import PAGES
from tests.pages.test_pages import html

pytestmark = make.uses_ledger


@pytest.mark.parametrize("start", ["", "/zh-hans"])
def test_pages_about_the_ledger_lead_on(client: Client, start: str) -> None:
    text = html(client, f"{start}/about/")
    for path in ("methodology", "changes", "corrections", "accessibility"):
        assert f'href="{start}/{path}/"' in text
    assert f'href="{start}/about/"' in html(client, f"{start}/accessibility/")


def test_who_keeps_it_is_a_setting(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.LEDGER_PUBLISHER_EN = "the <Office> of X"  # type: ignore[attr-defined]
    settings.LEDGER_PUBLISHER_ZH = "某局"  # type: ignore[attr-defined]
    assert "It is kept by the &lt;Office&gt; of X." in html(client, "/about/")
    assert "由某局编制" in html(client, "/zh-hans/about/")


def test_a_licence_of_the_program_is_named_only_if_somebody_stated_it(
    client: Client, settings: pytest.FixtureRequest
) -> None:
    assert "<dd>No licence is stated.</dd>" in html(client, "/about/")
    settings.LEDGER_CODE_LICENCE = "Licence X"  # type: ignore[attr-defined]
    assert "<dd>Licence X</dd>" in html(client, "/about/")


@pytest.mark.parametrize("path", ["/about/", "/accessibility/"])
def test_they_are_whole_in_chinese(client: Client, path: str) -> None:
    body = html(client, f"/zh-hans{path}").partition("<main")[2].partition("</main>")[0]
    english = re.findall(r"[A-Za-z][a-z]+ [a-z]+ [a-z]+", re.sub(r"<[^>]+>", " ", body))
    assert not english


def test_nearly_every_kind_of_page_is_tested_for_access() -> None:
    """The statement says so."""
    for kind in HAVE_PAGES:
        plural = {"industry": "industries"}.get(kind, f"{kind}s")
        assert [page for page in PAGES if re.fullmatch(rf"{plural}/[^/?]+/", page)], kind
