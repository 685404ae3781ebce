"""Previews from the page that publishes: made, listed and ended there; nothing is published."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine as tm
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from industries.copies import previews
from industries.copies.making import BusyError
from industries.editions import DESK
from industries.models import Release, Target
from industries.publishing.states import note_edit
from tests import make
from tests.admin.test_publishing import PAGE, changed, looked_at, text

pytestmark = [make.uses_ledger, pytest.mark.usefixtures("from_the_first")]
LINK = re.compile(r'href="(http://testserver(/preview/[^"]+))"')


def pressed(client: Client, target: Target, **typed: str) -> dict[str, Any]:
    """Return what the page sends when its button for a preview is pressed."""
    sent = looked_at(client, f"target:{target.key}") | {"_preview": "1", "note_en": ""} | typed
    del sent["_publish"]
    return sent


def addresses(response: Any) -> list[str]:
    return [path for _whole, path in LINK.findall(text(response))]


def test_a_preview_shows_what_is_chosen_and_keeps_what_was_typed(
    reviewer: Client, public_target: Target
) -> None:
    changed(public_target, "281")
    answer = reviewer.post(PAGE, pressed(reviewer, public_target, note_zh="读错了。"))
    said, listed = addresses(answer)
    assert said == listed
    assert "读错了。</textarea>" in text(answer)
    assert Release.objects.using(DESK).count() == 1

    release = Client().get(said)
    assert "读错了。" in text(release)
    token = said.split("/")[2]
    page = Client().get(f"/preview/{token}{public_target.get_absolute_url()}")
    assert "281" in text(page)
    assert "281" not in text(Client().get(public_target.get_absolute_url()))


def test_a_note_may_still_be_to_come(reviewer: Client, public_target: Target) -> None:
    changed(public_target, "281")
    said, _listed = addresses(reviewer.post(PAGE, pressed(reviewer, public_target)))
    assert "note of this release is still to be written" in text(Client().get(said))
    chinese = said.replace("/changes/", "/zh-hans/changes/")
    assert "本次发布的说明尚待撰写" in text(Client().get(chinese))


def test_whose_work_it_is_does_not_matter(reviewer: Client, public_target: Target) -> None:
    changed(public_target, "281")
    note_edit(public_target, None)
    from django.contrib.auth import get_user_model

    from industries.models import DeskState

    account = get_user_model().objects.get(username="reviewer")
    get_user_model().objects.create_user("another")
    DeskState.objects.filter(key=public_target.key).update(last_author=account)
    page = text(reviewer.get(f"{PAGE}?record=target:{public_target.key}"))
    assert 'name="_preview"' in page
    assert 'name="_publish"' not in page
    assert 'name="_schedule"' not in page
    assert addresses(reviewer.post(PAGE, pressed(reviewer, public_target)))


def test_it_is_ended_from_the_page_or_the_list(reviewer: Client, public_target: Target) -> None:
    changed(public_target, "281")
    for where in ("page", "list"):
        said, _listed = addresses(reviewer.post(PAGE, pressed(reviewer, public_target)))
        (made,) = previews.previews()
        if where == "page":
            sent = pressed(reviewer, public_target, note_en="Kept.") | {"_end_preview": made.name}
            del sent["_preview"]
            assert "Kept.</textarea>" in text(reviewer.post(PAGE, sent))
        else:
            assert f'value="{made.name}"' in text(reviewer.get("/admin/pending/"))
            answer = reviewer.post(PAGE, {"_end_preview": made.name}, follow=True)
            assert answer.redirect_chain == [("/admin/pending/", 302)]
        assert Client().get(said).status_code == 404
        assert previews.previews() == []


def test_only_who_may_publish_makes_sees_or_ends_any(
    reviewer: Client, author: Client, public_target: Target
) -> None:
    changed(public_target, "281")
    sent = pressed(reviewer, public_target)
    assert author.post(PAGE, sent).status_code == 403
    assert previews.previews() == []
    reviewer.post(PAGE, sent)
    (made,) = previews.previews()
    assert made.token not in text(author.get("/admin/pending/"))
    assert author.post(PAGE, {"_end_preview": made.name}).status_code == 403
    assert previews.previews() == [made]


def test_what_cannot_be_made_says_why(
    reviewer: Client, public_target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(public_target, "281")
    sent = pressed(reviewer, public_target)
    for error, words in (
        (OSError(28, "No space left on device"), "could not be made: No space left"),
        (OperationalError("database or disk is full"), "could not be made: database or disk is full"),
        (BusyError("Editions are being made at the moment."), "Try again in a minute."),
    ):

        def fail(_number: int, _file: Any, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(previews, "put_live", fail)
        assert words in text(reviewer.post(PAGE, sent))
    changed(public_target, "282")
    assert "Somebody changed a record since you looked" in text(reviewer.post(PAGE, sent))


def test_those_that_have_ended_are_not_listed(reviewer: Client, public_target: Target) -> None:
    changed(public_target, "281")
    reviewer.post(PAGE, pressed(reviewer, public_target))
    assert addresses(reviewer.get("/admin/pending/"))
    with tm.travel(timezone.now() + timedelta(hours=25)):
        assert previews.previews() == []


def test_its_address_is_right_where_the_ledger_has_a_path_of_its_own(
    reviewer: Client, public_target: Target
) -> None:
    changed(public_target, "281")
    sent = pressed(reviewer, public_target)
    answer = reviewer.post(PAGE, sent, SCRIPT_NAME="/ledger")
    (made,) = previews.previews()
    assert f'href="http://testserver/ledger/preview/{made.token}/changes/2/"' in text(answer)
