"""The framework as places: every text is inside its panel, and none covers another."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from industries.lettering import text_width
from industries.strata import BAR, FONTS, TONES, Band, Box, Entry, Panel, Picture, placed, tone_of

STYLESHEET = Path(settings.BASE_DIR) / "industries/static/industries/site.css"
SIZES = [(304, 1), (660, 2), (1072, 4)]

NAMES = st.one_of(
    st.text(st.sampled_from("aeimnw W-,()"), max_size=60),
    st.text(st.sampled_from("新型材料产业、（）"), max_size=30),
    st.text(st.sampled_from("INDUSTRY AND N"), max_size=60),
    st.text(st.sampled_from("W"), min_size=40, max_size=60),  # one word, wider than any line
)
MARKS = st.sampled_from(["representative", "listed", "inferred"])
ENTRIES = st.builds(Entry, NAMES, MARKS, st.just("/"))
NOTES = st.builds(Entry, NAMES, st.sampled_from(["", "open"]))
PANELS = st.builds(
    Panel,
    NAMES,
    st.just("/"),
    st.just("group-1"),
    st.lists(ENTRIES, max_size=14),
    st.lists(NOTES, max_size=2),
)
BANDS = st.builds(Band, NAMES, st.lists(PANELS, max_size=6), st.lists(NAMES, max_size=6))


def sides(box: Box) -> tuple[int, int, int, int]:
    return box.x, box.y, box.x + box.width, box.bottom


def apart(one: Any, other: Any) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def within(inner: Any, outer: Any) -> bool:
    return bool(
        inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
    )


def letters(words: Any) -> Iterator[tuple[Decimal, ...]]:
    """Yield the field of each line, as wide and high as its letters are."""
    font = Decimal(FONTS[words.role][0])
    for baseline, text in words.lines:
        top, bottom = baseline - font * Decimal("0.9"), baseline + font * Decimal("0.25")
        yield Decimal(words.x), top, words.x + text_width(text, font), bottom


@run(max_examples=120, deadline=None)
@given(st.lists(BANDS, max_size=4), st.sampled_from(SIZES))
def test_texts_are_in_their_panels_and_nothing_covers_another(
    bands: list[Band], size: tuple[int, int]
) -> None:
    width, columns = size
    picture = placed(bands, width=width, columns=columns)
    whole = (0, 0, width, picture.height)
    panels = [panel for band in picture.bands for panel in band.panels]
    texts = [line for band in picture.bands for words in band.titles for line in letters(words)]
    assert all(within(text, whole) for text in texts)
    for panel in panels:
        box = sides(panel.box)
        assert within(box, whole)
        mine = [line for words in (panel.name, *panel.entries) for line in letters(words)]
        ground = (box[0], box[1] + BAR, *box[2:])
        assert all(within(text, ground) for text in mine)
        for words in (panel.name, *panel.entries):
            assert within(sides(words.box), ground)
            assert all(within(line, sides(words.box)) for line in letters(words))
        for x, y in (words.spot for words in panel.entries):
            assert within((x - 5, y - 5, x + 5, y + 5), ground)
        texts += mine
    assert all(apart(one, other) for one, other in combinations(texts, 2))
    boxes = [sides(panel.box) for panel in panels]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    hits = [sides(words.box) for panel in panels for words in (panel.name, *panel.entries)]
    assert all(apart(one, other) for one, other in combinations(hits, 2))


@run(max_examples=40, deadline=None)
@given(st.lists(BANDS, max_size=3), st.sampled_from(SIZES))
def test_no_letter_is_lost_and_the_same_comes_out_twice(
    bands: list[Band], size: tuple[int, int]
) -> None:
    width, columns = size
    picture = placed(bands, width=width, columns=columns)
    assert picture == placed(bands, width=width, columns=columns)
    drawn = [panel for band in picture.bands for panel in band.panels]
    asked = [panel for band in bands for panel in band.panels]
    assert [panel.panel for panel in drawn] == asked
    for panel in drawn:
        for words in (panel.name, *panel.entries):
            said = "".join(text for _y, text in words.lines)
            assert "".join(said.split()) == "".join(words.entry.text.split())
        assert [words.entry for words in panel.entries] == [*panel.panel.entries, *panel.panel.notes]


def rows_of(picture: Picture) -> list[int]:
    """Return how many panels stand in each row."""
    tops = [panel.box.y for band in picture.bands for panel in band.panels]
    return [tops.count(top) for top in sorted(set(tops))]


@pytest.mark.parametrize(
    ("panels", "columns", "rows"),
    [
        (1, 4, [1]),
        (4, 4, [4]),
        (5, 4, [3, 2]),
        (6, 4, [3, 3]),
        (9, 4, [3, 3, 3]),
        (3, 2, [2, 1]),
        (3, 1, [1, 1, 1]),
    ],
)
def test_rows_are_as_even_as_they_can_be(panels: int, columns: int, rows: list[int]) -> None:
    band = Band("Parts", [Panel("Name", "/", "", [Entry("Wine", "listed", "/")])] * panels)
    picture = placed([band], width=1072, columns=columns)
    assert rows_of(picture) == rows
    assert len({panel.box.height for panel in picture.bands[0].panels}) == 1
    for row in {panel.box.y for panel in picture.bands[0].panels}:
        right = max(
            panel.box.x + panel.box.width for panel in picture.bands[0].panels if panel.box.y == row
        )
        assert 1072 - columns < right <= 1072


def test_columns_of_entries_stand_in_line_across_bands() -> None:
    entries = [Entry(f"An industry of no {n}", "listed", "/") for n in range(8)]
    parts = [Panel("Part", "/", "", entries[:3])] * 4
    picture = placed(
        [Band("Parts", parts), Band("Base", [Panel("Base", "/", "", entries)])], width=1072, columns=4
    )
    of_parts, of_base = (
        {words.x for panel in band.panels for words in panel.entries} for band in picture.bands
    )
    assert of_parts == of_base
    assert len(of_base) == 4


@pytest.mark.parametrize(
    ("entries", "rows"), [(4, [4]), (5, [5]), (6, [3, 3]), (7, [4, 3]), (8, [4, 4]), (13, [5, 5, 3])]
)
def test_where_more_columns_fit_the_rows_are_even(entries: int, rows: list[int]) -> None:
    panel = Panel("Name", "/", "", [Entry("冷凉蔬菜", "listed", "/")] * entries)
    (drawn,) = placed([Band("Parts", [panel])], width=660, columns=2).bands[0].panels
    tops = [words.box.y for words in drawn.entries]
    assert [tops.count(top) for top in sorted(set(tops))] == rows


def test_an_empty_panel_has_its_note_and_a_band_without_panels_is_not_drawn() -> None:
    note = Entry("Nothing so far.")
    picture = placed(
        [Band("None", []), Band("Some", [Panel("Name", "/", "", [], [note])])], width=304, columns=1
    )
    (band,) = picture.bands
    assert band.band.title == "Some"
    assert [words.entry for words in band.panels[0].entries] == [note]
    assert placed([], width=304, columns=1) == Picture(304, 0, ())


def formula_of(parts: list[str], width: int) -> list[str]:
    band = Band("Parts", [Panel("Name", "/", "", [])], parts)
    _title, *rest = placed([band], width=width, columns=1).bands[0].titles
    return [text for words in rest for _y, text in words.lines]


def test_a_formula_breaks_between_its_parts_alone_or_is_left_to_the_names() -> None:
    parts = ["Six New Industries,", " Six Specialties,", " Six Excellence", " + N"]
    assert formula_of(parts, 1072) == ["Six New Industries, Six Specialties, Six Excellence + N"]
    assert formula_of(parts, 304) == ["Six New Industries,", "Six Specialties,", "Six Excellence + N"]
    assert formula_of(["x" * 60, " + N"], 304) == []
    assert formula_of(parts * 3, 304) == []
    assert formula_of([], 304) == []


def test_lines_are_even_and_break_no_word_that_fits() -> None:
    band = Band("Parts", [Panel("Conventions and exhibitions of goods", "/", "", [])])
    name = placed([band], width=304, columns=1).bands[0].panels[0].name
    assert [text for _y, text in name.lines] == ["Conventions and", "exhibitions of goods"]


@pytest.mark.parametrize(
    ("position", "tone"), [(0, ""), (1, "group-1"), (7, "group-7"), (8, ""), (32767, "")]
)
def test_past_the_colours_that_there_are_is_none(position: int, tone: str) -> None:
    assert tone_of(position) == tone


def test_the_stylesheet_has_the_letters_and_colours_that_are_reckoned_with() -> None:
    style = STYLESHEET.read_text()
    for role, (size, _leading) in FONTS.items():
        assert re.search(rf"\.framework \.{role} {{ (font-size: |font: 600 ){size}px", style), role
    tones = {int(n) for n in re.findall(r"^\.group-(\d+) {", style, re.MULTILINE)}
    assert tones == set(range(1, TONES + 1))
    for role in ("edge", "full", "name"):
        assert re.search(rf"\.framework \.{role} {{[^}}]*var\(--colour, var\(--accent\)\)", style), role
