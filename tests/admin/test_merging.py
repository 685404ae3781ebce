"""Rows of two editors, merged one by one; rows and records that were deleted meanwhile."""

from typing import Any

import pytest
from django.test import Client

from industries.admin import saving
from industries.editions import DESK, desk
from industries.models import Citation, Industry, Source
from industries.publishing.states import note_edit
from tests import make
from tests.admin.conftest import signed_in
from tests.admin.test_meeting import meeting_in
from tests.admin.test_publishing import form_of, text
from tests.browse import read_form, typed

pytestmark = make.uses_ledger


def cited(record: Any) -> list[str]:
    found: Any = Citation.objects.using(DESK).filter(**{record.kind: record})
    return list(found.order_by("id").values_list("locator", flat=True))


def test_rows_that_they_alone_changed_are_taken_over(editor: Client, other: Client) -> None:
    industry, source = make.industry(), make.source()
    address = form_of(industry)
    mine = typed(editor, address)
    row = {"citations-1-source": source.pk, "citations-1-locator": "page 2"}
    row |= {"citations-TOTAL_FORMS": "2", "citations-0-locator": "page 1a", "citations-1-position": "1"}
    other.post(address, typed(other, address) | row | {"citations-1-as_stated": ""})
    assert cited(industry) == ["page 1a", "page 2"]
    again = read_form(text(editor.post(address, mine | {"name_en": "Mine"})))
    assert editor.post(address, again).status_code == 302
    assert cited(industry) == ["page 1a", "page 2"]
    assert Industry.objects.using(DESK).get(pk=industry.pk).name_en == "Mine"


def test_a_row_that_they_deleted_and_i_changed_is_kept_as_a_new_one(
    editor: Client, other: Client
) -> None:
    industry = make.industry()
    address = form_of(industry)
    mine = typed(editor, address)
    other.post(address, typed(other, address) | {"citations-0-DELETE": "on"})
    assert cited(industry) == []
    answer = editor.post(address, mine | {"citations-0-locator": "page 9"})
    (row,) = meeting_in(answer).values()
    assert (row.is_mine, row.is_theirs, row.theirs) == (True, True, "")
    assert editor.post(address, read_form(text(answer))).status_code == 302
    assert cited(industry) == ["page 9"]


def test_rows_that_both_added_are_all_in_the_form(editor: Client, other: Client) -> None:
    industry, source = make.industry(), make.source()
    address = form_of(industry)
    mine = typed(editor, address)
    row = {"citations-1-source": source.pk, "citations-1-as_stated": "", "citations-1-position": "1"}
    row |= {"citations-TOTAL_FORMS": "2"}
    other.post(address, typed(other, address) | row | {"citations-1-locator": "THEIRS"})
    sent = mine | row | {"citations-0-locator": "page 1b", "citations-1-locator": "MINE"}
    answer = editor.post(address, sent)
    assert "the rows that they added are there as well" in text(answer)
    again = read_form(text(answer))
    assert editor.post(address, again).status_code == 302
    assert sorted(cited(industry)) == ["MINE", "THEIRS", "page 1b"]


class TestRowByRow:
    """Two rows; what they did with one of them and I with the other are both in the form then."""

    @pytest.fixture
    def industry(self, db: None) -> Industry:
        industry, source = make.industry(), make.source()
        with desk():
            about = {"industry": industry, "source": source, "locator": "page 2", "position": 1}
            Citation.objects.create(**about)
            note_edit(industry, None)
        return industry

    @pytest.mark.parametrize(
        ("theirs", "mine", "both"),
        [
            ({"0-locator": "THEIRS"}, {"1-locator": "MINE"}, ["MINE", "THEIRS"]),
            ({"0-locator": "THEIRS"}, {"1-DELETE": "on"}, ["THEIRS"]),
            ({"0-DELETE": "on"}, {"1-locator": "MINE"}, ["MINE"]),
            ({"1-DELETE": "on"}, {"1-DELETE": "on"}, ["page 1"]),
            ({"0-locator": "THEIRS"}, {"0-locator": "MINE"}, ["MINE", "page 2"]),
            ({"0-DELETE": "on"}, {"0-locator": "MINE"}, ["MINE", "page 2"]),
            ({"0-locator": "THEIRS"}, {"0-DELETE": "on"}, ["page 2"]),
        ],
    )
    def test_each_row_is_as_who_changed_it_left_it(
        self,
        editor: Client,
        other: Client,
        industry: Industry,
        theirs: dict[str, str],
        mine: dict[str, str],
        both: list[str],
    ) -> None:
        address = form_of(industry)
        form = typed(editor, address)
        sent = {f"citations-{name}": value for name, value in theirs.items()}
        other.post(address, typed(other, address) | sent | {"name_zh": "另一名"})
        sent = {f"citations-{name}": value for name, value in mine.items()}
        answer = editor.post(address, form | sent | {"name_en": "Mine"})
        assert editor.post(address, read_form(text(answer))).status_code == 302
        assert sorted(cited(industry)) == both
        kept = Industry.objects.using(DESK).get(pk=industry.pk)
        assert (kept.name_en, kept.name_zh) == ("Mine", "另一名")


