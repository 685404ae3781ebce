"""Charts as shapes: everything is inside, and nothing that is to be read covers another."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industries import svg
from industries.lettering import FONT, text_width, wrapped
from industries.svg import Drawing, Mark, Plot, drawn, scale, small

NUMBERS = st.decimals(-(10**6), 10**6, places=3) | st.decimals(0, 10**14, places=0)
MOMENTS = st.decimals(2015, 2036, places=3)


@st.composite
def plots(draw: Any) -> Plot:
    spots = draw(st.lists(st.tuples(MOMENTS, NUMBERS), min_size=1, max_size=15))
    shapes, named = st.sampled_from(sorted(svg.SHAPES)), st.booleans()
    marks = [
        Mark(at, "reading", draw(shapes), "title", f"{at[1]}" if draw(named) else "") for at in spots
    ]
    line = [("reading", sorted(spots))] if len(spots) > 1 else []
    key = [("reading", "dot", "value")] * 4
    return Plot(marks, line, [("deadline", draw(MOMENTS))], key, str, "Mt")


def boxes(drawing: Drawing) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
    """Return the field that each text takes."""
    found = []
    for text in drawing.texts:
        wide, x, y = text_width(text.text), Decimal(text.x), Decimal(text.y)
        left = x - {"start": Decimal(0), "middle": wide / 2, "end": wide}[text.anchor]
        found.append((left, y - FONT, left + wide, y))
    return found


@settings(max_examples=200, deadline=None)
@given(plots(), st.sampled_from([340, 720]))
def test_everything_is_inside_and_no_text_covers_another(plot: Plot, width: int) -> None:
    drawing = drawn(plot, width=width, height=320)
    found = boxes(drawing)
    for left, top, right, bottom in found:
        assert left >= -1
        assert right <= width + 1
        assert top >= -FONT
        assert bottom <= drawing.height
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart
    for line in drawing.lines:
        for spot in line.points.split():
            x, y = map(Decimal, spot.split(","))
            assert 0 <= x <= width
            assert 0 <= y <= drawing.height
    assert not re.search(r"NaN|Inf|E", " ".join(shape.path for shape in drawing.shapes))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["3", "98"], ("0", "100", "20")),
        (["0.2", "0.9"], ("0", "1.0", "0.2")),
        (["-4", "9"], ("-5.0", "10.0", "2.5")),
        (["0"], ("0", "1.0", "0.2")),
        (["-7", "-3"], ("-8", "0", "2")),
    ],
)
def test_an_axis_has_zero_and_round_steps(values: list[str], expected: tuple[str, ...]) -> None:
    found = scale([Decimal(value) for value in values], Decimal(6))
    assert found == tuple(map(Decimal, expected))


def test_chinese_is_as_wide_as_high() -> None:
    assert text_width("万亩") == 2 * FONT > text_width("mu")


def test_a_small_chart_has_no_words_and_stays_inside() -> None:
    spots = [(Decimal(2020 + n), Decimal(n * n)) for n in range(4)]
    drawing = small(
        [("reading", spots)], [Mark(spots[-1], "reading", "small", "")], width=120, height=36
    )
    assert not drawing.texts
    (line,) = drawing.lines
    points = [tuple(map(Decimal, spot.split(","))) for spot in line.points.split()]
    assert all(0 <= x <= 120 and 0 <= y <= 36 for x, y in points)


def test_a_label_stands_off_a_line_where_there_is_room() -> None:
    mark = Mark((Decimal(2022), Decimal(50)), "reading", "dot", "", "50")
    steep = [(Decimal(2021), Decimal(0)), (Decimal(2022), Decimal(60)), (Decimal(2025), Decimal(60))]

    def label_of(lines: Any) -> Any:
        drawing = drawn(Plot([mark], lines, [], [], str), width=720, height=320)
        return next(text for text in drawing.texts if text.role == "reading label")

    assert Decimal(label_of([("path", steep)]).y) > Decimal(label_of([]).y)


def test_a_label_at_the_edge_of_the_field_leaves_the_axis_alone() -> None:
    mark = Mark((Decimal("2020.1"), Decimal(10**8)), "goal", "diamond", "", "100,000,000")
    plot = Plot([mark], [], [], [], lambda value: f"{value:,}")
    drawing = drawn(plot, width=340, height=320)
    (label,) = (b for b, t in zip(boxes(drawing), drawing.texts, strict=True) if "label" in t.role)
    assert label[0] >= max(Decimal(text.x) for text in drawing.texts if text.anchor == "end")


def test_of_one_value_there_is_a_small_chart_too() -> None:
    spot = (Decimal(2020), Decimal(0))
    assert small([], [Mark(spot, "reading", "small", "")], width=120, height=36).shapes


@given(st.text(st.sampled_from("aAW 万亩，-"), max_size=40), st.integers(20, 200))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, room: int) -> None:
    lines = wrapped(text, Decimal(room))
    assert all(text_width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_capitals_are_wider_than_small_letters() -> None:
    assert text_width("TARGET") > text_width("target")
