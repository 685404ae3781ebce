"""What a target's chart shows of its assessment, and that colours are the stylesheet's."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string

from industries.pages.charts import chart_of, small_chart_of
from industries.progress.assessment import assess
from industries.progress.facts import Figure, Promise
from industries.templatetags.charts import STYLESHEET, colours
from tests.progress.cases import day, figure, promise

YEARS = [figure(str(year), value) for year, value in ((2020, 100), (2021, 110), (2024, 150))]


def chart(asked: Promise, *figures: Figure, as_of: str = "2025-06-30") -> Any:
    found = chart_of("Area", "mu", assess(asked, figures, day(as_of)))
    return found and found.drawings["wide"]


def lines(drawing: Any, role: str) -> list[int]:
    """Return of how many points each line of the role is, without the key's."""
    found = [line.points.split() for line in drawing.lines if line.role == role]
    return [len(points) for points in found if not is_key(points, drawing)]


def is_key(points: list[str], drawing: Any) -> bool:
    return len(points) == 2 and all(float_of(p) > drawing.height - 40 for p in points)


def float_of(point: str) -> Any:
    return int(point.partition(",")[2].partition(".")[0])


def key(drawing: Any) -> list[str]:
    return [text.text for text in drawing.texts if text.role == "key"]


def test_it_says_in_words_what_it_shows() -> None:
    found = chart_of("Area", "mu", assess(promise(), YEARS, day("2025-06-30")))
    assert found is not None
    said = "From 2020: 100 mu to 2024: 150 mu. The goal is at least 200 mu by 31 December 2027."
    assert found.description == said
    without = chart_of("Area", "mu", assess(promise(due=None), YEARS, day("2025-06-30")))
    assert without is not None
    assert "goal" not in without.description


def test_no_line_bridges_a_gap() -> None:
    drawing = chart(promise(), *YEARS)
    assert lines(drawing, "reading") == [2]  # 2020 and 2021, and not 2024
    assert "required path" in key(drawing)


def test_no_line_crosses_a_break() -> None:
    later = [figure("2022", 40, break_on=day("2022-06-01")), figure("2023", 45)]
    drawing = chart(promise(), *YEARS[:2], *later)
    assert lines(drawing, "reading") == [2]
    assert lines(drawing, "other") == [2]
    assert {"count redefined", "of another count"} <= set(key(drawing))


def test_no_line_joins_unequal_periods_of_a_flow() -> None:
    undated = figure("2021", 120, period_stated=False, stated_on=day("2022-03-01"))
    drawing = chart(promise(measure="flow"), YEARS[0], undated)
    assert lines(drawing, "reading") == []


@pytest.mark.parametrize(
    ("of", "explained"),
    [
        (figure("2024", "over 150"), "“over”"),
        (figure("2024", "under 150"), "“under”"),
        (figure("2024", "about 150"), "“about”"),
        (figure("2024", 150, status="estimated"), "estimate"),
    ],
)
def test_what_is_not_exact_is_marked_and_explained(of: Figure, explained: str) -> None:
    assert explained in key(chart(promise(), YEARS[0], of))
    assert explained not in key(chart(promise(), YEARS[0], figure("2024", 150)))


def test_other_published_values_are_marks_of_their_own() -> None:
    rival = figure("2024", 90, key="rival", confidence="press")
    drawing = chart(promise(), *YEARS, rival)
    assert "other published value" in key(drawing)
    assert "2024: 90 mu" in [shape.title for shape in drawing.shapes]


def test_where_there_is_no_figure_there_is_no_chart() -> None:
    assert chart(promise()) is None


def test_a_small_chart_has_three_values_or_more() -> None:
    two, three = (assess(promise(), YEARS[:n], day("2025-06-30")) for n in (2, 3))
    assert small_chart_of("mu", two) is None
    drawing = small_chart_of("mu", three)
    assert drawing is not None
    # 2020 and 2021 are joined; nothing leads to 2024, and the goal is a mark as well
    assert [shape.role for shape in drawing.shapes] == ["reading", "goal"]
    apart = [figure(str(year), 100) for year in (2018, 2020, 2022, 2024)]
    alone = small_chart_of("mu", assess(promise(), apart, day("2025-06-30")))
    assert alone is not None
    assert [shape.role for shape in alone.shapes] == ["reading"] * 4 + ["goal"]


def test_a_file_of_its_own_has_the_stylesheets_colours() -> None:
    drawing = chart(promise(), *YEARS)
    css = STYLESHEET.read_text()
    for theme in ("light", "dark"):
        text = render_to_string("industries/_drawing.html", {"drawing": drawing, "theme": theme})
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', text))
        assert used <= {value for value in colours(theme).values() if value in css}
        assert "class=" not in text
    assert colours("light")["accent"] != colours("dark")["accent"]
    on_page = render_to_string("industries/_drawing.html", {"drawing": drawing})
    names = set(re.findall(r"(?:fill|stroke)-(?:accent|goal|warn|quiet|line|paper|ink)", on_page))
    assert names
    assert not [name for name in names if f".{name} {{" not in css]
