"""The file of figures is written of kept text: to the byte what the cells of its columns say."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from industries.editions import LIVE, desk
from industries.models import Citation, KeptFigure, Observation
from industries.publishing.release import publish
from industries.tables import figures
from industries.tables.columns import csv_text
from industries.tables.declared import OBSERVATIONS
from industries.tables.figures import unlike_kept
from industries.tables.writing import lines
from tests import make
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger
ORIGIN = "https://ledger.example"


def slowly(ids: list[int]) -> str:
    """Return the file as it is without anything kept: each cell by the getter of its column."""
    columns = OBSERVATIONS.columns
    rows = [[column.cell(row, ORIGIN) for column in columns] for row in OBSERVATIONS.fetch(ids)]
    return csv_text([[column.name for column in columns], *rows])


def assert_the_same() -> str:
    ids = list(Observation.objects.values_list("pk", flat=True))
    for language in ("en", "zh-hans"):
        with translation.override(language):
            quick = b"".join(lines(OBSERVATIONS, ids, ORIGIN)).decode()
            assert quick == slowly(ids)
    assert not list(unlike_kept())
    return quick


def test_the_shipped_figures_are_what_their_columns_say() -> None:
    assert assert_the_same().count("\r\n") > 100


def nasty() -> Iterator[Any]:
    sources = [make.source(title=title) for title in ("=1+1", 'Of "2024",\nall', "宁夏，统计", "'tis")]
    named = [
        make.indicator(name_en='Wine, "red"', name_zh="葡萄酒，“红”"),
        make.indicator(name_en="=SUM(A1)", name_zh="＝1"),
        make.indicator(name_en="Only English\x1d"),
    ]
    industry = make.industry(name_en="Gas, oil", name_zh="油气")
    texts = (
        "",
        "=1+1",
        "-5",
        'a "b"',
        "a,b",
        "a\nb",
        "葡萄酒",
        "'=1",
        "\ta",
        " =1",
        "a\\b",
        "a\x1fb\x1e0\x1e1",
        "\\N",
        "a|b",
    )
    values = (
        "999999999999999",
        "123456789.012345",
        "0.000001",
        "-0.000001",
        "0",
        "100000",
        "12.500000",
    )
    for n, text in enumerate(texts):
        about: dict[str, Any] = {"note_en": text, "note_zh": text, "cites": sources[n % 4]}
        if n % 2:
            about |= {"scope": text or "x", "scope_comparable": n % 3 == 0, "industry": industry}
        if n % 3 == 0:
            about |= {"period_basis": "inferred", "stated_on": date(2025, 1, n + 1)}
        value = Decimal(values[n % len(values)])
        yield make.observation(indicator=named[n % 3], period=f"20{10 + n}-Q1/Q3", value=value, **about)


def test_nasty_figures_are_what_their_columns_say() -> None:
    made = list(nasty())
    with desk():
        for n, place in enumerate(Citation.objects.filter(observation__in=made)):
            place.locator = ('p. 1, "a"', "第1页", "=1")[n % 3]
            place.as_stated = ("+1\n2", "'tis", "一")[n % 3]
            place.save()
        for position in (1, 2):
            Citation.objects.create(observation=made[1], source=make.source(), position=position)
    derived = make.observation(basis="derived", note_en="Their sum.", period="2023")
    with desk():
        derived.derived_from.set(made[:3])
    make.published(*made, derived)
    text = assert_the_same()
    assert text.count("made_observation_") > len(made)
    Citation.objects.using(LIVE).filter(observation=made[2].pk)._raw_delete(LIVE)
    figures.keep([made[2].pk])
    assert_the_same()


def test_what_others_are_called_is_told_as_it_is_now() -> None:
    source, indicator = make.source(), make.indicator()
    figure = make.observation(indicator=indicator, cites=source)
    make.published(figure)
    edit(indicator, name_en="Renamed, output")
    edit(source, title="Retitled")
    publish([indicator, source], note_en="Renamed.")
    assert "“Renamed, output，2024”" in assert_the_same()
    edit(figure, value=7, slug="made-elsewhere")
    publish([figure], note_en="Misread.", kind="correction")
    assert "/observations/made-elsewhere/v/2/" in assert_the_same()
    withdrawn(figure)
    assert figure.key not in assert_the_same()
    assert not KeptFigure.objects.filter(pk=figure.pk)


def test_rows_that_differ_or_are_missing_are_named() -> None:
    first, second = Observation.objects.using(LIVE).order_by("pk")[:2]
    KeptFigure.objects.using(LIVE).filter(pk=first.pk).update(cells="")
    KeptFigure.objects.using(LIVE).filter(pk=second.pk).delete()
    KeptFigure.objects.using(LIVE).create(pk=987_654, cells="")
    assert set(unlike_kept()) == {first.key, second.key, "987654"}


def test_a_piece_is_a_query_and_names_are_asked_for_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = Observation.objects.using(LIVE).count()
    for size in (count, 20):
        monkeypatch.setattr(figures, "CHUNK", size)
        with CaptureQueriesContext(connections[LIVE]) as queries:
            pieces = list(client.get("/observations.csv").streaming_content)
        asked = [query["sql"] for query in queries if "keptfigure" in query["sql"]]
        assert len(pieces) == 1 + len(asked) == 1 + -(-count // size)
        # the release, the ids; then the names of four kinds, if any are new in a piece
        assert len(queries) - 2 <= 5 * len(asked)
    monkeypatch.setattr(figures, "CHUNK", 20)
    with CaptureQueriesContext(connections[LIVE]) as again:
        list(figures.lines([Observation.objects.using(LIVE).latest("pk").pk] * 60, ORIGIN))
    assert len([query for query in again if "keptfigure" not in query["sql"]]) <= 1 + 4
