"""What happens to a record between its author and the public: review, four eyes, and old versions."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings

from industries.editions import DESK, LIVE, desk
from industries.models import Citation, DeskState, Industry, Source, Target
from industries.publishing import payload
from industries.publishing.check import four_eyes
from industries.publishing.release import PublishError, publish
from industries.publishing.review import (
    RestoreError,
    comment,
    give_back,
    mark_leaving,
    mark_ready,
    remarks_on,
    restore,
    take_back,
)
from industries.publishing.states import note_edit
from tests import make
from tests.publishing.test_publish import edit, state
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger


def account(name: str, **about: Any) -> Any:
    return get_user_model().objects.create_user(name, **about)


def edited(record: Any, by: Any, **change: Any) -> None:
    with desk():
        for name, value in change.items():
            setattr(record, name, value)
        record.save()
        note_edit(record, by)


def ref(record: Any) -> tuple[str, str]:
    return record.kind, record.key


class TestFourEyes:
    def test_who_edited_last_does_not_publish(self) -> None:
        author, reviewer = account("author"), account("reviewer")
        source = make.source()
        edited(source, author, title="Mine")
        with pytest.raises(PublishError, match="You were the last to change it"):
            publish([source], note_en="Alone.", by=author)
        publish([source], note_en="By somebody else.", by=reviewer)

    def test_who_proposes_a_withdrawal_does_not_carry_it_out(self) -> None:
        author, reviewer = account("author"), account("reviewer")
        source = make.source()
        make.published(source)
        mark_leaving([ref(source)], author)
        with pytest.raises(PublishError, match="somebody else has to"):
            publish([source], note_en="Alone.", by=author)
        publish([source], note_en="By somebody else.", by=reviewer)

    def test_the_author_of_the_last_edit_may_publish_a_withdrawal_that_another_proposed(self) -> None:
        author, reviewer = account("author"), account("reviewer")
        source = make.source()
        make.published(source)
        edited(source, author, title="Mine")
        mark_leaving([ref(source)], reviewer)
        publish([source], note_en="It was a double.", by=author)

    @pytest.mark.parametrize("undone", ["taken back", "returned"])
    def test_a_withdrawal_that_comes_to_nothing_leaves_the_author_of_the_last_edit(
        self, undone: str
    ) -> None:
        author, reviewer = account("author"), account("reviewer")
        source = make.source()
        make.published(source)
        edited(source, reviewer, title="Mine")
        mark_leaving([ref(source)], author)
        if undone == "returned":
            give_back([ref(source)], reviewer, text="No.")
        else:
            take_back([ref(source)], reviewer)
        with pytest.raises(PublishError, match="You were the last to change it"):
            publish([source], note_en="Alone.", by=reviewer)

    def test_a_save_that_changes_nothing_makes_nobody_its_author(self) -> None:
        author, reviewer = account("author"), account("reviewer")
        source = make.source()
        edited(source, author, title="Mine")
        edited(source, reviewer)
        publish([source], note_en="By somebody else.", by=reviewer)

    @pytest.mark.parametrize(
        ("setting", "accounts", "needed"),
        [(None, 1, False), (None, 2, True), (True, 1, True), (False, 2, False)],
    )
    def test_it_holds_from_two_accounts_on_unless_it_is_set(
        self, setting: bool | None, accounts: int, needed: bool
    ) -> None:
        for number in range(accounts):
            account(f"account_{number}", is_active=not number)
        with override_settings(LEDGER_FOUR_EYES=setting):
            assert four_eyes() is needed


def test_an_edit_answers_what_was_returned_and_takes_back_what_was_ready() -> None:
    author, reviewer = account("author"), account("reviewer")
    source = make.source()
    assert mark_ready([ref(source)], author) == 1
    assert state(source) == "ready"
    assert give_back([ref(source)], reviewer, text="Which page?") == 1
    assert state(source) == "returned"
    assert give_back([ref(source)], reviewer, text="It is returned already.") == 0
    edited(source, author, title="Page 7 of it")
    assert state(source) == "draft"
    mark_ready([ref(source)], author)
    edited(source, author, title="Page 8 of it")
    assert state(source) == "draft"
    assert [(r.act, r.by.username, r.text) for r in remarks_on(source)] == [
        ("ready", "author", ""),
        ("returned", "reviewer", "Which page?"),
        ("ready", "author", ""),
    ]


def test_a_withdrawal_that_is_returned_is_none() -> None:
    reviewer, source = account("reviewer"), make.source()
    make.published(source)
    mark_leaving([ref(source)], None, text="A double.")
    give_back([ref(source)], reviewer, text="It is none.")
    assert state(source) == "returned"  # whoever proposed it has to see why
    assert take_back([ref(source)], None) == 1
    assert state(source) == "live"


def test_a_returned_withdrawal_of_what_waits_is_seen_and_it_waits_on() -> None:
    plan, industry = make.initiative(), make.industry()
    make.published(plan)
    with desk():
        plan.industries.add(industry)
        note_edit(plan, None)
    publish([plan, make.source()], note_en="The industry is not public.")
    assert state(plan) == "waiting"
    mark_leaving([ref(plan)], None)
    give_back([ref(plan)], None, text="No.")
    assert state(plan) == "returned"
    assert take_back([ref(plan)], None) == 1
    assert state(plan) == "waiting"


def test_what_is_ready_and_to_be_withdrawn_is_taken_back_once() -> None:
    source = make.source(title="As it was")
    make.published(source)
    edited(source, None, title="Better")
    mark_ready([ref(source)], None)
    mark_leaving([ref(source)], None)
    assert take_back([ref(source)], None, text="Neither.") == 1
    assert state(source) == "pending"
    assert [remark.act for remark in remarks_on(source)] == ["taken_back", "leaving", "ready"]


def test_nothing_is_returned_or_said_without_a_word() -> None:
    source = make.source()
    for act in (give_back, comment):
        with pytest.raises(ValueError, match=r"Say what|Write"):
            act([ref(source)], None, text=" ")
    assert not remarks_on(source)


def test_what_is_public_as_it_is_is_not_ready() -> None:
    source = make.source()
    make.published(source)
    assert mark_ready([ref(source)], None) == 0
    assert take_back([ref(source)], None) == 0
    assert not remarks_on(source)


def test_publishing_takes_all_marks_away() -> None:
    source = make.source()
    mark_ready([ref(source)], None)
    publish([source], note_en="New.")
    kept = DeskState.objects.get(kind="source", key=source.key)
    assert (kept.ready_digest, kept.returned_digest, kept.leaving) == ("", "", False)


def test_what_a_release_passes_over_waits_and_is_no_longer_ready() -> None:
    plan, industry, source = make.initiative(), make.industry(), make.source()
    make.published(plan)
    with desk():
        plan.industries.add(industry)
        note_edit(plan, None)
    mark_ready([ref(plan)], None)
    publish([plan, source], note_en="The industry is not public: nothing of the plan changes.")
    assert state(plan) == "waiting"
    assert mark_ready([ref(plan)], None) == 0, "there is nothing to review of it yet"
    make.published(industry)
    assert state(plan) == "pending"


class TestWithdrawn:
    def test_an_edit_of_what_was_withdrawn_is_pending(self) -> None:
        source = make.source(title="As it was")
        make.published(source)
        withdrawn(source)
        assert state(source) == "withdrawn"
        edited(source, None, title="Better")
        assert state(source) == "pending"
        edited(source, None, title="As it was")
        assert state(source) == "withdrawn"

    def test_nobody_undoes_a_withdrawal_alone(self) -> None:
        """Also by bringing back what stands on the desk already: nothing is edited by that."""
        author, reviewer = account("author"), account("reviewer")
        source = make.source()
        make.published(source)
        mark_leaving([ref(source)], author)
        publish([source], note_en="A double.", by=reviewer)
        assert mark_ready([ref(source)], reviewer) == 0
        with pytest.raises(PublishError, match="first bring a version of it back"):
            publish([source], note_en="Alone.", by=reviewer)
        restore(*ref(source), 1, reviewer)
        with pytest.raises(PublishError, match="You were the last to change it"):
            publish([source], note_en="Alone.", by=reviewer)
        publish([source], note_en="By somebody else.", by=author)

    def test_what_was_brought_back_or_edited_can_stay_withdrawn_all_the_same(self) -> None:
        source = make.source(title="As it was")
        make.published(source)
        withdrawn(source)
        restore(*ref(source), 1, None)
        assert take_back([ref(source)], None, text="By mistake.") == 1
        assert state(source) == "withdrawn"
        edited(source, None, title="Better")
        mark_ready([ref(source)], None)
        give_back([ref(source)], None, text="It is a double.")
        assert state(source) == "returned"
        assert take_back([ref(source)], None) == 1
        assert state(source) == "withdrawn"
        assert Source.objects.using(DESK).get(pk=source.pk).title == "Better"  # no text is lost

    def test_what_is_brought_back_as_it_was_is_pending(self) -> None:
        source = make.source(title="As it was")
        make.published(source)
        withdrawn(source)
        restore(*ref(source), 1, None)
        assert state(source) == "pending"
        make.published(source)
        assert state(source) == "live"


class TestRestore:
    def test_an_old_version_stands_on_the_desk_as_a_pending_change(self) -> None:
        author = account("author")
        target = make.target(value=50, cites=make.source())
        make.published(target)
        with desk():
            target.citations.update(locator="page 9")
            Citation.objects.create(target=target, source=make.source(), locator="p. 2", position=1)
        edit(target, value=60)
        make.published(target)
        before = list(Citation.objects.using(LIVE).filter(target_id=target.pk))
        restore("target", target.key, 1, author)
        assert state(target) == "pending"
        assert DeskState.objects.get(kind="target", key=target.key).last_author == author
        back = Target.objects.using(DESK).get(pk=target.pk)
        assert back.value == 50
        assert [c.locator for c in back.citations.all()] == ["page 1"]
        assert list(Citation.objects.using(LIVE).filter(target_id=target.pk)) == before
        publish([target], note_en="It was right before.")
        assert Target.objects.get(pk=target.pk).value == 50

    def test_bringing_back_the_newest_version_discards_what_is_pending(self) -> None:
        target = make.target()
        make.published(target)
        edit(target, value=60)
        restore("target", target.key, 1, None)
        assert state(target) == "live"
        mark_leaving([ref(target)], None)
        restore("target", target.key, 1, None)
        assert state(target) == "live"

    def test_a_withdrawn_record_can_be_brought_back(self) -> None:
        source = make.source(title="As it was")
        make.published(source)
        edit(source, title="As it was not")
        withdrawn(source)
        restore("source", source.key, 1, None)
        assert state(source) == "pending"
        publish([source], note_en="Back again.")
        assert Source.objects.get(pk=source.pk).title == "As it was"

    @pytest.mark.parametrize("n", [2, 3, 0])
    def test_there_has_to_be_such_a_version(self, n: int) -> None:
        source = make.source()
        make.published(source)
        withdrawn(source)
        with pytest.raises(RestoreError, match="no such version"):
            restore("source", source.key, n, None)

    def test_what_another_record_has_by_now_is_told_and_nothing_changes(self) -> None:
        first = make.source(slug="made-first")
        make.published(first)
        edit(first, slug="made-moved", title="Moved")
        make.source(slug="made-first")
        with pytest.raises(RestoreError, match="slug: another record has it already"):
            restore("source", first.key, 1, None)
        assert Source.objects.using(DESK).get(pk=first.pk).title == "Moved"

    def test_what_is_not_valid_any_more_is_told_and_nothing_changes(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        industry = make.industry(name_en="Before")
        make.published(industry)
        edit(industry, name_en="After")

        def stricter(kind: str, old: dict[str, Any]) -> dict[str, Any]:
            return {**old, "format": today + 1, "stage": "unheard_of"}

        today = payload.FORMAT
        monkeypatch.setattr(payload, "FORMAT", today + 1)
        monkeypatch.setitem(payload.UPCASTERS, today, stricter)
        with pytest.raises(RestoreError, match="not a valid choice"):
            restore("industry", industry.key, 1, None)
        assert Industry.objects.using(DESK).get(pk=industry.pk).name_en == "After"


def test_a_change_of_a_public_figure_is_a_correction_and_nothing_else() -> None:
    target = make.target()
    make.published(target)
    edit(target, value=60)
    for kind in ("new", "editorial"):
        with pytest.raises(PublishError, match="such a release is a correction"):
            publish([target], note_en="Quietly.", kind=kind)
    assert publish([target], note_en="Misread.").kind == "correction"
    edit(target, note_en="A note.")
    assert publish([target], note_en="A note is added.", kind="editorial").kind == "editorial"
    assert make.published(make.target()).kind == "new"
