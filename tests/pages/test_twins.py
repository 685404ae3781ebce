"""Lists and records as data: what is in a file is what is on the page and in the API."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine as tm
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from industries.editions import DESK, LIVE, desk
from industries.formulas import unguarded
from industries.models import RECORDS, Observation, Source, Target
from industries.pages.data import WITHOUT_PAGES
from industries.pages.twins import LISTS
from industries.pages.urls import HAVE_PAGES, OTHER_LISTS, PLURALS
from industries.publishing.payload import CHUNK
from industries.publishing.release import publish
from industries.tables import writing
from tests import make
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger
STARTS = {noun: PLURALS.get(noun) or OTHER_LISTS[noun] for noun in LISTS}


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def rows(client: Client, address: str) -> list[dict[str, str]]:
    """Return the file as a program reads it: each row has as many cells as there are names."""
    text = body(client.get(address)).decode("utf-8")
    head, *found = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(set(head)) == len(head)
    assert not [row for row in found if len(row) != len(head)]
    return [dict(zip(head, row, strict=True)) for row in found]


def every(client: Client, address: str) -> list[dict[str, Any]]:
    """Return all rows of a list of the API."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        answer = client.get(following).json()
        found += answer["results"]
        following = answer["next"]
    return found


@pytest.mark.parametrize("start", ["", "/zh-hans"])
@pytest.mark.parametrize("noun", LISTS)
def test_a_list_is_a_file_with_the_rows_of_the_api(client: Client, noun: str, start: str) -> None:
    response = client.get(f"{start}/{STARTS[noun]}.json")
    assert response.status_code == 302
    assert response["Access-Control-Allow-Origin"] == "*"
    listed = every(client, response["Location"])
    found = rows(client, f"{start}/{STARTS[noun]}.csv")
    name = "number" if noun == "release" else "id"
    assert sorted(row[name] for row in found) == sorted(str(row[name]) for row in listed)
    assert found or noun == "correction"


@pytest.mark.parametrize("kind", RECORDS)
def test_a_file_says_what_the_api_says(client: Client, kind: str) -> None:
    """Every name that both have has the same value, whatever its type."""
    listed = {row["id"]: row for row in every(client, f"/api/v1/{PLURALS[kind]}/?page_size=500")}
    compared = set()
    for row in rows(client, f"/{PLURALS[kind]}.csv"):
        whole = (listed[row["id"]].get("assessment") or {}) | listed[row["id"]]
        for name in row.keys() & whole.keys():
            value = whole[name]
            if isinstance(value, dict):
                value = value["id"]
            elif value is None:
                value = ""
            elif isinstance(value, bool):
                value = str(value).lower()
            elif isinstance(value, list):
                keys = [part["id"] if isinstance(part, dict) else part for part in value]
                separator = "; " if name == "aliases" else " "
                assert sorted(keys) == sorted(filter(None, row[name].split(separator)))
                value = row[name]
            elif isinstance(value, int | float):
                assert Decimal(row[name]) == Decimal(str(value)), (row["id"], name)
                value = row[name]
            assert unguarded(row[name]) == value, (row["id"], name)
            compared.add(name)
    assert len(compared) > 11


def test_filters_are_the_lists_and_all_rows_come_not_a_page(client: Client) -> None:
    assert len(rows(client, "/targets.csv")) == Target.objects.using(LIVE).count() > 25
    missed = rows(client, "/targets.csv?verdict=no_figure")
    page = client.get("/targets/?verdict=no_figure")
    assert len(missed) == page.context["rows"].paginator.count > 0
    assert {row["verdict"] for row in missed} == {"no_figure"}
    address = 'href="/targets.csv?verdict=no_figure"'
    assert address in page.content.decode()
    later = client.get("/targets/?verdict=not_assessable&page=2").content.decode()
    assert 'href="/targets.csv?verdict=not_assessable"' in later


@pytest.mark.parametrize("noun", LISTS)
def test_a_parameter_that_no_list_has_is_refused(client: Client, noun: str) -> None:
    for query in ("nonsense=1", "bom=yes", "search=%00", "page=2"):
        assert client.get(f"/{STARTS[noun]}.csv?{query}").status_code == 400, query
    response = client.get(f"/{STARTS[noun]}.json?nonsense=1", follow=True)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_json_leads_to_the_api_with_the_filters(client: Client) -> None:
    there = urlsplit(client.get("/targets.json?verdict=missed&page=3")["Location"])
    assert (there.path, parse_qs(there.query)) == ("/api/v1/targets/", {"verdict": ["missed"]})
    due = parse_qs(urlsplit(client.get("/due.json?ordering=value&search=a%26b")["Location"]).query)
    assert (due["ordering"], due["search"]) == (["value"], ["a&b"])


