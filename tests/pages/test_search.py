"""The page of search: a plain form, kinds with their numbers, hits with the words marked."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from industries import search as searching
from industries.filtersets.base import LONGEST_SEARCH
from industries.pages import search as page_of_search
from industries.publishing.release import publish
from tests import make
from tests.pages.test_pages import html
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger


def names(text: str) -> list[str]:
    """Return the titles of the hits on a page."""
    return [unescape(re.sub("<[^>]+>", "", title)) for title in re.findall(r"<h2>(.+?)</h2>", text)]


def test_without_words_it_says_what_can_be_found(client: Client) -> None:
    for query in ("", "?q=", "?q=+%E3%80%80"):
        text = html(client, f"/search/{query}")
        assert "Part of a word is enough; of several words all must occur." in text
        assert 'role="search"' in text
        assert '<label for="search-page">' in text
        assert not names(text)


def test_hits_are_marked_and_search_engines_kept_away(client: Client) -> None:
    text = html(client, "/search/?q=coal")
    assert '<meta name="robots" content="noindex">' in text
    assert names(text)[0] == "Coal"
    assert '<h2><a href="/industries/coal/"><mark>Coal</mark></a></h2>' in text
    assert "26 records" in text
    assert "Page 1 of 2" in text
    assert 'value="coal"' in text
    more = names(html(client, "/search/?q=coal&page=2"))
    assert len(more) == 6
    assert not set(more) & {"Coal"}


def test_words_that_are_html_stay_words(client: Client) -> None:
    name = 'A <b>"bold"</b> & trade'
    trade = make.industry(name_en=name, summary_en="Sells <script>alert(1)</script> & more.")
    make.published(trade)
    for words in ("<b>", "</b>", "&", '"', "<script>alert(1)", "amp;", "mark"):
        text = html(client, f"/search/?q={words.replace('&', '%26')}")
        assert "<b>" not in text
        assert "<script>" not in text
        assert (name in names(text)) == (words not in ("amp;", "mark")), words
        assert f'value="{escape(words)}"' in text
    assert "A <mark>&lt;b&gt;</mark>&quot;bold&quot;" in html(client, "/search/?q=<b>")


def test_kinds_lead_to_those_alone_and_keep_their_numbers(client: Client) -> None:
    text = html(client, "/search/?q=coal")
    assert '<a href="/search/?q=coal" aria-current="true">All kinds</a> 26' in text
    assert '<a href="/search/?q=coal&amp;kind=product">Products</a> 10' in text
    of_products = html(client, "/search/?q=coal&kind=product")
    assert '<a href="/search/?q=coal">All kinds</a> 26' in of_products
    assert 'kind=product" aria-current="true">Products</a> 10' in of_products
    assert "10 records" in of_products
    assert len(names(of_products)) == 10
    assert len(names(html(client, "/search/?q=coal&kind=industry,group"))) == 6
    assert "None of this kind" in html(client, "/search/?q=煤化工&kind=source")


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_titles_are_in_the_readers_language_and_others_are_marked(client: Client, prefix: str) -> None:
    only = make.industry(name_en="Zqonly", summary_en="In English.")
    japanese = make.source(title="Zqonly 日本", language="ja")
    make.published(only, japanese)
    text = html(client, f"{prefix}/search/?q=zqonly")
    assert 'lang="ja"><mark>Zqonly</mark> 日本</a>' in text
    mark = ' lang="en"' if prefix else ""
    assert f'<a href="{prefix}/industries/{only.slug}/"{mark}><mark>Zqonly</mark></a>' in text
    assert '<a href="/zh-hans/industries/coal/"><mark>煤</mark>炭</a>' in html(
        client, "/zh-hans/search/?q=煤"
    )


def test_where_nothing_is_found_it_says_what_to_try(client: Client) -> None:
    fewer = html(client, "/search/?q=coal+zqzq")
    assert "Nothing public has “coal zqzq”." in fewer
    assert '<a href="/search/?q=coal">Search without “zqzq”</a>' in fewer
    assert "Coal liquefaction" in names(html(client, "/search/?q=liquefacton"))
    assert "Try a part of the word" in html(client, "/search/?q=zqzqzqzqzq")


def test_where_not_all_was_looked_at_it_says_so_and_offers_no_kinds(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.published(*(make.industry(name_en=f"Zqx and qxj {n}") for n in range(4)))
    for module in (searching, page_of_search):
        monkeypatch.setattr(module, "MOST", 3)
    text = html(client, "/search/?q=zqxj")
    assert "None of the first 3 records that may have “zqxj” has it." in text
    assert "Nothing public has" not in text
    assert "up to" not in text.lower()
    assert "None of this kind" not in text
    assert "Search all kinds" not in text
    of_a_kind = html(client, "/search/?q=zqxj&kind=source")
    assert "Nothing of this kind has “zqxj”." in of_a_kind
    assert '<a href="/search/?q=zqxj">Search all kinds of record</a>' in of_a_kind
    assert "up to" not in of_a_kind.lower()


def test_how_many_are_shown_is_how_many_there_are(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = [make.industry(name_en=f"Zqxj {n}") for n in range(2)]
    make.published(*together, *(make.industry(name_en=f"Zqx and qxj {n}") for n in range(4)))
    monkeypatch.setattr(searching, "MOST", 3)
    text = html(client, "/search/?q=zqxj")
    assert "Up to 6 records · the first 2 are shown" in text
    assert len(names(text)) == 2
    for module in (searching, page_of_search):
        monkeypatch.setattr(module, "MOST", 1)
    assert "Up to 6 records · the first is shown" in html(client, "/search/?q=zqxj")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=a&colour=red", "“colour” is not a parameter of this list. Valid are: kind, q, page."),
        ("q=a&kind=observation", "Valid are: Industry group; Strategy; Industry"),
        ("q=a&q=b", "is given more than once"),
        ("q=%00", "Null characters are not allowed."),
        (f"q={'煤' * (LONGEST_SEARCH + 1)}", "At most 100 letters are taken; it has 101."),
    ],
)
def test_what_is_not_understood_is_an_error_that_says_so(
    client: Client, query: str, sentence: str
) -> None:
    assert sentence in unescape(html(client, f"/search/?{query}", 400))


# as they stand in an address: broken UTF-8, signs of query languages, the longest, no letter at all
SIGNS = "%ED%A0%80 %ff %f4%8f%bf%bf %22 * %5E NEAR( - : ' %25 _ \\ %EF%BC%8C a+OR+b %F0%9F%92%A7 %0B"


@pytest.mark.parametrize("query", [*SIGNS.split(), "煤" * LONGEST_SEARCH, "+".join("abcdefgh")])
def test_no_sign_breaks_it(client: Client, query: str) -> None:
    html(client, f"/search/?q={query}")
    assert client.get(f"/api/v1/search/?q={query}").status_code == 200


def test_there_are_no_pages_beyond_the_last(client: Client) -> None:
    for number in ("3", "0", "-1", "x", "99999999999999999999"):
        html(client, f"/search/?q=coal&page={number}", 404)


def test_what_is_withdrawn_or_not_yet_public_is_not_found(client: Client) -> None:
    def found(words: str) -> list[str]:
        text = html(client, f"/search/?q={words}")
        return [] if "Nothing public has" in text else names(text)

    trade = make.industry(name_en="Zqtrade")
    assert not found("zqtrade")
    make.published(trade)
    assert found("zqtrade") == ["Zqtrade"]
    edit(trade, name_en="Zqnew")
    assert not found("zqnew")
    publish([trade], note_en="Renamed.")
    assert found("zqnew") == ["Zqnew"]
    assert not found("zqtrade")
    withdrawn(trade)
    assert not found("zqnew")


def test_an_address_under_a_day_keeps_the_day(client: Client) -> None:
    start = f"/as-of/{timezone.localdate()}"
    text = html(client, f"{start}/search/?q=coal")
    assert f'href="{start}/industries/coal/"' in text
    assert f'action="{start}/search/"' in text
    assert f'href="{start}/search/?q=coal&amp;kind=product"' in text
