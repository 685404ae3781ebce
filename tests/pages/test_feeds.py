"""Atom feeds as a reader's program takes them."""

import re
from datetime import datetime
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone

from industries.editions import LIVE
from industries.models import Version
from industries.pages.feeds import NEWEST, _id
from industries.publishing.release import publish
from tests import make
from tests.pages.test_history import path_of, republished
from tests.pages.test_pages import html
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = (
    "/changes/feed.atom",
    "/changes/1/feed.atom",
    "/corrections/feed.atom",
    "/industries/feed.atom",
    "/initiatives/feed.atom",
    "/targets/feed.atom",
    "/due/feed.atom",
    "/changed-goals/feed.atom",
    "/indicators/feed.atom",
    "/sources/feed.atom",
    "/industries/wine/history/feed.atom",
    "/groups/six-specialties/history/feed.atom",
)


def fed(client: Client, address: str, **headers: str) -> Any:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not response.cookies
    return fromstring(response.content)


def entries(client: Client, address: str, **headers: str) -> list[Any]:
    return fed(client, address, **headers).findall(f"{ATOM}entry")


def about(client: Client, address: str) -> tuple[str, str]:
    """Return a feed's id and the address of the page that it goes with."""
    feed = fed(client, address)
    (page,) = (x.get("href") for x in feed.findall(f"{ATOM}link") if x.get("rel") == "alternate")
    return said(feed, "id"), page


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/targets/feed.atom", "/targets/feed.atom?standing=commitment"),
        ("/targets/feed.atom?search=coal", "/targets/feed.atom?search=goji"),
        ("/changes/feed.atom", "/changes/feed.atom?record=target"),
        ("/corrections/feed.atom", "/corrections/feed.atom?kind=source"),
        ("/changes/feed.atom", "/changes/1/feed.atom"),
        ("/targets/feed.atom", "/zh-hans/targets/feed.atom"),
    ],
)
def test_each_feed_has_an_id_and_a_page_of_its_own(client: Client, first: str, second: str) -> None:
    one, other = about(client, first), about(client, second)
    assert one[0] != other[0]
    assert one[1] != other[1]
    assert f'href="{second}"' in html(client, other[1])


def test_a_release_has_a_feed_of_what_it_changed(client: Client) -> None:
    source, other = make.source(title="Of another release"), make.source(title="A new bulletin")
    make.published(source)
    number = make.published(other).number
    assert titles(client, f"/changes/{number}/feed.atom") == ["A new bulletin – published"]
    assert client.get("/changes/99/feed.atom").status_code == 404


def said(entry: Any, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}") or ""


def titles(client: Client, address: str) -> list[str]:
    return [said(entry, "title") for entry in entries(client, address)]


@pytest.mark.parametrize("address", FEEDS)
@pytest.mark.parametrize("start", ["", "/zh-hans"])
def test_a_feed_is_valid_atom(client: Client, address: str, start: str) -> None:
    feed = fed(client, f"{start}{address}")
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == ("zh-Hans" if start else "en")
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
            assert said(element, name).strip()
        assert datetime.fromisoformat(said(element, "updated")).tzinfo
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{start}{address}"
    assert links["alternate"].startswith(f"http://testserver{start}/")
    assert client.get(links["alternate"]).status_code == 200
    assert said(feed.find(f"{ATOM}author"), "name")
    for entry in feed.findall(f"{ATOM}entry"):
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", said(entry, "id"))
        assert said(entry, "summary")
        assert entry.find(f"{ATOM}content").get("type") == "html"
        assert entry.find(f"{ATOM}link").get("href").startswith(f"http://testserver{start}/")


def test_a_feed_without_an_entry_is_as_old_as_the_ledger(client: Client) -> None:
    feed = fed(client, "/targets/feed.atom?search=nothing-of-that-name")
    assert not feed.findall(f"{ATOM}entry")
    newest = Version.objects.using(LIVE).latest("id").release.published_at
    assert abs((datetime.fromisoformat(said(feed, "updated")) - newest).total_seconds()) < 1


def test_an_entry_has_old_and_new_the_note_and_the_source(client: Client) -> None:
    safe = make.source(title="A <safe> bulletin", url="https://fine.example.org/a?b=1&c=2")
    target = make.target(indicator=make.indicator(name_en="Felt hats & caps"), cites=safe)
    make.published(target)
    release = republished(target, "Misread: <sixty>.", value=60)
    entry = entries(client, "/changes/feed.atom")[0]
    assert said(entry, "title") == "Felt hats & caps: at least 60 Mt, 2025 – published"
    assert said(entry, "summary") == "Misread: &lt;sixty&gt;."
    content = said(entry, "content")
    assert "<del>50 Mt</del> → <ins>60 Mt</ins>" in content
    assert '<a href="https://fine.example.org/a?b=1&amp;c=2">A &lt;safe&gt; bulletin</a>' in content
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{path_of(target, 'v/2/')}"
    updated = datetime.fromisoformat(said(entry, "updated"))
    assert abs((updated - release.published_at).total_seconds()) < 1


