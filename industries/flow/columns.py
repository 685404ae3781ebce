"""Layers from left to right: a column for each, and between two columns only the curves of arrows.

A box, a bend of an arrow and a label each have a place of their own in their column, and an arrow runs
level through it. So nothing can meet there, and between the columns there is nothing to meet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from industries.flow.layers import Graph
from industries.flow.shapes import (
    HEAD,
    PAD,
    Card,
    Drawing,
    Route,
    Spot,
    box_of,
    curved,
    head_of,
    height_of,
    label,
)
from industries.lettering import LEADING, text_width, widest_part, wrapped

_LEAST, _MOST, _FINER = 80, 260, 10  # how wide boxes are, and in which steps that is tried
_LABEL = Decimal(132)  # how wide a label may be
_THROAT, _WIDEST = Decimal(32), Decimal(120)  # between two columns, where arrows change their height
_BEND, _ABOVE, _BELOW = Decimal(4), Decimal(2), Decimal(6)  # what an arrow keeps clear of
_PORT = Decimal(7)  # from the middle of a side, where arrows leave from it and others arrive
_PASSES = 6  # the last one backward: what several arrows leave stands in their middle
_HEAVY, _FIXED = 8, 10_000  # how much more than a box a bend holds its arrow straight; what stays


@dataclass(frozen=True, slots=True)
class Column:
    left: Decimal
    width: Decimal

    @property
    def right(self) -> Decimal:
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything is: the column of each place, and its middle, which arrows run through."""

    columns: dict[int, Column]
    middles: dict[int, Decimal]
    ports: dict[tuple[int, bool, bool], Decimal]


def in_columns(
    graph: Graph, cards: Mapping[str, Card], *, room: Decimal, gap: Decimal
) -> Drawing | None:
    """Return the graph from left to right, None where its columns do not fit into the room."""
    columns = _columns(graph, cards, room)
    if columns is None:
        return None
    above, below = _extents(graph, cards, columns)
    middles = _settled(graph, above, below, gap)
    top = min(middles[place] - above[place] for place in middles)
    middles = {place: (middle - top + 1).quantize(Decimal(1)) for place, middle in middles.items()}
    column_of = {
        place: column for column, layer in zip(columns, graph.layers, strict=True) for place in layer
    }
    boxes = []
    for place, node in enumerate(graph.nodes):
        left, width = column_of[place].left, column_of[place].width
        top = middles[place] - above[place]
        boxes.append(box_of(node, cards[node], left=left, top=top, width=width))
    placed = Placed(column_of, middles, _ports(graph, middles))
    routes = [_route(graph, n, placed) for n in range(len(graph.ways))]
    height = max(middles[place] + below[place] for place in middles) + 2
    return Drawing(room, height, boxes, routes)


def _columns(graph: Graph, cards: Mapping[str, Card], room: Decimal) -> list[Column] | None:
    """Return where each layer stands; None where there is no room for one without breaking words."""
    throats = len(graph.layers) - 1
    widths = _widths(graph, cards, room - 2 - throats * _THROAT)
    if widths is None:
        return None
    # where arrows part or meet they need more room for it
    wide = {
        n
        for n, (layer, following) in enumerate(pairwise(graph.layers))
        if any(len(graph.after[place]) > 1 for place in layer)
        or any(len(graph.before[place]) > 1 for place in following)
    }
    rest = room - 2 - sum(widths) - throats * _THROAT
    wider = min(rest / len(wide), _WIDEST - _THROAT) if wide else Decimal(0)
    columns, left = [], Decimal(1)
    for n, width in enumerate(widths):
        columns.append(Column(left, width))
        left += width + _THROAT + wider * (n in wide)
    return columns


def _widths(graph: Graph, cards: Mapping[str, Card], room: Decimal) -> list[Decimal] | None:
    """Return the width of each layer, as even as they can be; None if a word would break."""
    bounds = [_bounds(graph, cards, layer) for layer in graph.layers]
    for most in range(_MOST, _LEAST - 1, -_FINER):
        widths = [max(least, min(whole, Decimal(most))) for least, whole in bounds]
        if sum(widths) <= room:
            return [
                _needed(graph, cards, layer, width)
                for layer, width in zip(graph.layers, widths, strict=True)
            ]
    return None


def _bounds(graph: Graph, cards: Mapping[str, Card], layer: Sequence[int]) -> tuple[Decimal, Decimal]:
    """Return the width of a layer in which no word breaks, and that in which no line does."""
    mine = [cards[graph.nodes[place]] for place in layer if graph.is_box(place)]
    if mine:
        least = max(card.least for card in mine) + 2 * PAD
        return max(least, Decimal(_LEAST)), max(card.width for card in mine) + 2 * PAD
    texts = [graph.arrows[graph.labels[place]].label for place in layer if place in graph.labels]
    return max(map(widest_part, texts)), min(max(map(text_width, texts)), _LABEL)


def _needed(graph: Graph, cards: Mapping[str, Card], layer: Sequence[int], width: Decimal) -> Decimal:
    """Return how wide the longest line of a layer is, once all are wrapped to a width."""
    mine = [cards[graph.nodes[place]] for place in layer if graph.is_box(place)]
    if mine:
        lines = [line for card in mine for _role, line in card.lines(width - 2 * PAD)]
        return max(max(map(text_width, lines)) + 2 * PAD, Decimal(_LEAST))
    every = [line for place in layer for line in _lines(graph, place, width)]
    return max(map(text_width, every))


def _lines(graph: Graph, place: int, width: Decimal) -> list[str]:
    """Return the lines of the label that a place has, if it has one."""
    if place not in graph.labels:
        return []
    return wrapped(graph.arrows[graph.labels[place]].label, width)


