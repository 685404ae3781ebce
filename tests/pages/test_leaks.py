"""What is not public leaves no trace: not in any answer, header or size, on any route, by any filter.

Generated from the URL configuration. The answers are compared byte by byte with those from before there
was anything to hide; then the very same records are published, and each route has to show them: else
the comparison would prove nothing. At last they are withdrawn, and all routes but the log forget them.
"""

import io
import re
import time
import zlib
from collections import defaultdict
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone

from industries.editions import DESK, desk
from industries.filtersets import InvalidFilterError
from industries.models import RECORDS, Citation, Membership, Source
from industries.pages.data import WITHOUT_PAGES
from industries.pages.twins import LISTS
from industries.publishing.release import publish
from industries.publishing.review import mark_leaving
from industries.publishing.states import note_edit
from tests import make
from tests.pages.routes import Route, filters_of, public_routes

pytestmark = make.uses_ledger
ROUTES = public_routes()
MARK, PENDING = "zqhidden", "zqpending"

# they show no record at all, whatever is public
WITHOUT_RECORDS = {"healthz", "readyz", "docs", "schema", "api-root", "methodology", "data"}
# no file is made while that test reads; tests/pages/test_data.py looks into them
WITHOUT_RECORDS |= {"data_zip", "data_sqlite3"}
# nor any edition: tests/copies/ looks into these
WITHOUT_RECORDS |= {"editions", "editions_json", "edition_file", "as_of", "release_days"}
# addresses alone, if any: those of what is hidden would show in the comparison
WITHOUT_RECORDS |= {"robots", "sitemaps", "sitemap"}
# they lead on to the API: the one of a record with its key
WITHOUT_RECORDS |= {"release_json", *(f"{noun}_list_json" for noun in LISTS)}
WITHOUT_RECORDS |= {"about", "accessibility", "api_guide", "data_codes"}
# they are the log's: what was public stays in it
OF_THE_LOG = re.compile(
    r"[_-](history|history_feed|version|diff|reported)$|^(release|change|correction)[_-]"
)
# another one each time, whatever is asked
OF_A_REQUEST = {"X-Request-ID", "X-Noise"}
NEWEST_AT_HOME = re.compile(r'<section aria-labelledby="changes">.*?</section>', re.DOTALL)
# enough to see all that a list has: its further pages, and one release
IN_SHORT = re.compile(r"^/(?!as-of/)[^?]*($|\?page|\?release=|\?q=)")

PAGING = {"page", "page_size", "cursor"}
OF_THE_FORM = {*PAGING, "fields", "bom"}  # not of what is listed
SHARED = 4  # of so many filters that another address has as well, one is asked


def secrets() -> dict[str, Any]:
    """Make a draft of each kind, with the mark in all that a page or the API could show of it."""
    words = {"name_en": f"{MARK} name", "name_zh": f"{MARK} 名", "summary_en": MARK}
    source = make.source(key=f"{MARK}_source", title=f"A bulletin {MARK}", publisher=MARK, note_en=MARK)
    about = {"cites": source, **words}
    group = make.group(key=f"{MARK}_group", band="part", **about)
    strategy = make.strategy(key=f"{MARK}_strategy", **about)
    industry = make.industry(key=f"{MARK}_industry", **about)
    made = {
        "source": source,
        "group": group,
        "strategy": strategy,
        "industry": industry,
        "product": make.product(key=f"{MARK}_product", industry=industry, **about),
        "initiative": make.initiative(key=f"{MARK}_initiative", strategy=strategy, **about),
        "indicator": make.indicator(key=f"{MARK}_indicator", **words),
    }
    on = {"indicator": made["indicator"], "industry": industry, "initiative": made["initiative"]}
    figure = {"cites": source, "note_en": MARK, "value": 77777, **on}
    made["earlier"] = make.target(key=f"{MARK}_earlier", due_on=date(2076, 12, 31), **figure)
    goal = {"due_on": date(2077, 12, 31), "restates": made["earlier"]}
    made["target"] = make.target(key=f"{MARK}_target", **goal, **figure)
    made["observation"] = make.observation(key=f"{MARK}_observation", period="2077", **figure)
    for period in ("2022", "2023"):  # of the past, so that there are charts
        made[period] = make.observation(key=f"{MARK}_of_{period}", period=period, **figure)
    with desk():
        Membership.objects.create(industry=industry, group=group, source=source, basis="listed")
        made["initiative"].industries.add(industry)
        Citation.objects.filter(source=source).update(as_stated=MARK, locator=MARK)
    for record in made.values():
        note_edit(record, None)
    return made