def test_an_entry_names_a_source_without_an_address_that_may_not_be_shown(client: Client) -> None:
    odd = make.source(title="A copy", url="https://odd.example.net/copy", link_safe=False)
    later = make.source(title="A mirror", url="https://odd.example.net/mirror", link_safe=True)
    target, other = make.target(cites=odd), make.target(cites=later)
    make.published(target, other)
    contents = [said(entry, "content") for entry in entries(client, "/targets/feed.atom")]
    assert [text for text in contents if "https://odd.example.net/mirror" in text]
    republished(later, link_safe=False)
    for address in ("/changes/feed.atom", "/targets/feed.atom", path_of(other, "history/feed.atom")):
        contents = [said(entry, "content") for entry in entries(client, address)]
        assert [text for text in contents if "A mirror" in text or "A copy" in text]
        assert not [text for text in contents if "odd.example.net" in text]


def test_ids_are_the_same_on_each_host_in_each_language_and_feed(client: Client) -> None:
    target = make.target()
    make.published(target)
    republished(target, value=60)
    address = path_of(target, "history/feed.atom")
    first = [said(entry, "id") for entry in entries(client, address)]
    assert len(set(first)) == 2
    assert [said(e, "id") for e in entries(client, address, host="localhost")] == first
    assert [said(e, "id") for e in entries(client, f"/zh-hans{address}")] == first
    day = timezone.localdate().isoformat()
    assert [said(e, "id") for e in entries(client, f"/as-of/{day}{address}")] == first
    edit(target, slug="made-moved-on")
    publish([target], note_en="Moved.")
    by_now = [said(e, "id") for e in entries(client, path_of(target, "history/feed.atom"))]
    assert by_now[1:] == first
    assert set(first) < {said(e, "id") for e in entries(client, "/changes/feed.atom")}


def test_a_feed_ends_with_the_newest_fifty(client: Client) -> None:
    found = entries(client, "/changes/feed.atom")
    log = Version.objects.using(LIVE).order_by("-id").select_related("release")
    assert len(found) == NEWEST == 50
    assert [said(entry, "id") for entry in found] == [_id(version) for version in log[:NEWEST]]


@pytest.mark.parametrize(
    "query", ["colour=red", "page=2", "kind=never", "search=%00", "industry=a&industry=b"]
)
def test_a_feed_refuses_what_its_list_refuses(client: Client, query: str) -> None:
    assert client.get(f"/targets/feed.atom?{query}").status_code == 400


def test_a_feed_is_of_the_records_that_its_list_has(client: Client) -> None:
    goods, other = make.industry(), make.industry()
    first = make.target(industry=goods, indicator=make.indicator(name_en="Felt hats"))
    second = make.target(industry=other, indicator=make.indicator(name_en="Caps"))
    make.published(first, second)
    republished(first, value=60)
    of_first = [f"Felt hats, Made-up goods: at least {n} Mt, 2025 – published" for n in (60, 50)]
    of_second = "Caps, Made-up goods: at least 50 Mt, 2025 – published"
    address = f"/targets/feed.atom?industry={goods.key}"
    assert titles(client, address) == of_first
    assert of_second in titles(client, "/targets/feed.atom")
    changes = f"/changes/feed.atom?record=target&industry={goods.key}"
    assert titles(client, changes) == of_first
    assert len(titles(client, f"/changes/feed.atom?industry={goods.key}")) == 3
    corrections = f"/corrections/feed.atom?industry={goods.key}"
    assert titles(client, corrections) == of_first[:1]


def test_what_was_withdrawn_is_in_the_feed_of_changes_and_on_no_list(client: Client) -> None:
    source = make.source(title="A bulletin too many")
    make.published(source)
    withdrawn(source, note_en="There is no such bulletin.")
    for address in (
        "/changes/feed.atom",
        "/corrections/feed.atom",
        path_of(source, "history/feed.atom"),
    ):
        entry = entries(client, address)[0]
        assert said(entry, "title") == "A bulletin too many – withdrawn"
        assert said(entry, "summary") == "There is no such bulletin."
        assert client.get(entry.find(f"{ATOM}link").get("href")).status_code == 200
    assert not [title for title in titles(client, "/sources/feed.atom") if "too many" in title]


def test_a_feed_speaks_the_readers_language(client: Client) -> None:
    industry = make.industry(name_en="Felt hats", name_zh="毡帽")
    make.published(industry, note_en="New.", note_zh="新增。")
    entry = entries(client, f"/zh-hans{path_of(industry, 'history/feed.atom')}")[0]
    assert said(entry, "title").startswith("毡帽 – ")
    assert said(entry, "summary") == "新增。"


def test_a_text_that_xml_cannot_hold_does_not_break_a_feed(client: Client) -> None:
    source = make.source(title="A bul\x0bletin \ufffe\x1f")
    make.published(source, note_en="Bell: \x07.")
    entry = entries(client, path_of(source, "history/feed.atom"))[0]
    assert said(entry, "title") == "A bulletin  – published"
    assert said(entry, "summary") == "Bell: ."


@pytest.mark.parametrize("noun", ["industries", "targets", "indicators", "sources", "changes"])
def test_a_list_names_its_feed_with_the_filters_in_use(client: Client, noun: str) -> None:
    text = html(client, f"/{noun}/")
    assert f'type="application/atom+xml" title="Changes" href="/{noun}/feed.atom"' in text
    assert f'<a href="/{noun}/feed.atom" type="application/atom+xml">' in text
    query = {"changes": "kind=new", "industries": "stage=future"}.get(noun, "search=wine")
    text = html(client, f"/{noun}/?{query}&page=1")
    assert f'<a href="/{noun}/feed.atom?{query}"' in text
    assert client.get(f"/{noun}/feed.atom?{query}").status_code == 200
