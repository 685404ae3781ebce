"""robots.txt and the sitemaps: every public page in both languages, and nothing else."""

from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from industries.editions import DESK, LIVE
from industries.models import RECORDS, Release
from industries.pages import crawling
from industries.pages.urls import HAVE_PAGES
from tests import make
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def parsed(client: Client, address: str) -> Any:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    assert not response.cookies
    return fromstring(response.content)


def located(element: Any, name: str) -> list[str]:
    return [found.text for found in element.iter(f"{SITEMAP}{name}")]


def urls(client: Client, start: str = "") -> dict[str, Any]:
    """Return the entry of each address, over all sitemaps of the index and all of their pages."""
    found: dict[str, Any] = {}
    for address in located(parsed(client, f"{start}/sitemap.xml"), "loc"):
        for entry in parsed(client, address.removeprefix("http://testserver")):
            (location,) = located(entry, "loc")
            assert location not in found
            found[location.removeprefix("http://testserver")] = entry
    return found


def test_robots_may_read_all_that_is_public(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_every_page_is_in_a_sitemap_in_both_languages_and_nothing_else(client: Client) -> None:
    records = [row for kind in HAVE_PAGES for row in RECORDS[kind].objects.using(LIVE).all()]
    pages = {record.get_absolute_url() for record in records}
    pages |= {release.get_absolute_url() for release in Release.objects.using(LIVE).all()}
    found = urls(client)
    others = {address for address in found if not address.startswith("/zh-hans/")} - pages
    assert len(others) == len(crawling.PAGES)
    assert {"/", "/targets/", "/data/", "/methodology/"} < others
    assert set(found) == {f"{start}{page}" for page in pages | others for start in ("", "/zh-hans")}


def test_each_address_is_a_page_that_may_be_found(client: Client) -> None:
    for address in list(urls(client))[::40]:
        response = client.get(address)
        assert response.status_code == 200, address
        assert b'content="noindex"' not in response.content


def test_each_address_names_its_other_language_and_its_last_change(client: Client) -> None:
    found = urls(client)
    target = make.target()
    make.published(target)
    entry = urls(client)[f"/zh-hans{target.get_absolute_url()}"]
    links = {link.get("hreflang"): link.get("href") for link in entry.iter(LINK)}
    page = f"http://testserver{target.get_absolute_url()}"
    assert links == {"en": page, "zh-Hans": page.replace("/targets/", "/zh-hans/targets/")}
    assert located(entry, "lastmod") == [timezone.localdate().isoformat()]
    assert all(located(entry, "lastmod") for entry in found.values())


def test_no_draft_is_in_a_sitemap_and_what_was_withdrawn_leaves_it(client: Client) -> None:
    before = set(urls(client))
    drafts = [make.target(), make.industry(), make.source()]
    source = make.source()
    make.published(source)
    after = set(urls(client))
    assert source.get_absolute_url() in after
    assert not {draft.get_absolute_url() for draft in drafts} & after
    withdrawn(source)
    gone = set(urls(client))
    assert gone - before == {f"{s}/changes/{n}/" for s in ("", "/zh-hans") for n in (2, 3)}


def test_sitemaps_keep_a_prefix(client: Client) -> None:
    start = f"/as-of/{timezone.localdate()}"
    found = urls(client, start)
    assert set(found) == {f"{start}{address}" for address in urls(client)}


def test_a_long_sitemap_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = set(urls(client))
    monkeypatch.setattr(crawling.Addresses, "limit", 20)
    assert len(located(parsed(client, "/sitemap.xml"), "loc")) > 20
    assert set(urls(client)) == whole
    assert client.get("/sitemap-target.xml?p=99").status_code == 404
    assert client.get("/sitemap-nonsense.xml").status_code == 404


@pytest.mark.parametrize("more", [0, 5])
def test_queries_do_not_grow_with_rows(client: Client, more: int) -> None:
    if more:
        make.published(*(make.target() for _ in range(more)))
    counts = {}
    for address in ("/sitemap.xml", "/sitemap-target.xml", "/sitemap-pages.xml", "/robots.txt"):
        with (
            CaptureQueriesContext(connections[DESK]) as on_desk,
            CaptureQueriesContext(connections[LIVE]) as on_live,
        ):
            assert client.get(address).status_code == 200
        assert not len(on_desk)
        counts[address] = len(on_live)
    assert counts == {
        "/sitemap.xml": 12,  # of each kind of record how many and the newest
        "/sitemap-target.xml": 3,
        "/sitemap-pages.xml": 1,
        "/robots.txt": 0,
    }
