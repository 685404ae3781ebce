"""Drawings: nothing covers anything, every arrow arrives, and all of it is inside."""

import random
import time
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industries.flow.columns import rising
from industries.flow.drawing import drawn
from industries.flow.layers import Arrow, Graph, layered
from industries.flow.shapes import Card, Drawing
from tests.flow.geometry import along, wrong
from tests.flow.test_layers import arrows

ROOMS = (340, 720, 1060)
# all capitals, a long word, long names in both languages
NAMES = (
    "Coal",
    "煤炭",
    "HIGH-PERFORMANCE ARAMID FIBRE AND WMW MEMBRANES",
    "Polytetrahydrofuranpolymethylmethacrylate",
    "Coal-based liquids, waxes and other products of indirect liquefaction",
    "高性能芳纶纤维及其复合材料、氨纶与聚四氢呋喃一体化深加工产品",
)


def cards_of(graph: Graph, names: Any = NAMES) -> dict[str, Card]:
    notes = ((), ("feedstock",), ("feedstock", "industry: Modern chemicals"))
    return {
        node: Card(names[n % len(names)], notes[n % len(notes)]) for n, node in enumerate(graph.nodes)
    }


def drawing_of(given_arrows: list[Arrow], room: int, names: Any = NAMES) -> tuple[Graph, Drawing]:
    graph = layered(given_arrows)
    assert graph is not None
    return graph, drawn(graph, cards_of(graph, names), room=Decimal(room))


@settings(max_examples=150, deadline=None)
@given(arrows(), st.sampled_from(ROOMS), st.permutations(NAMES))
def test_nothing_covers_anything_and_every_arrow_arrives(
    given_arrows: list[Arrow], room: int, names: list[str]
) -> None:
    labelled = [
        Arrow(arrow.tail, arrow.head, arrow.label and names[n % len(names)])
        for n, arrow in enumerate(given_arrows)
    ]
    graph, drawing = drawing_of(labelled, room, names)
    assert drawing.width == room
    assert {box.node for box in drawing.boxes} == set(graph.nodes)
    assert [route.number for route in drawing.routes] == list(range(len(graph.arrows)))
    assert not wrong(graph, drawing)
    for route in drawing.routes:
        said = "".join(text.text for text in route.texts)
        assert said.replace(" ", "") == graph.arrows[route.number].label.replace(" ", "")


def many(seed: int, boxes: int = 60, count: int = 100) -> list[Arrow]:
    # not for secrets: the same graph each time
    draw = random.Random(seed)  # noqa: S311
    labels = ["", "", *NAMES]
    return [
        Arrow(f"{draw.randrange(boxes)}", f"{draw.randrange(boxes)}", draw.choice(labels))
        for _ in range(count)
    ]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("seed", range(4))
def test_sixty_boxes_with_cycles_are_drawn(seed: int, room: int) -> None:
    graph, drawing = drawing_of(many(seed), room)
    assert graph.turned
    assert not wrong(graph, drawing)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(("tails", "heads"), [(1, 59), (59, 1), (12, 12)])
def test_many_arrows_at_one_box_are_drawn(tails: int, heads: int, room: int) -> None:
    every = [
        Arrow(f"tail {a}", f"head {b}", NAMES[b % len(NAMES)] if (a + b) % 3 else "")
        for a in range(tails)
        for b in range(heads)
    ]
    graph, drawing = drawing_of(every, room)
    assert not wrong(graph, drawing)


def test_no_two_boxes_share_a_rail() -> None:
    graph, drawing = drawing_of(many(3), 340)
    taken: dict[Decimal, list[tuple[Decimal, Decimal, str]]] = {}
    for route in drawing.routes:
        tail = graph.arrows[route.number].tail
        for (x, y), (to_x, to_y) in pairwise(along(route.path)):
            if x == to_x and x < drawing.boxes[0].left:
                taken.setdefault(x, []).append((min(y, to_y), max(y, to_y), tail))
    assert len(taken) > 10
    for pieces in taken.values():
        for (top, bottom, one), (other_top, other_bottom, other) in combinations(pieces, 2):
            assert one == other or bottom < other_top or other_bottom < top


def test_the_same_graph_is_drawn_alike() -> None:
    assert drawing_of(many(1), 720) == drawing_of(many(1), 720)


