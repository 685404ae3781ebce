"""Layers: arrows lead on, cycles are turned by few, and crossings are counted right."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from industries.flow.layers import MOST, Arrow, Graph, crossings, layered


@st.composite
def arrows(draw: Any, most: int = 14) -> list[Arrow]:
    """Some arrows, with cycles, loops, twins and parts that hang together with nothing."""
    ends = st.integers(0, most - 1).map(lambda n: f"box {n}")
    one = st.builds(Arrow, ends, ends, st.sampled_from(["", "", "by a step"]))
    return draw(st.lists(one, max_size=2 * most))


def layer_of(graph: Graph) -> dict[int, int]:
    return {place: n for n, layer in enumerate(graph.layers) for place in layer}


def of(*pairs: str) -> Graph:
    graph = layered(Arrow(*pair) for pair in pairs)
    assert graph is not None
    return graph


def named(graph: Graph) -> list[list[str]]:
    return [[graph.nodes[place] for place in layer if graph.is_box(place)] for layer in graph.layers]


@given(arrows())
def test_every_arrow_leads_on_or_is_turned(given_arrows: list[Arrow]) -> None:
    graph = layered(given_arrows)
    assert graph is not None
    layer = layer_of(graph)
    assert sorted(layer) == list(range(len(layer)))
    assert set(graph.nodes) == {node for arrow in given_arrows for node in (arrow.tail, arrow.head)}
    assert graph.arrows == [arrow for arrow in given_arrows if arrow.tail != arrow.head]
    for n, (arrow, way) in enumerate(zip(graph.arrows, graph.ways, strict=True)):
        ends = [graph.nodes[way[0]], graph.nodes[way[-1]]]
        assert (ends[::-1] if n in graph.turned else ends) == [arrow.tail, arrow.head]
        first = layer[way[0]]
        assert [layer[place] for place in way] == list(range(first, first + len(way)))
        assert [graph.labels.get(place) for place in way].count(n) == bool(arrow.label)
    for places in graph.layers:
        boxes = {graph.is_box(place) for place in places}
        assert len(boxes) == 1 or not set(places) & set(graph.labels)


@given(arrows())
def test_only_a_cycle_has_turned_arrows(given_arrows: list[Arrow]) -> None:
    graph = layered(given_arrows)
    assert graph is not None
    for n in graph.turned:
        assert reaches(graph, graph.arrows[n].head, graph.arrows[n].tail)


def reaches(graph: Graph, start: str, end: str) -> bool:
    seen: set[str] = set()
    ahead = {start}
    while ahead:
        seen |= ahead
        ahead = {arrow.head for arrow in graph.arrows if arrow.tail in ahead} - seen
    return end in seen


@given(arrows(10))
def test_crossings_are_counted_as_by_trying_every_two_lines(given_arrows: list[Arrow]) -> None:
    graph = layered(given_arrows)
    assert graph is not None
    spot = {place: n for layer in graph.layers for n, place in enumerate(layer)}
    slowly = 0
    for layer in graph.layers:
        lines = [(spot[place], spot[end]) for place in layer for end in graph.after[place]]
        slowly += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(lines, 2))
    assert crossings(graph.layers, graph.after) == slowly


def test_lines_that_need_not_cross_do_not() -> None:
    graph = of("ax", "by", "cz", "ay", "bz")
    assert crossings(graph.layers, graph.after) == 0
    tangled = of("ab", "cd", "be", "df", "az", "cy", "zf", "ye")
    assert crossings(tangled.layers, tangled.after) <= 1


def test_what_nothing_orders_otherwise_keeps_its_order() -> None:
    assert named(of("ab", "ac", "ad", "ae")) == [["a"], ["b", "c", "d", "e"]]
    assert named(of("ae", "ad", "ac", "ab")) == [["a"], ["e", "d", "c", "b"]]


def test_a_cycle_begins_with_what_is_named_first() -> None:
    graph = of("ab", "bc", "ca")
    assert named(graph) == [["a"], ["b"], ["c"]]
    assert graph.turned == {2}


def test_what_nothing_leads_to_stands_close_to_what_it_leads_to() -> None:
    assert named(of("ab", "bc", "cd", "xd")) == [["a"], ["b"], ["c", "x"], ["d"]]


def test_a_loop_is_left_out_and_its_box_is_not() -> None:
    graph = of("aa", "bb", "bc")
    assert [(arrow.tail, arrow.head) for arrow in graph.arrows] == [("b", "c")]
    assert graph.nodes == ["a", "b", "c"]


def test_nothing_is_a_graph_without_layers() -> None:
    graph = layered([])
    assert graph is not None
    assert graph.layers == []


@pytest.mark.parametrize("label", ["", "by a step"])
def test_above_the_bound_there_is_no_graph(label: str) -> None:
    path = [Arrow(str(n), str(n + 1), label) for n in range(700)]
    assert layered(path) is not None or label  # with labels it has twice the layers
    assert layered([*path, *(Arrow(str(n), str(n + 600)) for n in range(3))]) is None
    assert layered([Arrow("a", "b")] * (MOST - 1)) is None


def test_a_long_cycle_is_no_matter() -> None:
    """Nothing here may go deeper with each box, as a search that calls itself would."""
    count = MOST // 2 - 1
    ring = [Arrow(str(n), str((n + 1) % count)) for n in range(count)]
    assert layered(ring) is None  # the arrow back bends in every layer
    assert layered(ring[:-1]) is not None
