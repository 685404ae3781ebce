"""Differences as an editor reads them, off two payloads."""

from typing import Any

import pytest
from django.utils import translation

from industries.editions import DESK, LIVE, desk
from industries.models import Citation, Membership
from industries.publishing.differences import ADDED, CHANGED, REMOVED, differences
from industries.publishing.names import name_in, names_of, referred
from industries.publishing.payload import Payload, snapshots
from industries.publishing.states import published_payloads
from tests import make

pytestmark = make.uses_ledger


def payload(record: Any) -> Payload:
    return snapshots(record.kind, [record.key], using=DESK)[0].payload


def changed(record: Any, **fields: Any) -> list[Any]:
    before = payload(record)
    with desk():
        type(record).objects.filter(pk=record.pk).update(**fields)
    return differences(record.kind, before, payload(record))


def test_choices_are_named_figures_have_units_and_texts_are_in_pieces() -> None:
    target = make.target(note_en="As the plan has it.")
    found = {
        d.field: d for d in changed(target, value=60, standing="forecast", note_en="As the law has it.")
    }
    assert set(found) == {"value", "standing", "note_en"}
    assert (found["value"].old, found["value"].new) == ("50 Mt", "60 Mt")
    assert (found["standing"].old, found["standing"].new) == ("commitment", "forecast")
    assert [(p.mark, p.text) for p in found["note_en"].pieces] == [
        ("same", "As the"),
        ("gone", " plan"),
        ("come", " law"),
        ("same", " has it."),
    ]
    assert not found["value"].pieces


def test_both_languages_are_fields_of_their_own() -> None:
    industry = make.industry(name_zh="毡帽")
    found = changed(industry, name_en="Felt hats", name_zh="毡帽业")
    assert [(d.field, d.new) for d in found] == [("name_en", "Felt hats"), ("name_zh", "毡帽业")]


def test_what_a_record_owns_is_added_removed_or_changed() -> None:
    first, second, third = (make.source(title=f"Bulletin {n}") for n in (1, 2, 3))
    target = make.target(cites=first)
    with desk():
        Citation.objects.create(target=target, source=second, locator="p. 2", position=1)
    before = payload(target)
    with desk():
        target.citations.filter(source=first).update(locator="page 7")
        target.citations.filter(source=second).delete()
        Citation.objects.create(target=target, source=third, locator="p. 3", position=2)
    after = payload(target)
    names = names_of(referred("target", before, after), DESK)
    (found,) = differences("target", before, after, names)
    assert [(row.mark, row.line) for row in found.rows] == [
        (CHANGED, "Bulletin 1 · page 1 · as stated"),
        (ADDED, "Bulletin 3 · p. 3"),
        (REMOVED, "Bulletin 2 · p. 2"),
    ]
    assert [(d.label, d.old, d.new) for d in found.rows[0].fields] == [("Locator", "page 1", "page 7")]


def test_a_membership_is_known_again_by_its_group() -> None:
    group, source = make.group(name_en="Six made-up goods"), make.source()
    industry = make.industry(cites=source)
    with desk():
        Membership.objects.create(industry=industry, group=group, source=source, basis="listed")
    before = payload(industry)
    with desk():
        industry.memberships.update(basis="representative")
    (found,) = differences("industry", before, payload(industry))
    (row,) = found.rows
    assert row.mark == CHANGED
    assert [(d.old, d.new) for d in row.fields] == [("listed", "named as a representative")]


def test_another_order_alone_is_told() -> None:
    target = make.target(cites=make.source())
    with desk():
        Citation.objects.create(target=target, source=make.source(), locator="p. 2")
    before = payload(target)
    after = {**before, "citations": before["citations"][::-1]}
    (found,) = differences("target", before, after)
    assert found.old.splitlines() == found.new.splitlines()[::-1]


def test_new_is_everything_and_withdrawn_is_nothing_left() -> None:
    source = payload(make.source(title="A bulletin"))
    new = {d.field: d for d in differences("source", None, source)}
    assert (new["title"].old, new["title"].new) == ("", "A bulletin")
    gone = {d.field: d for d in differences("source", source, None)}
    assert (gone["title"].old, gone["title"].new) == ("A bulletin", "")
    assert set(gone) == set(new)


def test_a_withdrawn_record_is_called_what_it_was_last_called() -> None:
    industry = make.industry(name_en="Felt hats", name_zh="毡帽")
    make.published(industry)
    assert names_of([("industry", industry.key)], LIVE) == {("industry", industry.key): "Felt hats"}
    from tests.publishing.test_withdrawal import withdrawn

    withdrawn(industry)
    assert names_of([("industry", industry.key)], LIVE) == {("industry", industry.key): "Felt hats"}
    assert ("industry", industry.key) not in published_payloads([("industry", industry.key)])


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Hats made: at least 50 Mt, 2025"), ("zh-hans", "帽子产量：至少5,000万吨，2025年")],
)
def test_a_target_is_named_after_its_indicator(language: str, name: str) -> None:
    target = payload(make.target())
    named = {("indicator", target["indicator"]): {"en": "Hats made"}.get(language, "帽子产量")}
    with translation.override(language):
        assert name_in(target, named) == name


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_figure_is_called_the_same_as_long_as_it_is_there_and_after(language: str) -> None:
    industry = make.industry(name_en="Felt", name_zh="毡")
    for figure in (
        make.target(industry=industry),
        make.target(industry=industry, scope="built", scope_comparable=True, comparator="level"),
        make.target(due_on=None, deadline_basis="not_stated", unit_basis="not_stated"),
        make.target(value=None, unit="", unit_basis="not_stated"),
        make.observation(period="2024-H1"),
        make.observation(period="2024", industry=industry),
    ):
        said = payload(figure)
        with translation.override(language):
            names = {("indicator", figure.indicator.key): figure.indicator.name}
            names["industry", industry.key] = industry.name
            assert name_in(said, names) == str(figure)
