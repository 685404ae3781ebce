"""Spreadsheets at the desk: out, edited, back in; and what is not taken."""

import csv
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from industries.admin.sheets import files, guard
from industries.admin.sheets.cells import number
from industries.admin.sheets.columns import COLUMNS, labels_of, names_by_label
from industries.editions import DESK, desk
from industries.formulas import guarded, unguarded
from industries.models import RECORDS, DeskState, Observation, Target
from industries.wording import in_lines
from tests import bombs, make
from tests.browse import typed

pytestmark = make.uses_ledger
KINDS = ("observation", "target")

ATTACKS = [
    *("=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1"),
    *(
        " =1+1",
        "\u3000=1+1",
        "\u00a0=1+1",
        "\ufeff=1+1",
        "\u200b=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(1)",
    ),
    *("'=1+1", "''=1+1", '=HYPERLINK("http://x","y")', '=IMPORTXML("http://x")', "+cmd|'x'!A1"),
    *('=DDE("cmd";"/C calc";"x")', "@A1", "-2+3+cmd|' /C calc'!A0", "=A1;=B1", '"=1+1', "a;=1+1"),
    *("a _x000D_ b", "_x005F_x000D_", "_x000D_=1", "%0A=1+1", '="a"&"b"', "--1", "=@1"),
]


def upload(client: Client, kind: str, data: bytes, name: str = "x.csv") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(f"/admin/industries/{kind}/upload/", {"file": file})


def taken(client: Client, kind: str, data: bytes) -> Any:
    """Upload the file and take it once it was looked at; return the last answer."""
    looked = upload(client, kind, data)
    form = fields_of(looked)
    assert "held" in form, looked.content.decode()
    return client.post(f"/admin/industries/{kind}/upload/", form | {"_take": "1"}, follow=True)


def fields_of(response: Any) -> dict[str, Any]:
    import re

    text = response.content.decode()
    return dict(re.findall(r'name="(held|seal)" value="([^"]*)"', text))