def mark(record: Any, text: str) -> None:
    """Write the text into the first field of the record that takes one."""
    with desk():
        field = next(f for f in ("note_en", "summary_en", "publisher") if hasattr(record, f))
        setattr(record, field, text)
        record.save()
        note_edit(record, None)


def change_what_is_public(controls: dict[str, Any]) -> None:
    """Leave pending changes in each of the public records: its name, a text, and rows that it owns."""
    with desk():
        source = make.source(key=f"{PENDING}_source", title=PENDING)
        for kind, record in controls.items():
            if record.needs_citation:
                Citation.objects.filter(**{kind: record}).update(as_stated=PENDING)
                Citation.objects.create(**{kind: record}, source=source, locator=PENDING, position=1)
            for name in ("name_en", "title"):
                if hasattr(record, name):
                    setattr(record, name, PENDING)
            mark(record, PENDING)


def values_of(controls: dict[str, Any]) -> dict[str, list[Any]]:
    """Return what to fill into the places of the routes: a public record's, and the secret one's."""
    found: dict[str, list[Any]] = {"n": [1, 2], "a": [1], "b": [2], "number": [1, 2, 3, 6]}
    found["code"] = ["23456789"]  # such as a reader is given
    found["section"] = ["target", "source", "industry", "initiative", "indicator"]
    found["day"] = [f"{timezone.localdate()}"]
    # one day, since time stands still; tests/copies/ has what changed between two
    found["release:a"] = found["release:b"] = found["day"]
    found["series"] = ["all", f"{MARK}-industry"]
    for kind, record in controls.items():
        hidden = f"{MARK}_{kind}"
        found[f"{kind}:slug"] = [record.slug, hidden.replace("_", "-")]
        found[f"{kind}:key"] = [record.key, hidden]
    return found


def wanted(name: str, controls: dict[str, Any]) -> list[str]:
    """Return what to ask of a filter: what the secret has, or what could count it."""
    base, _lookup, end = name.partition("__")
    if base in controls and not end:
        return [f"{MARK}_{base}", f"{controls[base].key},{MARK}_{base}"]
    return {
        "search": [f"{MARK}_", "77777"],
        "q": ["_group", f"{MARK}_", f"{MARK}_ made_"],  # by a key of each; the last gets suggestions
        "ordering": ["key", "-key"],
        "isnull": ["true", "false"],
        "value": ["77777"],
        "on": ["2077-12-31"],
        "page": ["1", "2"],
        "page_size": ["1000"],
        "period": ["2077"],
        "period_start": ["2077-01-01"],
        "period_end": ["2077-12-31"],
        "due_year": ["2077"],
        "month": [timezone.localdate().strftime("%Y-%m")],
        "updated_after": ["2020-01-01T00:00:00Z"],
        "published_at": [f"{timezone.localdate()}"],
        "id": [f"{MARK}_target"],
        "record": ["target", "observation"],
        "parent": [f"{MARK}_initiative"],
        "in_framework": ["true"],
        "release": ["2"],
        "number": ["2"],
        "as_of": [f"{timezone.localdate()}"],
        "unit": ["Mt"],
        "language": ["en"],
    }.get(end if end == "isnull" else "on" if base.endswith("_on") else base, [])