def test_a_record_is_one_row_and_an_indicator_its_series(client: Client) -> None:
    for kind in RECORDS:
        record = next(iter(RECORDS[kind].objects.using(LIVE).all()))
        there = client.get(f"/{PLURALS[kind]}/{record.slug}.json")
        assert there["Location"] == f"/api/v1/{PLURALS[kind]}/{record.key}/"
        found = rows(client, f"/zh-hans/{PLURALS[kind]}/{record.slug}.csv")
        if kind == "indicator":
            seen = Observation.objects.using(LIVE).filter(indicator=record.pk)
            assert {row["id"] for row in found} == {row.key for row in seen}
        else:
            assert [row["id"] for row in found] == [record.key]


def test_a_page_leads_to_its_twins(client: Client) -> None:
    for kind in HAVE_PAGES:
        record = next(iter(RECORDS[kind].objects.using(LIVE).all()))
        text = client.get(record.get_absolute_url()).content.decode()
        for end in ("csv", "json"):
            assert f'href="/{PLURALS[kind]}/{record.slug}.{end}"' in text
        assert "How to cite" in text
    for noun, start in STARTS.items():
        pages = ["/data/"] if noun in WITHOUT_PAGES else ["/data/", f"/{start}/"]
        for address in pages:
            text = client.get(address).content.decode()
            for end in ("csv", "json"):
                assert f'href="/{start}.{end}"' in text, noun


def test_a_release_is_what_it_changed(client: Client) -> None:
    first = rows(client, "/changes/1.csv")
    assert {row["release"] for row in first} == {"1"}
    assert len(first) > 300
    assert client.get(first[0]["permalink"]).status_code == 200
    assert client.get("/changes/1.json")["Location"] == "/api/v1/releases/1/"
    assert client.get("/changes/999.csv").status_code == 404
    text = client.get("/changes/1/").content.decode()
    for end in (".csv", ".json", "/feed.atom"):
        assert f'href="/changes/1{end}"' in text


def test_what_was_corrected_or_withdrawn_is_a_list_of_its_own(client: Client) -> None:
    target, source = make.target(), make.source()
    make.published(target, source)
    edit(target, value=60)
    publish([target], note_en="Misread.")
    withdrawn(source)
    found = {(row["id"], row["action"]) for row in rows(client, "/corrections.csv")}
    assert found == {(target.key, "publish"), (source.key, "withdraw")}
    listed = every(client, client.get("/corrections.json")["Location"])
    assert {(row["id"], row["action"]) for row in listed} == found
    others = every(client, "/api/v1/changes/?correction=false&page_size=1000")
    assert not found & {(row["id"], row["action"]) for row in others if row["version"] > 1}


def test_decimals_are_exact_and_what_is_missing_is_empty(client: Client) -> None:
    value = Decimal("123456789.012345")
    target = make.target(value=value, due_on=None, deadline_basis="not_stated")
    bare = make.target(value=None, unit="", unit_basis="not_stated")
    make.published(target, bare)
    found = {row["id"]: row for row in rows(client, "/targets.csv?search=made_")}
    assert found[target.key]["value"] == "123456789.012345"
    assert (found[target.key]["due_on"], found[target.key]["industry"]) == ("", "")
    assert (found[bare.key]["value"], found[bare.key]["unit"]) == ("", "")


ATTACKS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1", "＝1+1", "'=1")


def test_no_cell_is_a_formula_and_text_comes_back(client: Client) -> None:
    source = make.source(title=ATTACKS[0], publisher=ATTACKS[1], note_en='Two\nlines, "quoted"')
    made = [make.source(title=attack) for attack in ATTACKS]
    indicator = make.indicator()
    figure = make.observation(indicator=indicator, value=-5, cites=source)
    make.published(source, *made, figure)
    found = {row["id"]: row for row in rows(client, "/sources.csv")}
    assert found[source.key]["note_en"] == 'Two\nlines, "quoted"'
    for record, attack in zip(made, ATTACKS, strict=True):
        cell = found[record.key]["title"]
        assert cell.startswith("'")
        assert unguarded(cell) == attack.strip("\t ") or unguarded(cell) == attack
    (series,) = rows(client, f"/indicators/{indicator.slug}.csv")
    assert series["value"] == "-5"  # a figure is a figure
    assert series["source_title"] == "'=1+1"


