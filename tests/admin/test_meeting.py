"""Two editors of one record: whoever saves on an older state is shown both, and nothing is lost."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import OperationalError
from django.test import Client

from industries.admin import saving
from industries.editions import DESK, desk
from industries.models import DeskState, Source, Target
from industries.models.desk import with_states
from industries.publishing.states import note_edit
from tests import make
from tests.admin.conftest import signed_in
from tests.admin.test_publishing import form_of, text
from tests.browse import read_form, typed

pytestmark = make.uses_ledger


def meeting_in(answer: Any) -> dict[str, Any]:
    """Return the rows of the comparison, by label."""
    assert answer.status_code == 200
    return {row.label: row for row in answer.context["meeting"].rows}


def test_who_comes_second_is_refused_and_sees_three_columns(editor: Client, other: Client) -> None:
    source = make.source(title="As it was", publisher="An office")
    address = form_of(source)
    mine, theirs = typed(editor, address), typed(other, address)
    assert other.post(address, theirs | {"title": "Theirs", "publisher": "Another"}).status_code == 302
    answer = editor.post(address, mine | {"title": "Mine", "note_en": "Typed at length."})
    assert "li saved this record while you edited it" in text(answer)
    rows = meeting_in(answer)
    assert set(rows) == {"Title", "Publisher", "Note (English)"}
    title = rows["Title"]
    assert (title.mine, title.theirs, title.base) == ("Mine", "Theirs", "As it was")
    assert [label for label, row in rows.items() if row.is_clash] == ["Title"]
    kept = Source.objects.using(DESK).get(pk=source.pk)
    assert (kept.title, kept.publisher, kept.note_en) == ("Theirs", "Another", "")
    assert DeskState.objects.get(kind="source", key=source.key).last_author.username == "li"  # type: ignore[union-attr]

    # what stands in the form now is both: theirs where they alone changed, mine where I did
    again = read_form(text(answer))
    assert (again["title"], again["publisher"]) == ("Mine", "Another")
    assert again["note_en"].strip() == "Typed at length."
    assert editor.post(address, again).status_code == 302
    kept = Source.objects.using(DESK).get(pk=source.pk)
    assert (kept.title, kept.publisher, kept.note_en) == ("Mine", "Another", "Typed at length.")


def as_browsers_send(sent: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with each line ending as a browser has it, whatever the page had."""
    return {k: v.replace("\n", "\r\n") if isinstance(v, str) else v for k, v in sent.items()}


def test_the_ends_of_lines_are_no_change(editor: Client, other: Client) -> None:
    source = make.source(note_en="one\ntwo")
    industry = make.industry(cites=source)
    with desk():
        industry.citations.update(as_stated="first\nsecond")
        note_edit(industry, None)
    make.published(source, industry)
    for record in (source, industry):
        address = form_of(record)
        answer = editor.post(address, as_browsers_send(typed(editor, address)), follow=True)
        assert "was changed successfully" in text(answer)
        state = with_states().get(kind=record.kind, key=record.key)
        assert (state.state, state.last_author) == ("live", None)
        assert "No fields changed" in str(LogEntry.objects.latest("pk"))

    # and nobody is told that they changed a text that only they touched
    address = form_of(source)
    mine = as_browsers_send(typed(editor, address))
    other.post(address, as_browsers_send(typed(other, address)) | {"note_en": "one\r\nTHEIRS"})
    rows = meeting_in(editor.post(address, mine | {"title": "Mine"}))
    assert [(row.is_mine, row.is_theirs) for row in rows.values()] == [(True, False), (False, True)]


def test_an_error_in_the_form_does_not_make_it_newer(editor: Client, other: Client) -> None:
    source = make.source(title="As it was")
    address = form_of(source)
    mine, theirs = typed(editor, address), typed(other, address)
    other.post(address, theirs | {"title": "Theirs"})
    wrong = read_form(text(editor.post(address, mine | {"title": ""})))
    assert "saved this record while you edited it" in text(
        editor.post(address, wrong | {"title": "Mine"})
    )


def test_the_same_change_by_both_is_no_quarrel(editor: Client, other: Client) -> None:
    source = make.source(title="As it was")
    address = form_of(source)
    mine, theirs = typed(editor, address), typed(other, address)
    other.post(address, theirs | {"title": "The same"})
    assert editor.post(address, mine | {"title": "The same"}).status_code == 302