class Reader:
    """Asks for everything and keeps what was answered, by address."""

    def __init__(self, controls: dict[str, Any]) -> None:
        self.client = Client()
        self.asked: dict[str, list[str]] = {}
        self.filters = defaultdict[Any, set[str]](set)  # what was asked of a list
        today = f"/as-of/{timezone.localdate()}"
        places = values_of(controls)
        for route in ROUTES:
            plain = list(route.addresses(places))
            found = [*plain, *(f"{today}{address}" for address in plain)]
            if not route.path.startswith(("/api/", "/healthz", "/readyz")):
                found += [f"/zh-hans{address}" for address in plain]
            found += self._filtered(route, plain[0], controls)
            self.asked[route.name] = found

    def _filtered(self, route: Route, address: str, controls: dict[str, Any]) -> list[str]:
        if "{" in route.path:
            return []
        names, found = filters_of(self.client, address), list[str]()
        # a list, its files and its feed share their filters: of the second on some will do
        asked = self.filters[address.startswith("/api/"), frozenset(names) - OF_THE_FORM]
        for name in names:
            if name in asked and zlib.crc32(f"{address}?{name}".encode()) % SHARED:
                continue
            values = wanted(name, controls) or self._codes(address, name)
            # every column is in the whole file as well
            most = 1 if name in asked or name == "fields" else None
            found += [f"{address}?{name}={value}" for value in values[:most]]
        asked |= {*names} - PAGING
        return found

    def _codes(self, address: str, name: str) -> list[str]:
        """Return the codes of a closed list, by the list's own word for a wrong one."""
        said = self._refusal(address, {name: "nonsense"})
        found = re.search(r"Valid are: ([a-z0-9_., -]+)\.", said)
        assert found or name == "cursor", (address, name)
        return found.group(1).split(", ") if found else []

    def _refusal(self, address: str, asked: dict[str, str]) -> str:
        """Return what is wrong, as programs are told it: a page tells its readers without codes."""
        if not address.startswith("/api/"):
            match = resolve(address)
            try:
                match.func(RequestFactory().get(address, asked), *match.args, **match.kwargs)
            except InvalidFilterError as error:
                return str(error)
        return self.client.get(address, asked).content.decode()

    def everything(
        self, *, in_short: bool = False, behind: str = ""
    ) -> dict[str, tuple[int, dict[str, str], bytes]]:
        """Return status, headers and body of each address; in short, without days and most filters.

        Asked behind a prefix, if one is given.
        """
        found = {}
        for address in (address for asked in self.asked.values() for address in asked):
            if in_short and not IN_SHORT.search(address):
                continue
            response = self.client.get(f"{behind}{address}")
            body = b"".join(response.streaming_content) if response.streaming else response.content
            body = unpacked(body) if body.startswith(b"PK") else body
            headers = {
                name: told for name, told in response.headers.items() if name not in OF_A_REQUEST
            }
            found[address] = (response.status_code, headers, body)
        return found


def unpacked(workbook: bytes) -> bytes:
    """Return what a workbook has in it, part by part."""
    with ZipFile(io.BytesIO(workbook)) as parts:
        return b"\n".join(name.encode() + parts.read(name) for name in parts.namelist())


@pytest.fixture
def at_rest() -> Any:
    """Let no second pass: an answer may have the moment in it."""
    with time_machine.travel(int(time.time()), tick=False):
        yield


def public() -> dict[str, Any]:
    """Publish one record of each kind that stays public throughout, with a goal that was changed."""
    industry = make.industry()
    made = {
        kind: getattr(make, kind)(**({"industry": industry} if kind == "product" else {}))
        for kind in RECORDS
        if kind != "industry"
    } | {"industry": industry}
    target = made["target"]
    earlier = make.target(indicator=made["indicator"], due_on=date(2024, 12, 31))
    with desk():
        target.indicator, target.restates = made["indicator"], earlier
        target.save()
        note_edit(target, None)
    seen = [make.observation(indicator=made["indicator"], period=period) for period in ("2022", "2023")]
    make.published(earlier, *seen, *made.values())
    return made