def test_a_spreadsheet_may_ask_for_the_mark(client: Client) -> None:
    plain, marked = (client.get(f"/industries.csv{query}") for query in ("", "?bom=1"))
    text = body(plain)
    assert not text.startswith(b"\xef\xbb\xbf")
    assert body(marked) == b"\xef\xbb\xbf" + text
    name = f"industries-release-1-{timezone.localdate()}.csv"
    assert plain["Content-Disposition"] == f'attachment; filename="{name}"'
    assert plain["Content-Type"] == "text/csv; charset=utf-8"
    assert plain["Access-Control-Allow-Origin"] == "*"


def test_head_answers_without_the_rows(client: Client) -> None:
    with CaptureQueriesContext(connections[LIVE]) as queries:
        response = client.head("/targets.csv")
        body = b"".join(response)
    assert (response.status_code, body, len(queries)) == (200, b"", 1)
    assert "Content-Length" not in response  # nobody knows it before the rows are read
    assert response["Content-Disposition"].endswith('.csv"')


def test_words_are_in_the_language_of_the_address_and_codes_are_not(client: Client) -> None:
    english, chinese = (rows(client, f"{start}/targets.csv")[0] for start in ("", "/zh-hans"))
    assert english["verdict"] == chinese["verdict"]
    assert english["indicator_name"] != chinese["indicator_name"]
    assert "version 1" in english["citation"]
    assert "第1版" in chinese["citation"] or "版本" in chinese["citation"]
    assert chinese["permalink"].startswith("http://testserver/zh-hans/targets/")
    assert client.get(chinese["permalink"]).status_code == 200


@tm.travel("2031-02-03T04:00:00Z", tick=False)
def test_under_a_past_day_the_file_is_of_that_day(client: Client) -> None:
    """Rows are made after the view has returned: they keep its day, its prefix and its language."""
    day = date(2029, 1, 2)
    found = rows(client, f"/as-of/{day}/zh-hans/targets.csv")
    assert {row["as_of"] for row in found} == {"2029-01-02"}
    assert found[0]["permalink"].startswith(f"http://testserver/as-of/{day}/zh-hans/targets/")
    response = client.get(f"/as-of/{day}/targets.json")
    assert response["Location"] == f"/as-of/{day}/api/v1/targets/"


def test_what_moved_or_went_is_answered_as_its_page(client: Client) -> None:
    target, source = make.target(), make.source()
    make.published(target, source)
    old = target.slug
    edit(target, slug="made-elsewhere")
    publish([target], note_en="Moved.")
    withdrawn(source)
    for end in ("csv", "json"):
        response = client.get(f"/targets/{old}.{end}")
        assert (response.status_code, response["Location"]) == (301, f"/targets/made-elsewhere.{end}")
        assert client.get(f"/sources/{source.slug}.{end}").status_code == 410
        assert client.get(f"/targets/no-such.{end}").status_code == 404


def test_an_address_that_may_not_be_shown_is_in_no_file(client: Client) -> None:
    hidden = {s.url for s in Source.objects.using(LIVE).exclude(url="") if not s.link_safe}
    shown = {s.url for s in Source.objects.using(LIVE) if s.link_safe}
    assert shown
    texts = [body(client.get(f"/{start}.csv")).decode() for start in STARTS.values()]
    assert not [url for url in hidden if any(url in text for text in texts)]
    assert {row["link"] for row in rows(client, "/sources.csv")} - {""} == shown


@pytest.mark.parametrize("noun", [noun for noun in LISTS if noun != "observation"])
def test_queries_do_not_grow_with_rows_but_with_chunks(
    client: Client, noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for size in (CHUNK, 7, 3):
        monkeypatch.setattr(writing, "CHUNK", size)
        with (
            CaptureQueriesContext(connections[DESK]) as on_desk,
            CaptureQueriesContext(connections[LIVE]) as on_live,
        ):
            number = len(rows(client, f"/{STARTS[noun]}.csv"))
        assert not len(on_desk)
        chunks = -(-number // size)
        counts.append((chunks, len(on_live) - 2))
    assert all(queries <= 5 * chunks for chunks, queries in counts), counts
    per_chunk = {queries // chunks for chunks, queries in counts if chunks}
    assert len(per_chunk) <= 1, counts


def test_a_file_is_streamed_chunk_by_chunk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "CHUNK", 50)
    response = client.get("/targets.csv")
    assert response.streaming
    pieces = list(response.streaming_content)
    assert len(pieces) == 1 + -(-Target.objects.using(LIVE).count() // 50)


def test_a_draft_is_in_no_file(client: Client) -> None:
    with desk():
        draft = make.target(key="made_draft_of_a_target")
    for noun in ("target", "due", "changed_goal"):
        assert draft.key not in body(client.get(f"/{STARTS[noun]}.csv")).decode()
    assert client.get(f"/targets/{draft.slug}.csv").status_code == 404
