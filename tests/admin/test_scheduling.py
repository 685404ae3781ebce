"""Releases that are set for a moment, from the page that publishes to the public."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine as tm
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from industries.admin import releasing
from industries.admin.accounts import SIGN_IN
from industries.admin.releasing import MOMENT
from industries.editions import DESK, LIVE
from industries.models import ReaderReport, Release, ScheduledRelease, Target
from tests import make
from tests.admin.test_publishing import PAGE, changed, looked_at, text
from tests.admin.test_reported import report  # noqa: F401  (a fixture)
from tests.browse import read_form, typed

pytestmark = make.uses_ledger
KEPT = ("records", "seal", "note_en", "kind", "moment")
# the same for a whole test: a minute may begin in it
TOMORROW = (timezone.localtime() + timedelta(days=1)).replace(second=0, microsecond=0)


def pressed(client: Client, target: Target, **said: str) -> dict[str, Any]:
    """Return what the page sends when its button for later is pressed."""
    sent = looked_at(client, f"target:{target.key}") | {"_schedule": "1", "note_en": "Misread."}
    del sent["_publish"]
    return sent | {"moment": TOMORROW.strftime(MOMENT)} | said


def scheduled(client: Client, target: Target, **said: str) -> ScheduledRelease:
    changed(target, "281")
    answer = client.post(PAGE, pressed(client, target, **said), follow=True)
    assert "It will be published on" in text(answer)
    found: ScheduledRelease = ScheduledRelease.objects.get()
    return found


def minutes_after(found: ScheduledRelease, minutes: int = 1) -> str:
    """Let the command run at that moment; return what it said."""
    out = StringIO()
    with tm.travel(found.moment + timedelta(minutes=minutes)):
        call_command("publish_due", stdout=out)
    return out.getvalue()


def test_it_is_published_at_its_moment_and_not_before(reviewer: Client, public_target: Target) -> None:
    found = scheduled(reviewer, public_target)
    assert found.moment == TOMORROW
    assert "release" not in minutes_after(found, -1)
    assert "281" not in text(Client().get(public_target.get_absolute_url()))
    assert minutes_after(found).startswith("Published release 2 at its moment.")
    assert "281" in text(Client().get(public_target.get_absolute_url()))
    release = Release.objects.using(LIVE).get(number=2)
    assert (release.note_en, release.kind) == ("Misread.", "correction")
    assert not ScheduledRelease.objects.exists()
    assert "release" not in minutes_after(found, 2)
    author = text(reviewer.get("/admin/industries/release/"))
    assert "reviewer" in author


def test_the_list_leads_to_it_and_it_can_be_changed_or_given_up(
    reviewer: Client, public_target: Target
) -> None:
    found = scheduled(reviewer, public_target, note_zh="读错了。")
    address = f"{PAGE}?scheduled={found.pk}"
    assert f'href="{address}"' in text(reviewer.get("/admin/pending/"))
    page = text(reviewer.get(address))
    assert "reviewer has scheduled it for" in page
    assert "读错了。</textarea>" in page
    sent = typed(reviewer, address)
    assert sent["moment"] == TOMORROW.strftime(MOMENT)

    later = TOMORROW + timedelta(hours=1)
    reviewer.post(PAGE, sent | {"_schedule": "1", "moment": later.strftime(MOMENT)})
    anew = ScheduledRelease.objects.get()
    assert anew.moment == later

    sent = typed(reviewer, f"{PAGE}?scheduled={anew.pk}") | {"note_en": "Kept."}
    assert "Kept.</textarea>" in text(reviewer.post(PAGE, sent | {"_unschedule": "1"}))
    assert not ScheduledRelease.objects.exists()
    gone = reviewer.get(f"{PAGE}?scheduled={anew.pk}", follow=True)
    assert "This release is not scheduled any more." in text(gone)


def test_it_can_be_published_at_once_instead(reviewer: Client, public_target: Target) -> None:
    found = scheduled(reviewer, public_target)
    sent = typed(reviewer, f"{PAGE}?scheduled={found.pk}") | {"_publish": "1"}
    assert "Release 2 is public" in text(reviewer.post(PAGE, sent, follow=True))
    assert not ScheduledRelease.objects.exists()


def test_what_changed_since_the_review_stops_it(reviewer: Client, public_target: Target) -> None:
    found = scheduled(reviewer, public_target)
    changed(public_target, "282")
    address = f"{PAGE}?scheduled={found.pk}"
    assert "A record has changed since it was scheduled" in text(reviewer.get(address))
    assert "release" not in minutes_after(found)
    found.refresh_from_db()
    assert "A record has changed since it was reviewed." in found.refused
    page = text(reviewer.get(address))
    assert "It was to be published on" in page
    assert "A record has changed since it was reviewed." in page
    assert "not published" in text(reviewer.get("/admin/pending/"))
    assert "1 scheduled release was not published" in text(reviewer.get("/admin/"))
    assert Release.objects.using(DESK).count() == 1
    # it stays refused until somebody looks at it
    minutes_after(found, 5)
    sent = typed(reviewer, address) | {"_publish": "1"}
    assert "Release 2 is public" in text(reviewer.post(PAGE, sent, follow=True))
    assert not ScheduledRelease.objects.exists()


def test_what_is_in_the_way_at_its_moment_is_said_in_the_language_of_who_scheduled_it(
    reviewer: Client, public_target: Target
) -> None:
    accounts = get_user_model().objects
    accounts.filter(username="reviewer").update(language="zh-hans")
    found = scheduled_in_chinese(reviewer, public_target)
    accounts.filter(username="reviewer").update(is_active=False)
    minutes_after(found)
    found.refresh_from_db()
    assert "定时者已无发布权限" in found.refused


def scheduled_in_chinese(client: Client, target: Target) -> ScheduledRelease:
    changed(target, "281")
    client.post(PAGE, pressed(client, target))
    found: ScheduledRelease = ScheduledRelease.objects.get()
    return found


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("", "Say when it is to be published."),
        ("soon", "Write day and time as in 2026-01-31T09:00."),
        ("2026-01-31T09:00", "That moment has passed"),
    ],
)
def test_a_moment_that_is_none_is_refused_and_nothing_lost(
    reviewer: Client, public_target: Target, moment: str, words: str
) -> None:
    changed(public_target, "281")
    page = text(reviewer.post(PAGE, pressed(reviewer, public_target, moment=moment)))
    assert words in page
    assert "Misread.</textarea>" in page
    assert not ScheduledRelease.objects.exists()


def test_without_a_note_nothing_is_scheduled(reviewer: Client, public_target: Target) -> None:
    changed(public_target, "281")
    page = text(reviewer.post(PAGE, pressed(reviewer, public_target, note_en="")))
    assert "Say what changes and why" in page
    assert not ScheduledRelease.objects.exists()


def test_two_with_one_record_know_of_each_other(reviewer: Client, public_target: Target) -> None:
    found = scheduled(reviewer, public_target)
    reviewer.post(PAGE, pressed(reviewer, public_target, note_en="The same again."))
    assert ScheduledRelease.objects.count() == 2
    assert "Some of these records are also in a release for" in text(
        reviewer.get(f"{PAGE}?scheduled={found.pk}")
    )
    assert minutes_after(found).count("Published") == 1
    assert "has changed" in ScheduledRelease.objects.get().refused


def test_answers_to_readers_go_out_with_it(
    reviewer: Client,
    report: ReaderReport,  # noqa: F811
    public_target: Target,
) -> None:
    about = {f"{report.number}-chosen": "on", f"{report.number}-found_en": "It was misread."}
    found = scheduled(reviewer, public_target, **about)
    sent = typed(reviewer, f"{PAGE}?scheduled={found.pk}")
    assert sent[f"{report.number}-found_en"] == "It was misread."
    minutes_after(found)
    assert Release.objects.using(LIVE).get(number=2).answers[0]["found_en"] == "It was misread."


def test_an_author_sees_and_schedules_none(
    reviewer: Client, author: Client, public_target: Target
) -> None:
    found = scheduled(reviewer, public_target)
    assert "Misread." not in text(author.get("/admin/pending/"))
    assert author.get(f"{PAGE}?scheduled={found.pk}").status_code == 403
    assert author.post(PAGE, {"scheduled": found.pk, "_unschedule": "1"}).status_code == 403
    assert ScheduledRelease.objects.exists()


def test_one_that_nobody_publishes_says_so(reviewer: Client, public_target: Target) -> None:
    found = scheduled(reviewer, public_target)
    with tm.travel(found.moment + timedelta(minutes=6)):
        reviewer.force_login(get_user_model().objects.get(username="reviewer"), backend=SIGN_IN)
        assert "publish_due does not run" in text(reviewer.get(f"{PAGE}?scheduled={found.pk}"))
        assert "not published" in text(reviewer.get("/admin/pending/"))


def test_a_page_with_other_records_than_are_scheduled_says_so(
    reviewer: Client, public_target: Target
) -> None:
    changed(public_target, "281")
    other = make.source(title="Another")
    names = [f"target:{public_target.key}", f"source:{other.key}"]
    sent = looked_at(reviewer, *names) | {"_schedule": "1", "note_en": "Both."}
    del sent["_publish"]
    reviewer.post(PAGE, sent | {"moment": TOMORROW.strftime(MOMENT)})
    found = ScheduledRelease.objects.get()

    sent = typed(reviewer, f"{PAGE}?scheduled={found.pk}")
    page = reviewer.post(PAGE, sent | {"without": names[1]})
    assert "Still scheduled for" in text(page)
    assert "has changed since" not in text(page)
    alone = read_form(text(page)) | {"_publish": "1", "without": []}
    done = text(reviewer.post(PAGE, alone, follow=True))
    assert "Release 2 is public: 1 record." in done
    assert f"Not scheduled any more, and not published: {names[1]}" in done


def test_nobody_gives_up_what_they_may_not_publish(
    reviewer: Client, public_target: Target, client: Client
) -> None:
    found = scheduled(reviewer, public_target)
    account = get_user_model().objects.create_user("somebody", is_staff=True)
    account.user_permissions.add(Permission.objects.get(codename="add_release"))
    client.force_login(account, backend=SIGN_IN)
    for act in ("_unschedule", "_publish"):
        assert client.post(PAGE, {"scheduled": found.pk, act: "1"}).status_code in (302, 403)
    assert ScheduledRelease.objects.exists()


def test_what_was_published_meanwhile_is_not_said_to_be_given_up(
    reviewer: Client, public_target: Target
) -> None:
    found = scheduled(reviewer, public_target)
    sent = typed(reviewer, f"{PAGE}?scheduled={found.pk}") | {"_unschedule": "1"}
    minutes_after(found)
    page = text(reviewer.post(PAGE, sent, follow=True))
    assert "not scheduled like this any more" in page
    assert "and not published." not in page


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
def test_a_full_disk_loses_no_note(
    reviewer: Client, public_target: Target, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    def full(*_args: Any, **_about: Any) -> None:
        raise OperationalError("database or disk is full")

    for name in ("append", "set_for"):
        monkeypatch.setattr(releasing, name, full)
    changed(public_target, "281")
    sent = pressed(reviewer, public_target) | {button: "1"}
    page = text(reviewer.post(PAGE, {k: v for k, v in sent.items() if k in (button, *KEPT)}))
    assert "it failed on our side" in page
    assert "Misread.</textarea>" in page
