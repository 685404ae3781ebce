"""The guide to the API: in both languages, with addresses that are there."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from industries.pages.guide import SNIPPETS
from tests import make
from tests.pages.test_chinese import BLANK_AFTER_SIGN, english_in

pytestmark = make.uses_ledger
API = "http://testserver/api/v1/"
ADDRESS = re.compile(r"""http://testserver/[^\s'"<)]+""")


def text_of(client: Client, path: str) -> str:
    return unescape(client.get(path).content.decode())


def test_every_snippet_is_shown_as_it_is_run(client: Client) -> None:
    page = text_of(client, "/api/guide/")
    for name, snippet in SNIPPETS.items():
        assert snippet.format(api=API) in page, name


@pytest.mark.parametrize("name", SNIPPETS)
def test_every_address_of_a_snippet_answers(client: Client, name: str) -> None:
    found = [one for one in ADDRESS.findall(SNIPPETS[name].format(api=API)) if "{" not in one]
    for address in found:
        answer: Any = client.get(address)
        b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == (400 if name == "errors" else 200), address
    assert found or name == "changes"


def test_it_is_of_the_day_that_is_read(client: Client) -> None:
    page = text_of(client, f"/as-of/{timezone.localdate()}/api/guide/")
    assert f"http://testserver/as-of/{timezone.localdate()}/api/v1/targets/?verdict=missed" in page


def test_it_is_in_chinese_too(client: Client) -> None:
    page = client.get("/zh-hans/api/guide/").content.decode()
    assert "五分钟上手" in page
    assert english_in(page) == []
    assert BLANK_AFTER_SIGN.findall(page) == []


def test_it_says_how_often_one_may_ask(client: Client, settings: Any) -> None:
    settings.LEDGER_API_RATE = 321
    assert "ask 321 times a minute" in text_of(client, "/api/guide/")
    settings.LEDGER_API_RATE = 0
    assert "no limit to how often" in text_of(client, "/api/guide/")


def test_what_leads_there(client: Client) -> None:
    assert resolve("/api/guide/").url_name == "api_guide"
    for path in ("/", "/data/", "/api/docs/"):
        assert 'href="/api/guide/"' in client.get(path).content.decode(), path
    assert 'href="/zh-hans/api/guide/"' in client.get("/zh-hans/data/").content.decode()
