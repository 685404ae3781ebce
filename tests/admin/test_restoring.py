"""Old versions brought back from the history of a record, and what is pending discarded."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from industries.admin import restoring
from industries.editions import DESK, LIVE, desk
from industries.models import DeskState, Source, Target
from industries.publishing.states import note_edit
from tests import make
from tests.admin.test_publishing import changed, form_of, text
from tests.admin.test_review import edited_by, state
from tests.browse import read_form, typed

pytestmark = make.uses_ledger


class TestOldVersions:
    @pytest.fixture
    def corrected(self, public_target: Target) -> Target:
        changed(public_target, "281")
        make.published(public_target, note_en="Misread.")
        return public_target

    def address(self, target: Target, n: int) -> str:
        return f"/admin/restore/target/{target.key}/{n}/"

    def test_one_is_brought_back_as_a_pending_change(self, author: Client, corrected: Target) -> None:
        history = text(author.get(form_of(corrected).replace("change/", "history/")))
        assert self.address(corrected, 1) in history
        assert "Misread." in history
        shown = text(author.get(self.address(corrected, 1)))
        assert "<del>CNY 281 bn</del> → <ins>CNY 280 bn</ins>" in shown
        address = self.address(corrected, 1)
        done = author.post(address, typed(author, address) | {"_do": "1"}, follow=True)
        assert "The desk has the record as it was in version 1." in text(done)
        assert state(corrected) == "pending"
        assert Target.objects.using(DESK).get(pk=corrected.pk).value == 280
        assert Target.objects.using(LIVE).get(pk=corrected.pk).value == 281
        assert DeskState.objects.get(kind="target", key=corrected.key).last_author.username == "author"  # type: ignore[union-attr]

    def test_what_is_pending_is_discarded(self, author: Client, corrected: Target) -> None:
        changed(corrected, "999")
        address = self.address(corrected, 2)
        assert f'href="{address}"' in text(author.get(form_of(corrected)))
        assert "is thrown away" in text(author.get(address))
        author.post(address, typed(author, address) | {"_do": "1"})
        assert state(corrected) == "live"
        assert f'href="{address}"' not in text(author.get(form_of(corrected)))

    def test_not_over_what_somebody_saved_meanwhile(self, author: Client, corrected: Target) -> None:
        address = self.address(corrected, 1)
        sent = typed(author, address) | {"_do": "1"}
        changed(corrected, "555")
        assert "Somebody saved the record since you looked." in text(author.post(address, sent))
        assert Target.objects.using(DESK).get(pk=corrected.pk).value == 555

    def test_not_over_what_somebody_saves_just_now(
        self, author: Client, corrected: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The page has been read, and another's save commits before the version is written."""
        address, begin = self.address(corrected, 1), restoring._restored

        def late(*args: Any) -> str:
            edited_by("author", corrected, "299")
            return begin(*args)

        sent = typed(author, address) | {"_do": "1"}
        monkeypatch.setattr(restoring, "_restored", late)
        answer = text(author.post(address, sent))
        assert "Somebody saved the record since you looked." in answer
        assert "<del>CNY 299 bn</del> → <ins>CNY 280 bn</ins>" in answer
        assert Target.objects.using(DESK).get(pk=corrected.pk).value == 299

    @pytest.mark.parametrize("waited", ["database is locked", "deadlock detected"])
    def test_a_busy_desk_is_said_and_asked_again(
        self, author: Client, corrected: Target, monkeypatch: pytest.MonkeyPatch, waited: str
    ) -> None:
        def gives_up(*_args: Any, **_about: Any) -> None:
            raise OperationalError(waited)

        address = self.address(corrected, 1)
        monkeypatch.setattr(restoring, "restore", gives_up)
        answer = author.post(address, typed(author, address) | {"_do": "1"})
        assert "The desk is busy with a large change." in text(answer)
        assert read_form(text(answer))["seen"]

    def test_what_keeps_it_from_standing_is_said(self, author: Client) -> None:
        source = make.source(slug="made-before")
        make.published(source)
        with desk():
            Source.objects.filter(pk=source.pk).update(slug="made-after")
        note_edit(Source.objects.using(DESK).get(pk=source.pk), None)
        make.source(slug="made-before")
        address = f"/admin/restore/source/{source.key}/1/"
        answer = text(author.post(address, typed(author, address) | {"_do": "1"}))
        assert "slug: another record has it already." in answer

    @pytest.mark.parametrize(
        "path", ["target/nothing/1", "nonsense/x/1", "target/iva_above_2027_280bn/7"]
    )
    def test_what_is_not_there_is_404(self, author: Client, path: str) -> None:
        assert author.get(f"/admin/restore/{path}/").status_code == 404