def sheet(*rows: dict[str, Any]) -> bytes:
    """Return rows as CSV, with the columns of the first."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def a_row(**cells: Any) -> dict[str, Any]:
    """Return a row that makes a new observation, for cells to change."""
    return {
        "key": "",
        "indicator": "wine_area",
        "industry": "",
        "period": "1999年前三季度",
        "period_basis": "stated",
        "value": "30",
        "unit": "万亩",
        "status": "final",
        "source": "scio_p4",
        "locator": "page 4",
        "as_stated": "三十万亩",
    } | cells


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_download_loads_back_without_a_change(editor: Client, kind: str, form: str) -> None:
    model: Any = RECORDS[kind]
    data = editor.get(f"/admin/industries/{kind}/download/{form}/").content
    count = model.objects.using(DESK).count()
    outcome = upload(editor, kind, data).context["outcome"]
    assert (outcome.problems, outcome.changes) == ([], [])
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, count)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chinese_download_is_chinese_and_loads_back_at_an_english_desk(
    editor: Client, kind: str
) -> None:
    editor.post("/admin/language/", {"language": "zh-hans"})
    data = editor.get(f"/admin/industries/{kind}/download/csv/").content
    head = data.decode("utf-8-sig").splitlines()[0]
    assert not [word for word in head.replace('"', "").split(",") if word.isascii()]
    editor.post("/admin/language/", {"language": "en"})
    assert upload(editor, kind, data).context["outcome"].changes == []


def test_a_download_has_the_rows_of_the_filtered_list(editor: Client) -> None:
    data = editor.get("/admin/industries/observation/download/csv/?state=lead").content
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    with desk():
        assert len(rows) - 1 == Observation.objects.with_state().filter(state="lead").count() > 0


def test_a_figure_is_taken_in_the_units_and_words_of_a_yearbook(editor: Client) -> None:
    before = Observation.objects.using(DESK).count()
    looked = upload(editor, "observation", sheet(a_row()))
    assert "It would make 1 new" in text(looked)
    assert Observation.objects.using(DESK).count() == before
    done = taken(editor, "observation", sheet(a_row()))
    assert "1 new record, 0 changed, 0 unchanged. They are not public yet." in text(done)
    made = Observation.objects.using(DESK).get(key="wine_area_1999_q1_q3")
    assert (made.value, made.unit, made.period) == (300_000, "mu", "1999-Q1/Q3")
    citation = made.citations.get()
    assert (citation.source.key, citation.as_stated) == ("scio_p4", "三十万亩")
    state = DeskState.objects.get(kind="observation", key=made.key)
    assert state.first_author is not None
    assert state.first_author.username == "editor"


def test_an_edited_row_shows_what_differs_and_makes_that_record_pending(editor: Client) -> None:
    with desk():
        public = Observation.objects.with_state().filter(state="live", rank="normal").first()
    row = {"key": public.key, "indicator": public.indicator.key, "note_en": "Read again."}
    looked = upload(editor, "observation", sheet(row))
    (change,) = looked.context["outcome"].changes
    assert [cell[0] for cell in change.cells] == ["Note (English)"]
    taken(editor, "observation", sheet(row))
    with desk():
        assert Observation.objects.with_state().get(pk=public.pk).state == "pending"
        assert Observation.objects.get(pk=public.pk).value == public.value


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"value": "abc"}, "Value", "“abc” is not a number."),
        ({"value": "1e3000000"}, "Value", "is not a number."),
        ({"value": "1,5"}, "Value", "“1,5” is not a number."),
        ({"value": "1.234,5"}, "Value", "“1.234,5” is not a number."),
        ({"indicator": "nothing"}, "Indicator", "There is no indicator “nothing”. Write its key."),
        ({"indicator": ""}, "Indicator", "This field cannot be null."),
        ({"period": "前三季度"}, "Period", "year"),
        ({"period": "1999-13"}, "Period", "is not a period"),
        ({"unit": "万千瓦"}, "Unit", "万亩"),
        ({"status": "sure"}, "Status", "“sure” is none of: final,"),
        ({"period_basis": ""}, "Period is", "This field cannot be blank."),
        ({"source": ""}, "Source", "need a source"),
        ({"key": "Bad Key"}, "Key", "Lower case letters"),
        ({"value": "0.00000000001"}, "Value", "cannot be kept exactly"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column_and_nothing_is_taken(
    editor: Client, cells: dict[str, str], column: str, message: str
) -> None:
    before = Observation.objects.using(DESK).count()
    response = upload(editor, "observation", sheet(a_row(), a_row(**{"period": "1998"} | cells)))
    problems = response.context["outcome"].problems
    assert [(problem.row, problem.column) for problem in problems] == [(3, column)]
    assert message in problems[0].message
    assert "Nothing was taken: 1 thing is wrong." in text(response)
    assert 'name="held"' not in text(response)
    assert Observation.objects.using(DESK).count() == before


def test_a_rule_of_the_database_is_said_by_row(editor: Client) -> None:
    rows = [a_row(rank="preferred"), a_row(rank="preferred")]
    (problem,) = upload(editor, "observation", sheet(*rows)).context["outcome"].problems
    assert problem.row == 3
    assert "Another observation is preferred" in problem.message


def test_a_key_twice_and_columns_that_are_not_there(editor: Client) -> None:
    rows = [a_row(key="made_twice"), a_row(key="made_twice")]
    (problem,) = upload(editor, "observation", sheet(*rows)).context["outcome"].problems
    assert "stands in an earlier row" in problem.message
    (problem,) = upload(editor, "observation", sheet(a_row(colour="red"))).context["outcome"].problems
    assert problem.column == "colour"
    assert "There are: Key, Indicator" in problem.message
    (problem,) = upload(editor, "target", b"value,unit\n1,mu\n").context["outcome"].problems
    assert "Needed as well: Key, Indicator." in problem.message


def test_a_figure_far_from_its_neighbours_is_pointed_at(editor: Client) -> None:
    source, indicator = make.source(), make.indicator()
    make.observation(indicator=indicator, cites=source, period="2023", value=Decimal(250))
    row = a_row(indicator=indicator.key, period="2024", value="2800", unit="Mt", source=source.key)
    (warning,) = upload(editor, "observation", sheet(row)).context["outcome"].warnings
    assert "2,800 Mt is 10 times its neighbours or more" in warning.message
    assert "2023: 250 Mt" in warning.message
    near = upload(editor, "observation", sheet(row | {"value": "280"}))
    assert near.context["outcome"].warnings == []


def test_what_was_changed_since_it_was_looked_at_is_looked_at_again(editor: Client) -> None:
    made = make.observation(cites=make.source(), value=Decimal(7))
    row = {"key": made.key, "indicator": made.indicator.key, "value": "8"}
    form = fields_of(upload(editor, "observation", sheet(row)))
    with desk():
        Observation.objects.filter(pk=made.pk).update(value=Decimal("7.5"))
    again = editor.post("/admin/industries/observation/upload/", form | {"_take": "1"})
    assert "Somebody changed a record since you looked." in text(again)
    assert Observation.objects.using(DESK).get(pk=made.pk).value == Decimal("7.5")


@pytest.mark.parametrize("name", ["", "../secret_key", "0" * 32, "x" * 400, "\x00"])
def test_a_crafted_name_of_a_held_file_finds_none(editor: Client, name: str) -> None:
    response = editor.post("/admin/industries/target/upload/", {"held": name, "_take": "1", "seal": ""})
    assert "The file is no longer held. Upload it again." in text(response)


def test_who_may_not_write_uploads_nothing(client: Client) -> None:
    from tests.admin.conftest import signed_in

    reader = signed_in("Administrators")
    assert reader.get("/admin/industries/target/upload/").status_code == 403
    assert reader.get("/admin/industries/target/download/csv/").status_code == 200
    assert upload(client, "target", b"key,indicator\n").status_code == 302
    assert reader.get("/admin/industries/target/download/ods/").status_code == 404


# --- files that are not what they seem ------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_that_is_written_is_a_formula(attack: str) -> None:
    assert unguarded(guarded(attack)) == attack
    data = files.written_csv([[guarded(attack)]])
    ((cell,),) = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    unseen = " \t\r\n\u00a0\u200b\u3000\ufeff"
    assert not cell.lstrip(unseen).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert data.decode("utf-8-sig").startswith('"')  # also where a semicolon parts the cells
    book = load_workbook(io.BytesIO(files.written_xlsx([[guarded(attack)]])))
    assert book.active is not None
    assert book.active.cell(1, 1).data_type in ("s", "inlineStr")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(files.written_xlsx([[guarded(attack)]]))).read(
        "xl/worksheets/sheet1.xml"
    )


def test_there_are_thirty_attacks() -> None:
    assert len(set(ATTACKS)) >= 30


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_text_with_attacks_goes_out_and_comes_back(editor: Client, form: str) -> None:
    kept = list(map(in_lines, ATTACKS))  # as the desk's forms keep them
    strings = "\n".join(kept)
    made = [make.observation(cites=make.source(), note_en=a, note_zh=strings) for a in kept[:12]]
    data = editor.get(f"/admin/industries/observation/download/{form}/?q=made_").content
    outcome = upload(editor, "observation", data).context["outcome"]
    assert (outcome.problems, outcome.changes) == ([], [])
    assert outcome.unchanged == len(made)


FAR_CELL = (
    b"<worksheet %s><sheetData>" % bombs.NS
    + b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    + b"</sheetData></worksheet>"
)
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "The submitted file is empty."),
    "no row": (b"\n\n", "The file is empty."),
    "a column twice": (b"key,key\n", "a name of its own"),
    "a column without name": (b"key,,value\n", "a name of its own"),
    "too many cells": (b"key,indicator\na,b,c\n", "Row 2 has more cells"),
    "an open quote": (b'key,indicator\n"a', "cannot be read as CSV"),
    "a huge cell": (b"key,indicator\n" + b"x" * 200_000 + b",b\n", "cannot be read as CSV"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\x00\x00", "neither CSV nor XLSX"),
    "a broken archive": (b"PK\x03\x04 nonsense", "cannot be read as XLSX"),
    "too many rows": (b"key,indicator\n" + b"a,b\n" * (guard.MAX_ROWS + 1), "more than 15000 rows"),
    "a cell far away": (bombs.workbook({bombs.SHEET: FAR_CELL}), "The file is empty"),
    "a line of commas": (b"key,indicator\n" + b"," * 100_000, "cannot be read as CSV"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_none_or_a_bomb_is_refused_with_a_sentence(editor: Client, what: str) -> None:
    data, message = REFUSED[what]
    response = upload(editor, "observation", data)
    assert response.status_code == 200
    assert message in text(response)


@pytest.mark.parametrize("bomb", bombs.BOMBS)
def test_a_bomb_is_refused_with_a_sentence(bomb: str) -> None:
    """How long that takes, and how much memory, is measured by script/bench."""
    data = bombs.workbook(bombs.BOMBS[bomb]())
    assert len(data) < files.MAX_BYTES
    with pytest.raises(files.SheetError, match=r"more than 15000 rows|cannot be read as XLSX"):
        files.read(data)


@pytest.mark.parametrize(
    ("text", "figure"),
    [("1,234,567.5", "1234567.5"), ("１２", "12"), ("−3", "-3"), ("1e3", "1000"), (" 7 ", "7")],
)
def test_a_number_as_people_write_it(text: str, figure: str) -> None:
    assert number(text) == Decimal(figure)


def test_a_file_of_several_parts_is_looked_at_and_taken_as_one(editor: Client) -> None:
    """A look has a transaction for each part, so that nobody waits long; it is of the whole."""
    rows = [a_row(period=f"{1000 + n}", value=f"{30 + n}") for n in range(1100)]
    done = taken(editor, "observation", sheet(*rows))
    assert "1100 new records, 0 changed" in text(done)
    again = [a_row(key="made_first"), *rows, a_row(key="made_first")]
    (problem,) = upload(editor, "observation", sheet(*again)).context["outcome"].problems
    assert (problem.row, problem.column) == (1103, "Key")


@pytest.mark.parametrize(
    "query",
    ["?industry__id__exact=abc", "?p=9999", "?foo=bar", "?key__regex=(", "?value__gt=1", "?q=%00"],
)
def test_a_download_that_the_list_does_not_have_is_refused(editor: Client, query: str) -> None:
    assert editor.get(f"/admin/industries/target/download/csv/{query}").status_code == 400


def test_a_file_over_the_limit_is_refused_unread(editor: Client) -> None:
    response = upload(editor, "observation", b"x" * (files.MAX_BYTES + 1))
    assert "The file has more than 10 MB." in text(response)


def test_a_csv_as_chinese_spreadsheets_write_it_is_read(editor: Client) -> None:
    data = "key,indicator,note_zh\r\n,wine_area,“万亩”\r\n".encode("gb18030")
    assert files.read(data).rows == [(2, ["", "wine_area", "“万亩”"])]


@pytest.mark.parametrize("kind", KINDS)
def test_every_editable_field_has_a_column_of_its_own_name(kind: str) -> None:
    model: Any = RECORDS[kind]
    fields = {f.name for f in (*model._meta.fields, *model._meta.local_many_to_many) if f.editable}
    assert fields - {"id", "slug"} == set(COLUMNS[kind])
    assert len(set(labels_of(model).values())) == len(labels_of(model))
    assert set(names_by_label(model).values()) == set(labels_of(model))


def test_new_targets_are_taken(editor: Client) -> None:
    row = {
        "key": "",
        "indicator": "wine_area",
        "target_kind": "reach a level by a day",
        "kind_basis": "stated",
        "standing": "承诺",
        "comparator": "at least",
        "value": "2",
        "unit": "公顷",
        "unit_basis": "stated",
        "due_on": "2031-12-31",
        "deadline_basis": "stated",
        "baseline_basis": "not_stated",
        "announced_basis": "not_stated",
    }
    response = taken(editor, "target", sheet(row))
    assert "1 new record" in text(response)
    made = Target.objects.using(DESK).get(key="wine_area_2031")
    assert (made.value, made.unit, made.standing) == (30, "mu", "commitment")
    assert typed(editor, f"/admin/industries/target/{made.pk}/change/")["value"] == "30"