def without_log(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
    """Return an answer without the newest releases, which the home page names: they are the log's."""
    status, headers, body = answer
    return status, headers, NEWEST_AT_HOME.sub("", body.decode()).encode()


def without_release(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, str]:
    """Return an answer without what names the newest release: each later one changes that."""
    text = answer[2].decode()
    text = NEWEST_AT_HOME.sub("", text)
    text = re.sub(r"/changes/\d+/|Release \d+|第\d+次|release[ _]\d+|\"number\":\d+", "", text)
    # time stands still, and each release is a microsecond later than the one before
    text = re.sub(r"(:\d\d)\.\d{6}", r"\1", text)
    return answer[0], text


def test_nothing_that_is_not_public_leaves_a_trace(at_rest: None) -> None:
    controls = public()
    reader = Reader(controls)
    before = reader.everything()
    assert len(before) > 600
    assert all(status in (200, 302, 307, 404) for status, _headers, _body in before.values())

    # drafts and pending changes: byte for byte what it was
    made = secrets()
    change_what_is_public(controls)
    hidden = reader.everything()
    assert [address for address in before if hidden[address] != before[address]] == []

    # the control: once published, each route shows them
    publish(made.values(), note_en=f"{MARK} note")
    for record in made.values():
        mark(record, f"{MARK} again")
    publish(made.values(), note_en="Each has two versions.")
    shown = reader.everything(in_short=True)
    assert silent(reader, shown, MARK) == WITHOUT_RECORDS
    assert not mentioning(shown, PENDING)

    # withdrawn: the log remembers, and nothing else
    mark_leaving([(record.kind, record.key) for record in made.values()], None)
    publish(made.values(), note_en="Made for a test.")
    gone = reader.everything()
    elsewhere = {
        address: without_log(gone[address])
        for name, asked in reader.asked.items()
        for address in asked
        if not OF_THE_LOG.search(name) and gone[address][0] != 410
    }
    assert len(elsewhere) > 400
    assert not mentioning(elsewhere, MARK)
    unlike = [
        a for a, answer in elsewhere.items() if without_release(answer) != without_release(before[a])
    ]
    assert unlike == []
    assert {gone[f"/{kind}s/{MARK}-{kind}/"][0] for kind in ("target", "source")} == {410}
    assert not mentioning(gone, PENDING)

    # and the control of the pending changes
    pending_source = Source.objects.using(DESK).get(key=f"{PENDING}_source")
    publish([*controls.values(), pending_source], note_en="Now they are.")
    # these name a record by its key, or lead on to the page that it is on
    bare = {"release-list", "release-detail", *(f"{kind}_detail" for kind in WITHOUT_PAGES)}
    bare |= {"observation_report", "observation_reported"}  # a figure is named after its indicator
    bare |= {"release_list_csv", "release_list_xlsx", *(f"{kind}_json" for kind in RECORDS)}
    assert silent(reader, reader.everything(in_short=True), PENDING) == WITHOUT_RECORDS | bare


def mentioning(answers: dict[str, Any], mark: str) -> list[str]:
    """Return the addresses whose body or headers have the mark, but for what the address itself has."""
    return [
        address
        for address, (_status, headers, body) in answers.items()
        if mark in body.decode().replace(f"{mark}_", "").replace(f"{mark}-", "") or mark in str(headers)
    ]


def silent(reader: Reader, answers: dict[str, Any], mark: str) -> set[str]:
    """Return the routes on which no address has an answer with the mark."""
    said = set(mentioning(answers, mark))
    return {name for name, asked in reader.asked.items() if not said & set(asked)}
