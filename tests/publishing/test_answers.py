"""A release answers reports from readers: in its hash, on live, and never in their words."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connections, transaction

from industries.editions import DESK, LIVE, desk
from industries.models import Industry, ReaderReport, Release, ReportTally
from industries.publishing.answers import AnswerError, answerable
from industries.publishing.live import catch_up, rebuild_live
from industries.publishing.release import PublishError, chained, publish
from tests import make
from tests.publishing.replay import canonical, chain
from tests.publishing.test_live import in_the_log_only
from tests.publishing.test_publish import edit
from tests.publishing.test_verify import verified

pytestmark = make.uses_ledger


@pytest.fixture
def industry(db: None) -> Industry:
    """Public, and with a pending change."""
    found = make.industry(key="hats")
    make.published(found)
    edit(found, name_en="Straw hats")
    return found


def test_what_was_found_is_on_desk_and_live_and_in_the_hash(industry: Industry) -> None:
    by = get_user_model().objects.create_user("reviewer")
    first, second, other = (make.report("industry", "hats", wrong=f"zqword {n}") for n in range(3))
    answers = [make.answer(second, found_zh="系误读。"), make.answer(first, found_en="Misread.")]
    release = publish([industry], note_en="Misread.", answers=answers, by=by)
    for using in (DESK, LIVE):
        found = Release.objects.using(using).get(number=release.number)
        # as they came in
        assert found.answered == answers[::-1]
        assert "zqword" not in str(Release.objects.using(using).values())
    before, after = Release.objects.using(DESK).order_by("number").reverse()[:2][::-1]
    versions = list(after.versions.using(DESK).order_by("id"))
    assert after.sha256 == chained(after, versions, before.sha256)
    after.answers = []
    assert after.sha256 != chained(after, versions, before.sha256)
    for report in (first, second, other):
        report.refresh_from_db()
    assert [r.state for r in (first, second, other)] == ["answered", "answered", "new"]
    assert (second.release_id, second.outcome_zh, second.handled_by) == (release.number, "系误读。", by)
    assert "is whole" in verified()


def test_releases_from_before_there_were_answers_keep_their_hash(industry: Industry) -> None:
    publish([industry], note_en="Renamed.")
    releases = Release.objects.using(DESK).order_by("number")
    last = releases.last()
    assert last is not None
    versions = [
        [v.kind, v.key, v.n, v.action, v.row_id, v.child_ids, v.sha256]
        for v in last.versions.using(DESK).order_by("id")
    ]
    assert last.sha256 == canonical(
        {
            "number": last.number,
            "published_at": last.published_at.isoformat(),
            "kind": "correction",
            "note_en": "Renamed.",
            "note_zh": "",
            "previous": releases.get(number=last.number - 1).sha256,
            "versions": versions,
        }
    )


def test_live_made_anew_has_the_answers_too(industry: Industry) -> None:
    answer = make.answer(make.report("industry", "hats"), found_en="Misread.")
    number = publish([industry], note_en="Misread.", answers=[answer]).number
    rebuild_live()
    assert Release.objects.using(LIVE).get(number=number).answered == [answer]
    other = make.source()
    missing = in_the_log_only(other)
    assert catch_up() == 1
    assert Release.objects.using(LIVE).get(number=missing.number).answered == []
    releases = list(Release.objects.using(LIVE).order_by("number"))
    versions = [v for r in releases for v in r.versions.using(LIVE).order_by("id")]
    assert [release.sha256 for release in releases] == chain(releases, versions)


def test_a_report_is_answered_once(industry: Industry) -> None:
    report = make.report("industry", "hats")
    answer = make.answer(report, found_en="Misread.")
    publish([industry], note_en="Misread.", answers=[answer])
    edit(industry, name_en="Caps")
    count = Release.objects.using(DESK).count()
    for one in (answer, make.answer(ReaderReport(number="NOWHERE2", kind="industry"), found_en="No.")):
        with pytest.raises(AnswerError, match=f"Report {one.report} was handled meanwhile"):
            publish([industry], note_en="Again.", answers=[one])
    with pytest.raises(ValueError, match="Say what was found"):
        publish([industry], note_en="Again.", answers=[make.answer(report)])
    assert Release.objects.using(DESK).count() == count
    report.refresh_from_db()
    assert report.outcome_en == "Misread."


def test_what_is_not_published_answers_nobody(industry: Industry) -> None:
    report = make.report("industry", "hats")
    uncited = make.industry(cites=None)
    with pytest.raises(PublishError):
        publish([industry, uncited], note_en="No.", answers=[make.answer(report, found_en="Yes.")])
    report.refresh_from_db()
    assert (report.state, report.outcome_en) == ("new", "")


def test_a_release_may_answer_what_is_about_its_records_or_has_its_outcome_written() -> None:
    mine = make.report("industry", "hats")
    written = make.report("target", "hats", outcome_zh="无误。")
    make.report("target", "hats")
    make.report("industry", "caps")
    make.report("industry", "hats", state="set_aside", desk_note="Spam.", outcome_en="No.")
    assert list(answerable({("industry", "hats"), ("source", "x")})) == [mine, written]
    assert list(answerable(set())) == [written]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "answered", "outcome_en": "Misread."},
        {"state": "answered", "release_id": 1},
        {"state": "new", "release_id": 1, "outcome_en": "Misread."},
        {"state": "set_aside"},
    ],
)
def test_the_database_keeps_a_report_consistent(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(using=DESK):
        make.report("industry", "hats", **fields)


def test_live_has_no_table_of_reports() -> None:
    tables = connections[LIVE].introspection.table_names()
    for model in (ReaderReport, ReportTally):
        assert model._meta.db_table in connections[DESK].introspection.table_names()
        assert model._meta.db_table not in tables
    with desk():
        make.report("industry", "hats")
    assert ReaderReport.objects.get()._state.db == DESK  # whatever is read
