"""A ledger in which nothing is public yet: each page says so in a sentence, and none fails."""

import re

import pytest
from django.test import Client

from tests import make
from tests.publishing.small import empty_ledger, open_log

pytestmark = make.uses_ledger
PAGES = [
    *("", "industries/", "initiatives/", "targets/", "indicators/", "sources/", "changes/"),
    *("due/", "changed-goals/", "corrections/", "methodology/", "about/", "accessibility/"),
    *("search/", "search/?q=coal", "industries/feed.atom", "changes/feed.atom"),
]
LISTS = ("industries/", "initiatives/", "targets/", "indicators/", "sources/", "changes/")


@pytest.fixture
def nothing() -> None:
    open_log()
    empty_ledger()


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize("language", ["", "zh-hans/"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_without_a_record_is_still_a_page(client: Client, address: str, language: str) -> None:
    response = client.get(f"/{language}{address}")
    assert response.status_code == 200
    text = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    assert not re.search(r"\bNone\b|\b1970\b", re.sub(r"<[^>]*>", " ", text))


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize("address", LISTS)
def test_a_list_of_nothing_says_so_and_offers_nothing_to_choose(client: Client, address: str) -> None:
    text = client.get(f"/{address}").content.decode()
    assert "There is nothing here so far." in text
    assert not re.search(r"<option [^>]*>[^<]*\(\d+\)", text)
    assert "<tbody>" not in text
    assert 'class="filters"' not in text
