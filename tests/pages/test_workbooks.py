"""Lists as workbooks, columns by name, and the codes: what is in the CSV, each cell of its own type."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from industries import choices
from industries.filtersets import InvalidFilterError
from industries.formulas import restored, unguarded
from industries.models import Observation
from industries.tables import workbook, writing
from industries.tables.declared import OBSERVATIONS
from industries.units import UNITS
from tests import make
from tests.pages.test_twins import STARTS, body, rows

pytestmark = make.uses_ledger


def sheet_of(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response["Content-Type"] == workbook.MEDIA_TYPE
    book = load_workbook(io.BytesIO(body(response)))
    (sheet,) = book.worksheets
    return sheet


@pytest.mark.parametrize("noun", STARTS)
def test_a_workbook_has_the_rows_of_the_csv(client: Client, noun: str) -> None:
    found = rows(client, f"/{STARTS[noun]}.csv")
    head, *cells = sheet_of(client, f"/{STARTS[noun]}.xlsx").iter_rows(values_only=True)
    assert len(cells) == len(found)
    for row, values in zip(found, cells, strict=True):
        assert tuple(row) == head
        for said, value in zip(row.values(), values, strict=True):
            if isinstance(value, datetime):
                assert said == value.date().isoformat()
            elif isinstance(value, bool):
                assert said == str(value).lower()
            elif isinstance(value, int | float):
                assert Decimal(said) == Decimal(str(value))
            else:
                assert unguarded(said) == restored(value or "")


def test_each_cell_is_of_its_columns_type(client: Client) -> None:
    texts = ("=1+1", "007", "#N/A", "2024", "1e5", "a\x0bb", " x ", "TRUE")
    made = [make.source(title=text, published_on=date(2024, 3, n + 1)) for n, text in enumerate(texts)]
    old = make.source(published_on=date(1899, 12, 31))
    figure = make.observation(value=Decimal("123456789.012345"), stood_on=date(2024, 5, 20))
    make.published(*made, old, figure)
    sheet = sheet_of(client, "/sources.xlsx")
    assert sheet.freeze_panes == "A2"
    names = [cell.value for cell in sheet[1]]
    found = {row[0].value: dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2)}
    for record, text in zip(made, texts, strict=True):
        cell = found[record.key]["title"]
        assert (restored(cell.value), cell.data_type) == (text, "s")
        assert found[record.key]["published_on"].is_date
    assert found[old.key]["published_on"].value == "1899-12-31"
    moment = found[old.key]["updated_at"].value
    assert datetime.fromisoformat(moment).utcoffset() is not None
    assert moment.endswith("Z")
    sheet = sheet_of(client, f"/observations.xlsx?search={figure.key}&fields=id,value,stood_on")
    assert [cell.value for cell in sheet[1]] == ["id", "value", "stood_on"]
    key, value, day = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == figure.key)
    assert (value.value, value.data_type) == (123456789.012345, "n")
    assert (day.value.date(), key.data_type) == (date(2024, 5, 20), "s")


def test_too_many_rows_or_letters_are_told_to_take_csv(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 10)
    for response in (client.get("/sources.xlsx"), client.head("/sources.xlsx")):
        assert response.status_code == 400
    assert client.get("/sources.csv").status_code == 200
    table = OBSERVATIONS.only(["id"])
    with pytest.raises(InvalidFilterError, match="Ask for CSV"):
        workbook.written(table, [["id"], ["x" * (workbook.LONGEST + 1)]])
    with pytest.raises(InvalidFilterError, match=r"at most 10 rows.* CSV"):
        writing.xlsx_answer(client.get("/").wsgi_request, table, range(11), "x")


@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_a_column_that_is_not_there_or_asked_for_twice_is_refused(client: Client, end: str) -> None:
    for query in ("fields=nonsense", "fields=id,id", "fields=", "fields=id,", "fields=%00"):
        assert client.get(f"/observations.{end}?{query}").status_code == 400, query
    request = client.get("/?fields=id,nonsense,id").wsgi_request
    with pytest.raises(InvalidFilterError) as refused:
        writing.with_chosen_columns(request, OBSERVATIONS)
    assert len(refused.value.problems) == 2
    for problem in refused.value.problems:
        assert problem.path == "fields"
        assert "Valid are: id, slug" in problem.message or "of: id, slug" in problem.message


@pytest.mark.parametrize("noun", STARTS)
def test_columns_come_by_name_and_in_that_order(client: Client, noun: str) -> None:
    whole = rows(client, f"/{STARTS[noun]}.csv")
    if not whole:
        return
    names = [list(whole[0])[-1], *list(whole[0])[:3]]
    found = rows(client, f"/{STARTS[noun]}.csv?fields={','.join(names)}")
    assert found == [{name: row[name] for name in names} for row in whole]
    assert list(found[0]) == names


def test_a_workbook_is_closed_if_nobody_reads_on(client: Client) -> None:
    file = workbook.written(OBSERVATIONS.only(["id"]), [["id"], ["a"]])
    pieces = workbook.pieces(file)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert file.closed
    assert Observation.objects.exists()


def test_codes_are_every_closed_list_in_both_languages(client: Client) -> None:
    response = client.get("/zh-hans/data/codes.csv")
    assert response.content == client.get("/data/codes.csv").content
    found = list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))
    named = {(row["list"], row["code"]): (row["name_en"], row["name_zh"]) for row in found}
    assert len(named) == len(found)
    assert named["verdict", "on_track"][0] == "On track"
    assert named["verdict", "on_track"][1] not in ("", "On track")
    assert [code for name, code in named if name == "verdict"] == choices.Verdict.values
    assert {code for name, code in named if name == "unit"} == set(UNITS)
    assert not {"state", "review_act", "report_state", "text_choices"} & {name for name, _code in named}
    assert "/data/codes.csv" in client.get("/data/").content.decode()