def _extents(
    graph: Graph, cards: Mapping[str, Card], columns: Sequence[Column]
) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """Return how far each place reaches above its middle, where arrows run through it, and below."""
    above, below = {}, {}
    for column, layer in zip(columns, graph.layers, strict=True):
        for place in layer:
            above[place] = below[place] = _BEND
            if graph.is_box(place):
                lines = cards[graph.nodes[place]].lines(column.width - 2 * PAD)
                above[place] = below[place] = height_of(lines) / 2
            elif place in graph.labels:
                above[place] = LEADING * len(_lines(graph, place, column.width)) + _ABOVE
                below[place] = _BELOW
    return above, below


def _settled(
    graph: Graph, above: Mapping[int, Decimal], below: Mapping[int, Decimal], gap: Decimal
) -> dict[int, Decimal]:
    """Return the middle of each place: as near as the order allows to those that it is joined to."""
    offsets: list[list[Decimal]] = []
    middles: dict[int, Decimal] = {}
    for layer in graph.layers:
        down, spots = Decimal(0), []
        for n, place in enumerate(layer):
            if n:
                boxes = graph.is_box(place) and graph.is_box(layer[n - 1])
                down += below[layer[n - 1]] + (gap if boxes else gap / 2) + above[place]
            spots.append(down)
        offsets.append(spots)
        middles |= {place: spot - down / 2 for place, spot in zip(layer, spots, strict=True)}
    rows = list(zip(graph.layers, offsets, strict=True))
    for sweep in range(_PASSES):
        near, order = (graph.before, rows) if sweep % 2 == 0 else (graph.after, rows[::-1])
        for layer, spots in order:
            wishes = {place: (near[place], 1 if graph.is_box(place) else _HEAVY) for place in layer}
            middles |= _shifted(layer, spots, wishes, middles)
    # at last what one line alone leads to, and nothing else, takes its level
    for layer, spots in rows:
        wishes = {p: (graph.before[p], 1) if _ends(graph, p) else ([], _FIXED) for p in layer}
        middles |= _shifted(layer, spots, wishes, middles)
    return middles


def _ends(graph: Graph, place: int) -> bool:
    """Return whether a chain ends in a place to which one line leads, from where no other sets out."""
    return not graph.after[place] and [len(graph.after[p]) for p in graph.before[place]] == [1]


def _shifted(
    layer: Sequence[int],
    spots: Sequence[Decimal],
    wishes: Mapping[int, tuple[Sequence[int], int]],
    middles: Mapping[int, Decimal],
) -> dict[int, Decimal]:
    """Return a layer's middles, as near as they can be to those that each place wishes for.

    `wishes` has the places that each is to be level with, if any, and how much that weighs.
    """
    wished = []
    for place, spot in zip(layer, spots, strict=True):
        near, weight = wishes[place]
        level = median([middles[other] for other in near]) if near else middles[place]
        wished.append((level - spot, weight))
    shifts = rising(wished)
    return {p: spot + shift for p, spot, shift in zip(layer, spots, shifts, strict=True)}


def rising(wishes: Sequence[tuple[Decimal, int]]) -> list[Decimal]:
    """Return the values nearest to those wished for, each with its weight, that nowhere fall.

    Nearest by the sum of the squares: neighbours that would fall are pooled at their mean.
    """
    pools: list[tuple[Decimal, int, int]] = []  # sum, weight and number
    for wish, weight in wishes:
        pool = (wish * weight, weight, 1)
        while pools and pools[-1][0] * pool[1] > pool[0] * pools[-1][1]:
            last = pools.pop()
            pool = (last[0] + pool[0], last[1] + pool[1], last[2] + pool[2])
        pools.append(pool)
    return [total / weight for total, weight, number in pools for _ in range(number)]


def _ports(graph: Graph, middles: Mapping[int, Decimal]) -> dict[tuple[int, bool, bool], Decimal]:
    """Return at which height arrows meet a side of a box: by box, whether right, and whether turned.

    All that go one way meet in one spot; if some of the side go the other way, there are two.
    """
    others: dict[tuple[int, bool, bool], list[Decimal]] = {}
    for n, way in enumerate(graph.ways):
        turned = n in graph.turned
        others.setdefault((way[0], True, turned), []).append(middles[way[1]])
        others.setdefault((way[-1], False, turned), []).append(middles[way[-2]])
    ports = {}
    for (place, right, turned), mine in others.items():
        against, shift = others.get((place, right, not turned)), Decimal(0)
        if against:
            ahead = (sum(mine) / len(mine), turned) < (sum(against) / len(against), not turned)
            shift = -_PORT if ahead else _PORT
        ports[place, right, turned] = middles[place] + shift
    return ports


def _route(graph: Graph, number: int, placed: Placed) -> Route:
    way, turned = graph.ways[number], number in graph.turned
    start, end = way[0], way[-1]
    spots: list[Spot] = [(placed.columns[start].right, placed.ports[start, True, turned])]
    texts = []
    for place in way[1:-1]:
        column, middle = placed.columns[place], placed.middles[place]
        spots += [(column.left, middle), (column.right, middle)]
        if place in graph.labels:
            texts = label(_lines(graph, place, column.width), column.left, middle - _ABOVE)
    spots.append((placed.columns[end].left, placed.ports[end, False, turned]))
    ahead = -1 if turned else 1
    if turned:
        spots.reverse()
    tip = spots[-1]
    spots[-1] = tip[0] - HEAD * ahead, tip[1]
    return Route(number, curved(spots), head_of(tip, (ahead, 0)), texts)