def test_a_change_that_was_taken_back_is_no_quarrel(editor: Client, other: Client) -> None:
    source = make.source(title="As it was")
    address = form_of(source)
    mine = typed(editor, address)
    for title in ("Theirs", "As it was"):
        other.post(address, typed(other, address) | {"title": title})
    assert editor.post(address, mine | {"title": "Mine"}).status_code == 302


def test_figures_are_merged_in_their_units(editor: Client, other: Client) -> None:
    """They changed the value, I a note: what the form has then is their value, in the ledger's unit."""
    target = make.target(value=50)
    address = form_of(target)
    mine = typed(editor, address)
    other.post(
        address, typed(other, address) | {"value": "6000", "entry": "Mt|万吨", "note_zh": "重读。"}
    )
    assert Target.objects.using(DESK).get(pk=target.pk).value == 60
    answer = editor.post(address, mine | {"note_en": "Read again."})
    again = read_form(text(answer))
    assert again["value"] == "60"
    editor.post(address, again)
    kept = Target.objects.using(DESK).get(pk=target.pk)
    assert (kept.value, kept.note_zh, kept.note_en) == (60, "重读。", "Read again.")


def test_links_to_many_are_merged(editor: Client, other: Client) -> None:
    plan, first, second = make.initiative(), make.industry(), make.industry()
    address = form_of(plan)
    mine = typed(editor, address)
    other.post(address, typed(other, address) | {"industries": [first.pk, second.pk]})
    again = read_form(text(editor.post(address, mine | {"name_en": "Mine"})))
    editor.post(address, again)
    with desk():
        plan.refresh_from_db()
        assert plan.name_en == "Mine"
        assert {industry.pk for industry in plan.industries.all()} == {first.pk, second.pk}


def test_what_a_third_editor_saves_meanwhile_is_told_by_the_next_save(
    editor: Client, other: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make.source(title="As it was", publisher="As it was")
    address, merge = form_of(source), saving.merged
    mine, third = typed(editor, address), signed_in("Authors", "third")
    other.post(address, typed(other, address) | {"note_zh": "对方"})

    def late(*args: Any) -> None:
        merge(*args)
        monkeypatch.setattr(saving, "merged", merge)
        third.post(address, typed(third, address) | {"publisher": "THIRD"})

    monkeypatch.setattr(saving, "merged", late)
    again = read_form(text(editor.post(address, mine | {"title": "Mine"})))
    rows = meeting_in(editor.post(address, again))
    assert rows["Publisher"].theirs == "THIRD"
    assert Source.objects.using(DESK).get(pk=source.pk).publisher == "THIRD"


@pytest.mark.parametrize("where", ["met", "merged"])
def test_a_desk_that_is_busy_while_both_are_compared_keeps_what_was_typed(
    editor: Client, other: Client, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def gives_up(*_args: Any) -> None:
        raise OperationalError("deadlock detected")

    source = make.source(title="As it was")
    address = form_of(source)
    mine = typed(editor, address)
    other.post(address, typed(other, address) | {"publisher": "Theirs"})
    monkeypatch.setattr(saving, where, gives_up)
    answer = editor.post(address, mine | {"title": "Mine"})
    assert "The desk is busy with a large change." in text(answer)
    monkeypatch.undo()
    kept = Source.objects.using(DESK).get(pk=source.pk)
    assert (kept.title, kept.publisher) == ("As it was", "Theirs")
    assert "saved this record while" in text(editor.post(address, read_form(text(answer))))


@pytest.mark.parametrize("base", ["", "nonsense", None])
def test_a_form_without_the_state_it_was_opened_on_is_refused(editor: Client, base: str | None) -> None:
    source, another = make.source(title="As it was"), make.source()
    if base is None:
        base = typed(editor, form_of(another))["base"]
    answer = editor.post(form_of(source), typed(editor, form_of(source)) | {"base": base, "title": "X"})
    assert "This form was sent without the state that it was opened on" in text(answer)
    assert Source.objects.using(DESK).get(pk=source.pk).title == "As it was"


def test_the_comparison_is_in_the_desks_language(editor: Client, other: Client) -> None:
    source = make.source(title="As it was")
    address = form_of(source)
    mine = typed(editor, address)
    other.post(address, typed(other, address) | {"title": "Theirs"})
    editor.post("/admin/language/", {"language": "zh-hans", "back": "/admin/"})
    rows = meeting_in(editor.post(address, mine | {"title": "Mine"}))
    assert set(rows) == {"标题"}
