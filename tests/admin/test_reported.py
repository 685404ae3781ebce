"""The queue of what readers report, and the page on which a release answers them."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from industries.editions import DESK
from industries.models import ReaderReport, Release, Target
from tests import make
from tests.admin.conftest import signed_in
from tests.admin.test_publishing import PAGE, changed, looked_at, text
from tests.browse import read_form, typed

pytestmark = make.uses_ledger
LIST = reverse("admin:industries_readerreport_changelist")


def form_of(report: ReaderReport, view: str = "change") -> str:
    return reverse(f"admin:industries_readerreport_{view}", args=[report.pk])


@pytest.fixture
def report(public_target: Target) -> ReaderReport:
    return make.report("target", public_target.key, wrong="It is <281>.", elsewhere="Yearbook, p. 5")


def test_the_queue_has_what_is_open_first_and_narrows(
    author: Client, report: ReaderReport, public_target: Target
) -> None:
    done = make.report("source", "scio_p4", state="set_aside", desk_note="Spam.")
    later = make.report("industry", "wine")
    shown = text(author.get(LIST))
    assert reverse("admin:industries_target_change", args=[public_target.pk]) in shown
    places = [shown.index(r.number) for r in (later, report, done)]
    assert places == sorted(places)
    for query, found in (
        ("state__exact=new", {report, later}),
        ("state__exact=set_aside", {done}),
        ("kind=industry", {later}),
        (f"q={report.number}", {report}),
    ):
        shown = text(author.get(f"{LIST}?{query}"))
        assert {r for r in (report, done, later) if form_of(r) in shown} == found
    assert author.get(f"{LIST}?wrong__contains=x").status_code in (302, 400)


def test_the_start_page_counts_what_is_open(author: Client, report: ReaderReport) -> None:
    assert f'<a href="{LIST}?state__exact=new">1 open report from readers</a>' in text(
        author.get("/admin/")
    )
    ReaderReport.objects.update(state="set_aside", desk_note="Spam.")
    assert "open report" not in text(author.get("/admin/"))


def test_the_readers_words_are_read_only_and_the_outcome_is_written(
    author: Client, report: ReaderReport, public_target: Target
) -> None:
    shown = text(author.get(form_of(report)))
    assert "It is &lt;281&gt;." in shown
    assert reverse("admin:industries_target_change", args=[public_target.pk]) in shown
    sent = typed(author, form_of(report))
    assert not {"wrong", "elsewhere", "number", "release", "handled_by", "kind", "key"} & sent.keys()
    sent |= {"outcome_en": "Misread.\r\n281.", "wrong": "No.", "number": "XXXXXXXX"}
    assert author.post(form_of(report), sent).status_code == 302
    report.refresh_from_db()
    assert (report.outcome_en, report.wrong) == ("Misread.\n281.", "It is <281>.")
    assert report.state == "new"
    assert report.handled_by == get_user_model().objects.get()


def test_setting_aside_needs_a_reason_for_the_desk(author: Client, report: ReaderReport) -> None:
    sent = typed(author, form_of(report)) | {"state": "set_aside"}
    assert "Say for the desk why it is set aside." in text(author.post(form_of(report), sent))
    assert author.post(form_of(report), sent | {"desk_note": "Spam."}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.desk_note) == ("set_aside", "Spam.")
    # and back: it was none
    sent = typed(author, form_of(report)) | {"state": "new"}
    assert author.post(form_of(report), sent).status_code == 302
    refused = author.post(form_of(report), sent | {"state": "answered"})
    assert "answered is not one of the available choices." in text(refused)


def test_administrators_delete_and_nobody_adds(report: ReaderReport, author: Client) -> None:
    assert author.get(reverse("admin:industries_readerreport_add")).status_code == 403
    assert author.post(form_of(report, "delete"), {"post": "yes"}).status_code == 403
    administrator = signed_in("Administrators")
    assert 'name="_save"' not in text(administrator.get(form_of(report)))
    assert administrator.post(form_of(report, "delete"), {"post": "yes"}).status_code == 302
    assert not ReaderReport.objects.exists()


def answering(client: Client, report: ReaderReport, **found: str) -> dict[str, Any]:
    """Return what the page that publishes would send with this report chosen."""
    sent = looked_at(client, f"target:{report.key}") | {f"{report.number}-chosen": "on"}
    return sent | {f"{report.number}-{name}": value for name, value in found.items()}


def test_a_release_answers_the_report_that_is_chosen(
    reviewer: Client, report: ReaderReport, public_target: Target
) -> None:
    other = make.report("target", public_target.key, outcome_en="Right as it was.")
    changed(public_target, "281")
    shown = text(reviewer.get(f"{PAGE}?record=target:{public_target.key}"))
    assert "It is &lt;281&gt;." in shown
    assert "Right as it was.</textarea>" in shown
    done = reviewer.post(PAGE, answering(reviewer, report, found_zh="系误读。"), follow=True)
    assert "is public: 1 record." in text(done)
    release = Release.objects.using(DESK).latest("number")
    assert [(a.report, a.found_en, a.found_zh) for a in release.answered] == [
        (report.number, "", "系误读。")
    ]
    for one, state in ((report, "answered"), (other, "new")):
        one.refresh_from_db()
        assert one.state == state
    assert report.handled_by == get_user_model().objects.get(username="reviewer")
    # public as it is: nobody changes it any more
    shown = text(reviewer.get(form_of(report)))
    assert 'name="_save"' not in shown
    assert reviewer.post(form_of(report), {"outcome_en": "No."}).status_code == 403
    assert report.number in text(
        reviewer.get(reverse("admin:industries_release_change", args=[release.number]))
    )


def test_an_answer_says_something_and_what_was_typed_stays(
    reviewer: Client, report: ReaderReport, public_target: Target
) -> None:
    changed(public_target, "281")
    count = Release.objects.using(DESK).count()
    refused = text(reviewer.post(PAGE, answering(reviewer, report)))
    assert "Say what was found, in one language or both." in refused
    sent = answering(reviewer, report, found_en="Misread.") | {"note_en": ""}
    again = read_form(text(reviewer.post(PAGE, sent)))
    assert again[f"{report.number}-found_en"].strip() == "Misread."
    assert again[f"{report.number}-chosen"] == "on"
    sent.pop("_publish")
    looked = read_form(text(reviewer.post(PAGE, sent | {"_look": "1"})))
    assert looked[f"{report.number}-found_en"].strip() == "Misread."
    assert Release.objects.using(DESK).count() == count


def test_a_report_that_was_handled_meanwhile_stops_the_release(
    reviewer: Client, report: ReaderReport, public_target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    from industries.admin import releasing

    changed(public_target, "281")
    sent = answering(reviewer, report, found_en="Misread.")
    append = releasing.append

    def late(*args: Any, **kwargs: Any) -> Any:
        ReaderReport.objects.update(state="set_aside", desk_note="Spam.")
        return append(*args, **kwargs)

    monkeypatch.setattr(releasing, "append", late)
    refused = text(reviewer.post(PAGE, sent))
    assert f"Report {report.number} was handled meanwhile. Look again." in refused
    assert Release.objects.using(DESK).count() == 1


def test_publishing_from_a_list_keeps_the_outcome_that_was_written(
    reviewer: Client, report: ReaderReport, public_target: Target
) -> None:
    ReaderReport.objects.update(outcome_en="Misread.")
    changed(public_target, "281")
    address = reverse("admin:industries_target_changelist")
    chosen = {"action": "publish_selected", "_selected_action": [public_target.pk]}
    assert "Misread.</textarea>" in text(reviewer.post(address, chosen))
