"""A reader reports an error: no account, no cookie, nothing about the reader, nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from industries import receiving
from industries.editions import DESK, LIVE
from industries.models import RECORDS, ReaderReport, ReportTally
from industries.models.publishing import Answer
from industries.pages.urls import PLURALS
from industries.publishing.release import publish
from tests import make
from tests.browse import read_form
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger
PAGE = "/industries/wine/report/"
HERE = {"Origin": "http://testserver"}
WRONG = "The area of 2023 is that of 2022."


def send(client: Client, page: str = PAGE, *, headers: Any = HERE, **typed: str) -> Any:
    sent = read_form(client.get(page).content.decode()) | {"wrong": WRONG} | typed
    return client.post(page, sent, headers=headers)


def only() -> ReaderReport:
    found: ReaderReport = ReaderReport.objects.get()
    return found


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_every_public_record_takes_reports(client: Client, kind: str, language: str) -> None:
    record: Any = RECORDS[kind]._default_manager.using(LIVE).first()
    path = f"{language}/{PLURALS[kind]}/{record.slug}/"
    history = text(client.get(f"{path}history/"))
    assert f'href="{path}report/"' in history
    response = send(client, f"{path}report/", elsewhere="https://example.org/yearbook, p. 5")
    assert response.status_code == 303
    report = only()
    assert response["Location"] == f"{path}report/{report.number}/"
    assert (report.kind, report.key, report.version) == (kind, record.key, 1)
    assert (report.wrong, report.elsewhere) == (WRONG, "https://example.org/yearbook, p. 5")
    assert report.language == ("zh-hans" if language else "en")
    thanks = client.get(response["Location"])
    assert thanks["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in text(thanks)
    assert report.number in text(thanks)
    assert WRONG not in text(thanks)
    assert not client.cookies


def test_pages_of_records_lead_to_the_form(client: Client) -> None:
    for path in ("/industries/wine/", "/targets/wine-area-2025-1m-mu/", "/sources/scio-p4/"):
        for start in ("", "/zh-hans"):
            assert f'href="{start}{path}report/"' in text(client.get(f"{start}{path}"))


@pytest.mark.parametrize(
    ("typed", "sentence", "field"),
    [
        ({"wrong": ""}, "Say what is wrong.", "id_wrong"),
        ({"wrong": "   "}, "Say what is wrong.", "id_wrong"),
        ({"wrong": "No, no!"}, "Say it in 10 letters or more.", "id_wrong"),
        ({"wrong": "x" * 2001}, "At most 2000 letters are taken; it has 2001.", "id_wrong"),
        ({"wrong": f"{WRONG}\0"}, "Null characters are not allowed.", "id_wrong"),
        ({"elsewhere": "x" * 501}, "At most 500 letters are taken; it has 501.", "id_elsewhere"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_what_was_typed_is_there(
    client: Client, typed: dict[str, str], sentence: str, field: str
) -> None:
    response = send(client, **{"elsewhere": "The yearbook.", **typed})
    assert response.status_code == 422
    assert response["Cache-Control"] == "no-store"
    shown = text(response)
    assert f'<p class="error" id="{field}_error">{sentence}</p>' in shown
    assert f'<a href="#{field}">' in shown
    area = re.search(rf'<textarea[^>]*id="{field}"[^>]*>', shown)
    assert area is not None
    assert 'aria-invalid="true"' in area.group()
    described = re.search(r'aria-describedby="([^"]*)"', area.group())
    assert described is not None
    assert described.group(1).split() == [f"{field}_helptext", f"{field}_error"]
    again = read_form(shown)
    kept = {"wrong": WRONG, "elsewhere": "The yearbook."} | typed
    assert {name: again[name].strip("\n") for name in kept} == kept
    assert not ReaderReport.objects.exists()
    assert not client.cookies


def test_lines_are_counted_and_kept_as_they_were_typed(client: Client) -> None:
    whole = "\r\n".join(["x" * 199] * 10) + "y"  # 2000 letters, nine of them ends of lines
    assert send(client, wrong=whole).status_code == 303
    assert only().wrong == whole.replace("\r\n", "\n")
    assert len(only().wrong) == 2000


def test_the_longest_texts_of_the_rarest_letters_are_taken(client: Client) -> None:
    assert send(client, wrong="𠮷" * 2000, elsewhere="𠮷" * 500).status_code == 303


def test_what_is_no_text_is_no_error_of_ours(client: Client) -> None:
    form = "application/x-www-form-urlencoded"
    lone = f"wrong={'%ED%A0%80' * 4}+is+wrong"  # half of a pair, as UTF-8 does not have it
    response = client.post(PAGE, lone, content_type=form, headers=HERE)
    assert response.status_code == 303
    assert "\ud800" not in only().wrong
    for body, kind in (("{}", "application/json"), ("\xff" * 50, "text/plain"), ("", form)):
        assert client.post(PAGE, body, content_type=kind, headers=HERE).status_code == 422
    for body, kind in (("x", "multipart/form-data"), (f"wrong={WRONG}", f"{form}; charset=utf-7")):
        assert client.post(PAGE, body, content_type=kind, headers=HERE).status_code == 400


def test_more_than_a_form_can_hold_is_not_read(client: Client) -> None:
    response = send(client, wrong="x" * 100_000)
    assert response.status_code == 413
    assert "This is more text than we take" in text(response)
    assert client.post(PAGE, headers={**HERE, "Content-Length": "9" * 30}).status_code == 413


def test_markup_is_text(client: Client) -> None:
    sent = "<script>alert(1)</script>{{ x }}"
    shown = text(send(client, wrong=sent, elsewhere="x" * 501))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ x }}" in shown
    assert "<script>" not in shown


def test_a_program_that_fills_in_everything_is_told_so_and_a_person_goes_on(client: Client) -> None:
    shown = text(client.get(PAGE))
    assert '<div class="unseen">' in shown
    response = send(client, website="https://example.org/")
    assert response.status_code == 422
    assert "A field that is not shown was filled in" in text(response)
    assert not ReaderReport.objects.exists()
    again = read_form(text(response))
    assert (again["website"], again["wrong"].strip()) == ("", WRONG)
    assert client.post(PAGE, again, headers=HERE).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver.example"},
        {"Origin": "http://evil.example", "Referer": "http://testserver/"},
        {"Referer": "http://testserver.example/"},
        {"Referer": "http://[testserver"},
    ],
)
def test_only_its_own_page_sends_the_form(client: Client, headers: dict[str, str]) -> None:
    response = send(client, headers=headers)
    assert response.status_code == 403
    assert "The form was not sent from its own page." in text(response)
    assert not ReaderReport.objects.exists()


def test_a_browser_that_names_no_origin_names_the_page() -> None:
    client = Client(enforce_csrf_checks=True)
    assert send(client, headers={"Referer": f"http://testserver{PAGE}"}).status_code == 303


def test_nothing_else_takes_a_form(client: Client) -> None:
    number = "ABCDEFGH"
    for path in ("/", "/industries/wine/", "/report/", f"{PAGE}{number}/", "/a/b/c/report/"):
        assert client.post(path, headers=HERE).status_code == 405
    assert client.post(f"{PAGE}x/report/", headers=HERE).status_code in (404, 405)
    for method in ("put", "patch", "delete", "options", "trace"):
        assert getattr(client, method)(PAGE).status_code == 405


def test_a_record_that_is_not_public_takes_none(client: Client) -> None:
    draft = make.industry()
    path = f"/industries/{draft.slug}/report/"
    assert client.get(path).status_code == 404
    assert client.post(path, {"wrong": WRONG}, headers=HERE).status_code == 404
    make.published(draft)
    assert send(client, path).status_code == 303
    withdrawn(draft)
    assert client.get(path).status_code == 410
    assert client.post(path, {"wrong": WRONG}, headers=HERE).status_code == 410
    assert client.get(f"{path}{only().number}/").status_code == 200


def test_the_version_is_the_one_that_the_reader_saw(client: Client) -> None:
    industry = make.industry()
    make.published(industry)
    page = f"/industries/{industry.slug}/report/"
    form = read_form(text(client.get(page)))
    edit(industry, name_en="Other goods")
    publish([industry], note_en="Renamed.")
    for said, kept in ((form["version"], 1), ("2", 2), ("3", 2), ("0", 2), ("9" * 30, 2), ("x", 2)):
        ReaderReport.objects.all().delete()
        ReportTally.objects.all().delete()
        assert send(client, page, version=said).status_code == 303
        assert only().version == kept


def test_a_reader_of_a_day_is_led_to_where_the_answer_will_be(client: Client) -> None:
    for language in ("", "/zh-hans"):
        page = f"/as-of/{timezone.localdate()}{language}{PAGE}"
        location = send(client, page)["Location"]
        assert location.startswith(f"{language}{PAGE}")
        assert client.get(location).status_code == 200


# --- how many ---------------------------------------------------------------------------------------


def from_network(client: Client, address: str) -> int:
    sent = {"wrong": WRONG}
    status: int = client.post(PAGE, sent, headers=HERE, REMOTE_ADDR=address).status_code
    return status


def test_a_network_sends_five_an_hour_and_nothing_typed_is_lost(client: Client) -> None:
    with time_machine.travel("2026-03-01T08:59:00Z", tick=False) as clock:
        assert [from_network(client, "192.0.2.1") for _n in range(6)] == [303] * 5 + [429]
        response = send(client)
        assert response.status_code == 303  # of another network
        assert from_network(client, "2001:db8::1") == 303
        response = client.post(PAGE, {"wrong": WRONG}, headers=HERE, REMOTE_ADDR="192.0.2.1")
        shown = text(response)
        assert "Please send yours again in an hour." in shown
        assert read_form(shown)["wrong"].strip() == WRONG
        clock.shift(timedelta(minutes=2))
        assert from_network(client, "192.0.2.1") == 303
    assert ReaderReport.objects.count() == 8


def test_a_network_sends_ten_within_a_day_and_its_midnight_changes_nothing(client: Client) -> None:
    with time_machine.travel("2026-03-01T20:00:00Z", tick=False) as clock:
        for _hour in range(2):
            assert [from_network(client, "192.0.2.1") for _n in range(5)] == [303] * 5
            clock.shift(timedelta(hours=1))
        clock.shift(timedelta(hours=10))  # into another day, by another mark
        response = client.post(PAGE, {"wrong": WRONG}, headers=HERE, REMOTE_ADDR="192.0.2.1")
        assert response.status_code == 429
        shown = text(response)
        assert "From your network as many reports came in as we take in a day." in shown
        assert "Please send yours again tomorrow." in shown
        assert from_network(client, "192.0.2.2") == 303
        clock.shift(timedelta(hours=12))  # a day after the first five
        assert [from_network(client, "192.0.2.1") for _n in range(6)] == [303] * 5 + [429]


def test_two_networks_silence_nobody(client: Client) -> None:
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as clock:
        for _hour in range(24):
            for network in ("192.0.2.1", "192.0.2.2"):
                for _n in range(6):
                    from_network(client, network)
            clock.shift(timedelta(hours=1) - timedelta(seconds=1))
        assert from_network(client, "192.0.2.3") == 303
        assert ReaderReport.objects.count() == 21


def test_an_ipv6_network_is_one(client: Client) -> None:
    sent = [from_network(client, f"2001:db8::{n}") for n in range(1, 7)]
    assert sent == [303] * 5 + [429]


def test_all_together_send_as_many_a_day_as_are_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_PER_DAY", 3)
    with time_machine.travel("2026-03-01T08:00:00Z", tick=False) as clock:
        assert [from_network(client, f"192.0.2.{n}") for n in range(4)] == [303] * 3 + [429]
        response = send(client)
        assert "More reports came in within a day than we can read." in text(response)
        assert "Please send yours again tomorrow." in text(response)
        assert not ReportTally.objects.filter(sent=0).exists()
        clock.shift(timedelta(hours=23))
        assert from_network(client, "192.0.2.9") == 429
        clock.shift(timedelta(hours=1))
        assert from_network(client, "192.0.2.9") == 303


def test_nothing_says_where_a_report_came_from(client: Client) -> None:
    with time_machine.travel("2026-03-01T08:00:00Z", tick=False) as clock:
        assert from_network(client, "192.0.2.77") == 303
        rows = [*ReaderReport.objects.values(), *ReportTally.objects.values()]
        assert "192.0.2.77" not in str(rows)
        first = ReportTally.objects.get().mark
        clock.shift(timedelta(hours=20))  # another day, another mark of the same network
        assert from_network(client, "192.0.2.77") == 303
        assert len(set(ReportTally.objects.values_list("mark", flat=True))) == 2
        clock.shift(timedelta(hours=5))
        receiving.forget_networks()
        assert first not in ReportTally.objects.values_list("mark", flat=True)
        clock.shift(timedelta(days=1))
        call_command("catch_up")  # which runs beside the server
        assert not ReportTally.objects.exists()


def test_a_desk_that_is_busy_says_so_and_keeps_what_was_typed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(receiving, "_count", locked)
    response = send(client, elsewhere="The yearbook.")
    assert response.status_code == 503
    shown = text(response)
    assert "The desk is busy and has not taken it in." in shown
    assert read_form(shown)["wrong"].strip() == WRONG
    assert read_form(shown)["elsewhere"].strip() == "The yearbook."


# --- the outcome ------------------------------------------------------------------------------------


def test_the_outcome_is_public_with_the_release_and_the_readers_words_never(client: Client) -> None:
    industry = make.industry(name_en="Felt hats")
    make.published(industry)
    page = f"/industries/{industry.slug}/report/"
    secret = {"wrong": "My neighbour zqreader says so.", "elsewhere": "zqplace"}
    thanks = send(client, page, **secret)["Location"]
    report = only()
    found = {"found_en": "It was <b>misread</b>.", "found_zh": "系误读。"}
    answer = Answer(report=report.number, kind="industry", key=industry.key, **found)
    assert "It was" not in text(client.get(thanks))
    edit(industry, name_en="Straw hats")
    release = publish([industry], note_en="Misread.", answers=[answer])

    assert "It was &lt;b&gt;misread&lt;/b&gt;." in text(client.get(thanks))
    of_release = release.get_absolute_url()
    for path, words in (
        (of_release, "Reports from readers that this release answers"),
        (of_release, report.number),
        (of_release, "It was &lt;b&gt;misread&lt;/b&gt;."),
        (f"/zh-hans{of_release}", "系误读。"),
        (f"/zh-hans{thanks}", "系误读。"),
    ):
        assert words in text(client.get(path))
    for path in (f"/api/v1/releases/{release.number}/", "/api/v1/releases/"):
        given = client.get(path).json()
        (told,) = (given["results"][0] if "results" in given else given)["answers"]
        assert told == {
            "report": report.number,
            "kind": "industry",
            "id": industry.key,
            "url": f"http://testserver/api/v1/industries/{industry.key}/",
            **found,
        }
    history = f"/industries/{industry.slug}/history/"
    everywhere = (of_release, thanks, history, "/changes/", "/changes/feed.atom", page)
    for path in (*everywhere, f"/api/v1/releases/{release.number}/"):
        assert not re.search("zqreader|zqplace", text(client.get(path)))


def test_a_number_that_is_none_has_no_page(client: Client) -> None:
    for code in ("short", "ABCDEFG1", "abcdefgh", "ABCDEFGHJ", "%00"):
        assert client.get(f"{PAGE}{code}/").status_code == 404


def test_an_answer_to_another_record_is_not_shown(client: Client) -> None:
    wine, hats = "industries/wine", make.industry()
    make.published(hats)
    number = send(client, f"/{wine}/report/")["Location"].split("/")[-2]
    answer = Answer(report=number, kind="industry", key="wine", found_en="So it is.", found_zh="")
    edit(hats, name_en="Caps")
    publish([hats], note_en="Renamed.", answers=[answer])
    assert "So it is." in text(client.get(f"/{wine}/report/{number}/"))
    assert "So it is." not in text(client.get(f"/industries/{hats.slug}/report/{number}/"))
    assert not ReaderReport.objects.using(DESK).exclude(state="answered").exists()
    assert only().reported_at <= timezone.now()