@pytest.mark.parametrize("total", ["", "²", "9" * 5000, "-1", "99999999999"])
def test_a_number_of_rows_that_is_none_takes_nothing_down(
    editor: Client, other: Client, total: str
) -> None:
    industry = make.industry()
    address = form_of(industry)
    mine = typed(editor, address)
    other.post(address, typed(other, address) | {"citations-0-locator": "page 2"})
    answer = editor.post(address, mine | {"name_en": "Mine", "citations-TOTAL_FORMS": total})
    assert answer.status_code == 200
    assert cited(industry) == ["page 2"]


class TestGone:
    def test_a_row_that_was_deleted_with_what_it_names_is_left_out_and_said(
        self, editor: Client, other: Client
    ) -> None:
        industry, source = make.industry(), make.source(title="A draft that goes")
        with desk():
            Citation.objects.create(industry=industry, source=source, locator="page 9", position=1)
            note_edit(industry, None)
        address = form_of(industry)
        mine = typed(editor, address)
        other.post(address, typed(other, address) | {"citations-1-DELETE": "on"})
        editor.post(form_of(source, "delete"), {"post": "yes"})
        assert not Source.objects.using(DESK).filter(pk=source.pk).exists()
        sent = mine | {"summary_en": "Typed at length.", "citations-1-as_stated": "Typed there."}
        answer = editor.post(address, sent)
        assert "is not there any more and was left out: page 9 / Typed there." in text(answer)
        assert {label for label, row in meeting_in(answer).items() if row.is_mine} > {
            "Summary (English)"
        }
        assert editor.post(address, read_form(text(answer))).status_code == 302
        assert cited(industry) == ["page 1"]
        assert Industry.objects.using(DESK).get(pk=industry.pk).summary_en == "Typed at length."

    def test_a_row_that_they_deleted_is_a_new_one_where_the_old_state_cannot_be_put_back(
        self, editor: Client, other: Client
    ) -> None:
        """Another record has the address by now that this one had."""
        industry = make.industry(slug="made-first")
        address = form_of(industry)
        mine = typed(editor, address)
        sent = {"slug": "made-moved", "citations-0-DELETE": "on"}
        other.post(address, typed(other, address) | sent)
        make.industry(slug="made-first")
        sent = {"citations-0-locator": "page 90", "slug": "made-mine"}
        answer = editor.post(address, mine | sent)
        assert "saved this record while" in text(answer)
        assert editor.post(address, read_form(text(answer))).status_code == 302
        assert cited(industry) == ["page 90"]

    @pytest.mark.parametrize(
        ("theirs", "both"),
        [
            ({"citations-0-locator": "THEIRS"}, ["MINE", "THEIRS"]),
            ({"citations-0-DELETE": "on"}, ["MINE"]),
        ],
    )
    def test_rows_are_merged_as_well_where_the_old_state_cannot_be_put_back(
        self, editor: Client, other: Client, theirs: dict[str, str], both: list[str]
    ) -> None:
        industry, source = make.industry(slug="made-first"), make.source()
        with desk():
            about = {"industry": industry, "source": source, "locator": "page 2", "position": 1}
            Citation.objects.create(**about)
            note_edit(industry, None)
        address = form_of(industry)
        mine = typed(editor, address)
        other.post(address, typed(other, address) | theirs | {"slug": "made-moved"})
        make.industry(slug="made-first")
        answer = editor.post(address, mine | {"slug": "made-mine", "citations-1-locator": "MINE"})
        assert editor.post(address, read_form(text(answer))).status_code == 302
        assert sorted(cited(industry)) == both

    def test_a_record_that_is_deleted_while_both_are_compared_is_made_anew(
        self, editor: Client, other: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = make.source(title="A draft")
        address, shown = form_of(source), saving.SavingOnBase._shown_meeting
        mine = typed(editor, address)
        other.post(address, typed(other, address) | {"publisher": "Theirs"})

        def late(*args: Any) -> Any:
            other_editor.post(form_of(source, "delete"), {"post": "yes"})
            return shown(*args)

        other_editor = signed_in("superuser", "third")
        monkeypatch.setattr(saving.SavingOnBase, "_shown_meeting", late)
        answer = editor.post(address, mine | {"title": "Typed at length"})
        assert "It was deleted while you edited it" in text(answer)
        assert "Typed at length</textarea>" in text(answer)

    def test_a_record_that_was_deleted_meanwhile_is_made_anew_of_what_was_typed(
        self, editor: Client, other: Client
    ) -> None:
        industry = make.industry(name_en="A draft")
        address = form_of(industry)
        mine = typed(editor, address)
        assert editor.post(form_of(industry, "delete"), {"post": "yes"}).status_code == 302
        sent = mine | {"summary_en": "Typed at length.", "citations-0-locator": "page 7"}
        answer = editor.post(address, sent)
        assert "It was deleted while you edited it" in text(answer)
        assert not Industry.objects.using(DESK).filter(key=industry.key).exists()
        again = read_form(text(answer))
        add = form_of(industry, "add")
        assert f'action="{add}"' in text(answer)
        assert editor.post(add, again).status_code == 302
        made = Industry.objects.using(DESK).get(key=industry.key)
        assert (made.name_en, made.summary_en) == ("A draft", "Typed at length.")
        assert cited(made) == ["page 7"]