def test_layers_lead_to_the_right_where_they_fit_and_down_where_not() -> None:
    chain = [Arrow(f"{n}", f"{n + 1}") for n in range(3)]
    _graph, wide = drawing_of(chain, 720, ["Coal"])
    assert not wide.leads_down
    lefts = [box.left for box in wide.boxes]
    assert lefts == sorted(set(lefts))
    assert len({box.top + box.height / 2 for box in wide.boxes}) == 1  # one level line
    _graph, narrow = drawing_of(chain, 340, ["Coal"])
    assert narrow.leads_down
    assert len({box.left for box in narrow.boxes}) == 1
    tops = [box.top for box in narrow.boxes]
    assert tops == sorted(set(tops))


@pytest.mark.parametrize("room", [340, 1060])
def test_an_arrow_that_closes_a_cycle_points_where_it_leads(room: int) -> None:
    graph, drawing = drawing_of([Arrow("a", "b"), Arrow("b", "c"), Arrow("c", "a")], room)
    assert graph.turned == {2}
    boxes = {box.node: box for box in drawing.boxes}
    *_rest, last = along(drawing.routes[2].path)
    tip = next(along(drawing.routes[2].head))
    assert abs(tip[1] - boxes["a"].top) <= boxes["a"].height
    if room > 340:
        assert last[0] > tip[0] == boxes["a"].left + boxes["a"].width
    assert not wrong(graph, drawing)


def test_there_and_back_are_two_arrows() -> None:
    _graph, drawing = drawing_of([Arrow("a", "b"), Arrow("b", "a")], 720)
    first, second = (next(along(route.path))[1] for route in drawing.routes)
    assert first != second


def test_of_three_that_come_from_one_the_middle_arrow_is_level() -> None:
    _graph, drawing = drawing_of([Arrow("a", "b"), Arrow("a", "c"), Arrow("a", "d")], 720, ["Coal"])
    assert len({y for _x, y in along(drawing.routes[1].path)}) == 1


def test_an_arrow_is_level_from_its_label_on() -> None:
    labels = ("by one step", "by another step with a name of several lines", "", "")
    star = [Arrow("a", f"{n}", label) for n, label in enumerate(labels)]
    _graph, drawing = drawing_of(star, 720, ["Coal-based liquids"])
    for route in drawing.routes:
        *_rest, last = along(route.path)
        assert {y for x, y in along(route.path) if x > 270} == {last[1]}


def test_no_word_of_a_column_breaks() -> None:
    chain = [Arrow(f"{n}", f"{n + 1}") for n in range(4)]
    _graph, drawing = drawing_of(chain, 1060, ["Monocrystalline silicon ingots"])
    assert not drawing.leads_down
    lines = {text.text for box in drawing.boxes for text in box.texts if text.role == "name"}
    assert set(" ".join(lines).split()) == {"Monocrystalline", "silicon", "ingots"}


def test_nothing_is_drawn_of_nothing() -> None:
    _graph, drawing = drawing_of([], 340)
    assert (drawing.boxes, drawing.routes) == ([], [])


def test_a_large_graph_takes_no_time_that_a_reader_would_notice() -> None:
    took = []
    for _ in range(3):
        start = time.process_time()
        graph = layered(many(2))
        assert graph is not None
        for room in (340, 720):
            drawn(graph, cards_of(graph, ["Product", "产品"]), room=Decimal(room))
        took.append(time.process_time() - start)
    # it takes some 25 ms; a machine that does much else may be far slower
    assert min(took) < 0.25


@given(st.lists(st.tuples(st.decimals(-99, 99, places=1), st.integers(1, 9)), max_size=9))
def test_what_is_wished_for_is_met_as_near_as_can_be(wishes: list[tuple[Decimal, int]]) -> None:
    """Against the formula: the highest of what begins no later, of the lowest mean from there on."""

    def mean(start: int, end: int) -> Decimal:
        part = wishes[start : end + 1]
        return sum((w * n for w, n in part), Decimal(0)) / sum(n for _w, n in part)

    count = len(wishes)
    expected = [
        max(min(mean(start, end) for end in range(n, count)) for start in range(n + 1))
        for n in range(count)
    ]
    found = rising(wishes)
    assert all(abs(a - b) < Decimal("1e-20") for a, b in zip(found, expected, strict=True))
