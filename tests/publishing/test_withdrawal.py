"""Withdrawing: with a reason, with what cannot do without it, and never without a trace."""

from typing import Any

import pytest

from industries.editions import DESK, LIVE, desk
from industries.models import (
    RECORDS,
    Address,
    Citation,
    DeskState,
    Involvement,
    Release,
    Target,
    Version,
)
from industries.publishing.check import withdrawn_together
from industries.publishing.live import rebuild_live
from industries.publishing.release import PublishError, publish
from industries.publishing.review import mark_leaving, restore, take_back
from industries.publishing.states import note_edit, refresh_states
from industries.publishing.verify import unlike_the_log
from tests import make
from tests.publishing.test_publish import contents, edit, messages, state

pytestmark = make.uses_ledger


def leaving(*records: Any) -> None:
    mark_leaving([(record.kind, record.key) for record in records], None)


def withdrawn(*records: Any, **about: Any) -> Release:
    leaving(*records)
    return publish(records, **{"note_en": "Made by mistake.", **about})


def brought_back(record: Any) -> Release:
    """Publish again what was withdrawn, as it was last published."""
    versions = Version.objects.using(DESK).filter(kind=record.kind, key=record.key, action="publish")
    restore(record.kind, record.key, versions.latest("n").n, None)
    return publish([record], note_en="It exists after all.")


def is_public(record: Any) -> bool:
    return bool(RECORDS[record.kind]._default_manager.using(LIVE).filter(key=record.key).exists())


def test_a_withdrawn_record_is_gone_from_live_and_stays_in_the_log_and_on_the_desk() -> None:
    industry = make.industry()
    make.published(industry)
    leaving(industry)
    assert state(industry) == "leaving"
    assert is_public(industry)
    release = publish([industry], note_en="There is no such industry.")
    assert not is_public(industry)
    assert state(industry) == "withdrawn"
    assert release.kind == "correction"
    versions = Version.objects.using(LIVE).filter(kind="industry", key=industry.key).order_by("n")
    assert [(v.n, v.action, v.payload is None) for v in versions] == [
        (1, "publish", False),
        (2, "withdraw", True),
    ]
    assert not list(unlike_the_log())


def test_it_can_be_published_again_under_its_ids() -> None:
    industry = make.industry()
    make.published(industry)
    withdrawn(industry)
    brought_back(industry)
    assert state(industry) == "live"
    assert is_public(industry)
    assert Version.objects.using(LIVE).filter(kind="industry", key=industry.key).count() == 3


def test_what_cannot_do_without_it_goes_with_it_or_it_stays() -> None:
    target = make.target()
    indicator = target.indicator
    make.published(target)
    leaving(indicator)
    assert f"target {target.key} still refers to it: withdraw both" in messages(indicator)
    with pytest.raises(PublishError, match="still refers to it"):
        publish([indicator], note_en="Refused.")
    both = {("indicator", indicator.key), ("target", target.key)}
    assert withdrawn_together({("indicator", indicator.key)}) == both
    withdrawn(target, indicator)
    assert not is_public(target)
    assert not is_public(indicator)


def test_what_can_do_without_it_is_published_anew_without_it() -> None:
    plan, industry = make.initiative(), make.industry()
    target = make.target(initiative=plan)
    with desk():
        plan.industries.add(industry)
    note_edit(plan, None)
    make.published(plan, target, industry)
    edit(target, note_en="Not reviewed yet.")
    release = withdrawn(plan)
    keys = Version.objects.using(LIVE).filter(release=release.number).values_list("key", flat=True)
    assert Target.objects.get(pk=target.pk).initiative is None
    assert Target.objects.get(pk=target.pk).note_en == ""
    assert state(target) == "pending"
    assert set(keys) == {plan.key, target.key}


def test_a_figure_whose_only_source_goes_is_in_the_way() -> None:
    source, other = make.source(), make.source()
    target, twice = make.target(cites=source), make.target(cites=other)
    with desk():
        Citation.objects.create(target=twice, source=source, position=1)
        note_edit(twice, None)
    make.published(target, twice)
    leaving(source)
    assert f"target {target.key} would be left without a source" in messages(source)
    assert twice.key not in messages(source)
    assert withdrawn_together({("source", source.key)}) == {
        ("source", source.key),
        ("target", target.key),
    }
    withdrawn(target, source)
    assert Target.objects.get(pk=twice.pk).citations.get().source == other


def test_it_may_leave_in_the_release_that_publishes_the_others_without_it() -> None:
    old, new = make.indicator(), make.indicator()
    target = make.target(indicator=old)
    make.published(target, new)
    edit(target, indicator=new)
    leaving(old)
    publish([old, target], note_en="It belongs to the other indicator.")
    assert Target.objects.get(pk=target.pk).indicator == new
    assert not is_public(old)


def test_what_is_not_public_has_nothing_to_withdraw() -> None:
    draft = make.source()
    assert mark_leaving([("source", draft.key)], None) == 0
    DeskState.objects.filter(key=draft.key).update(leaving=True)
    assert "there is nothing to withdraw" in messages(draft)


def test_it_can_be_taken_back() -> None:
    source = make.source()
    make.published(source)
    leaving(source)
    assert take_back([("source", source.key)], None) == 1
    assert state(source) == "live"


def test_states_reckoned_afresh_know_what_was_withdrawn() -> None:
    source = make.source()
    make.published(source)
    withdrawn(source)
    DeskState.objects.filter(key=source.key).update(withdrawn=False, live_digest="x")
    refresh_states("source", [source.key])
    assert state(source) == "withdrawn"


def test_live_rebuilt_is_equal_row_for_row_with_what_it_keeps_of_the_log() -> None:
    first, second = make.source(slug="made-first"), make.source(slug="made-second")
    industry = make.industry()
    target = make.target(industry=industry)
    make.published(first, second, target)
    edit(first, slug="made-moved")
    publish([first], note_en="Moved.")
    edit(second, slug="made-first")
    publish([second], note_en="Takes its place.")
    withdrawn(target)

    def kept() -> list[Any]:
        addresses = Address.objects.using(LIVE).order_by("kind", "slug")
        involved = Involvement.objects.using(LIVE).order_by("version", "industry")
        return [
            *addresses.values_list("kind", "slug", "key"),
            *involved.values_list("version", "industry"),
        ]

    before, rows = kept(), contents(LIVE)
    assert ("source", "made-first", second.key) in before
    assert ("source", "made-moved", first.key) in before
    last = Version.objects.using(LIVE).filter(kind="target", key=target.key).order_by("-n")[0]
    assert (last.pk, industry.key) in before
    rebuild_live()
    assert kept() == before
    assert contents(LIVE) == rows


def test_the_ledger_that_was_loaded_knows_its_addresses() -> None:
    slugs = set(RECORDS["target"]._default_manager.using(LIVE).values_list("slug", flat=True))
    assert slugs == set(
        Address.objects.using(LIVE).filter(kind="target").values_list("slug", flat=True)
    )
    assert not list(unlike_the_log())
