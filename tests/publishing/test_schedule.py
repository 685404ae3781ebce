"""Scheduled releases where something fails: what is due is published once, or kept with the reason."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine as tm
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import OperationalError
from django.utils import timezone

from industries.editions import DESK, desk
from industries.models import Account, Release, ScheduledRelease, Source
from industries.publishing import schedule as scheduling
from industries.publishing.check import checked, public_digests
from industries.publishing.release import LiveBehindError, seal
from industries.publishing.schedule import MomentError, forget, publish_due, schedule
from tests import make

pytestmark = make.uses_ledger


@pytest.fixture
def chief(db: None) -> Account:
    return get_user_model().objects.create_superuser("chief")


@pytest.fixture
def source(db: None) -> Source:
    return make.source(title="To come")


def scheduled(source: Source, by: Account, **about: Any) -> ScheduledRelease:
    wanted = {("source", source.key)}
    with desk():
        sealed = seal(checked(wanted)[0], public_digests())
        moment = timezone.now() + timedelta(hours=1)
        return schedule(wanted, moment, by=by, sealed=sealed, note_en="To come.", **about)


def published() -> list[int]:
    """Let what is due in two hours be published; return the numbers of the releases."""
    with tm.travel(timezone.now() + timedelta(hours=2)):
        return [release.number for release in publish_due()]


def test_what_is_due_is_published_once_and_signed(source: Source, chief: Account) -> None:
    scheduled(source, chief)
    assert published() == [2]
    assert published() == []
    assert Release.objects.using(DESK).count() == 2


def test_a_ledger_that_was_down_catches_up(source: Source, chief: Account) -> None:
    scheduled(source, chief)
    with tm.travel(timezone.now() + timedelta(days=3)):
        assert len(publish_due()) == 1


def test_what_was_given_up_meanwhile_is_not_published(
    source: Source, chief: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = scheduled(source, chief)
    catch_up = scheduling.extending_the_log

    def late() -> Any:
        forget(found.pk)
        return catch_up()

    monkeypatch.setattr(scheduling, "extending_the_log", late)
    assert published() == []
    assert Release.objects.using(DESK).count() == 1


def test_a_busy_desk_is_asked_again(
    source: Source, chief: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = scheduled(source, chief)

    def busy(*_args: Any, **_about: Any) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(scheduling, "append", busy)
        assert published() == []
    found.refresh_from_db()
    assert found.refused == ""
    assert published() == [2]


def test_what_fails_otherwise_is_logged_and_kept(
    source: Source, chief: Account, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = scheduled(source, chief)

    def fail(*_args: Any, **_about: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(scheduling, "append", fail)
    assert published() == []
    found.refresh_from_db()
    assert "the log of the server has the reason" in found.refused
    assert "no space left" in caplog.text
    assert published() == []


def test_one_that_live_is_behind_with_is_in_the_log(
    source: Source, chief: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled(source, chief)

    def behind(pk: int) -> None:
        raise LiveBehindError(1)

    monkeypatch.setattr(scheduling, "_append", behind)
    assert published() == [1]


def test_without_an_account_it_is_not_published(source: Source, chief: Account) -> None:
    found = scheduled(source, chief)
    chief.delete()
    assert published() == []
    found.refresh_from_db()
    assert "may not publish any more" in found.refused


def test_a_record_that_is_gone_is_named(source: Source, chief: Account) -> None:
    found = scheduled(source, chief)
    with desk():
        Source.objects.filter(pk=source.pk).delete()
    assert published() == []
    found.refresh_from_db()
    assert "There is no such record" in found.refused


def test_a_moment_that_has_passed_is_refused(source: Source, chief: Account) -> None:
    with desk(), pytest.raises(MomentError, match="has passed"):
        schedule({("source", source.key)}, timezone.now(), by=chief, sealed="", note_en="Late.")


def test_one_that_fails_holds_up_no_other(
    source: Source, chief: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = scheduled(source, chief), make.source(title="Another")
    scheduled(other, chief)
    append = scheduling.append

    def full(wanted: Any, **about: Any) -> Any:
        if wanted == first.wanted:
            raise OperationalError("database or disk is full")
        return append(wanted, **about)

    monkeypatch.setattr(scheduling, "append", full)
    assert published() == [2]
    (left,) = ScheduledRelease.objects.all()
    assert (left.wanted, bool(left.refused)) == (first.wanted, True)


def test_answers_need_somebody_who_may_handle_reports(source: Source, chief: Account) -> None:
    answer = make.answer(make.report("source", "scio_p4"), found_en="It was misread.")
    found = scheduled(source, chief, answers=[answer])
    allowed = ("add_release", "change_source")
    Account.objects.filter(pk=chief.pk).update(is_superuser=False)
    chief.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    assert published() == []
    found.refresh_from_db()
    assert "may not publish any more" in found.refused
    chief.user_permissions.add(Permission.objects.get(codename="change_readerreport"))
    ScheduledRelease.objects.update(refused="")
    assert published() == [2]
