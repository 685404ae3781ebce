"""What a drawing of boxes and arrows must be, read off its coordinates alone."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from industries.flow.layers import Graph
from industries.flow.shapes import Box, Drawing, Route, Text
from industries.lettering import text_width

Field = tuple[Decimal, Decimal, Decimal, Decimal]
Spot = tuple[Decimal, Decimal]
ASCENT, DESCENT = Decimal(12), Decimal(4)
STEPS = 12  # in which a piece of a path is looked at


def wrong(graph: Graph, drawing: Drawing) -> list[str]:
    """Return a sentence for each thing that is not as it must be."""
    boxes = {box.node: field(box) for box in drawing.boxes}
    inner = [(text, written(text), box.node) for box in drawing.boxes for text in box.texts]
    labels = [(text, written(text), "") for route in drawing.routes for text in route.texts]
    whole = Decimal(0), Decimal(0), drawing.width, drawing.height
    fields = [*boxes.items(), *((text.text, taken) for text, taken, _node in labels)]
    found = [f"{one} covers {other}" for (one, a), (other, b) in combinations(fields, 2) if meet(a, b)]
    found += [f"{one} leaves the drawing" for one, taken in fields if not within(taken, whole)]
    found += [f"{text.text} leaves {n}" for text, taken, n in inner if not within(taken, boxes[n])]
    found += [
        f"{one.text} covers {other.text}"
        for (one, a, node), (other, b, other_node) in combinations(inner, 2)
        if node == other_node and meet(a, b)  # of two boxes neither leaves its own
    ]
    for route in drawing.routes:
        arrow = graph.arrows[route.number]
        found += _route(route, boxes[arrow.tail], boxes[arrow.head], fields, whole)
    return found


def _route(
    route: Route, tail: Field, head: Field, fields: list[tuple[str, Field]], whole: Field
) -> Iterator[str]:
    spots, tip = [*along(route.path)], next(along(route.head))
    if not on_edge(spots[0], tail):
        yield f"{route.number} does not begin at its box"
    if not on_edge(tip, head):
        yield f"{route.number} does not end at its box"
    if abs(spots[-1][0] - tip[0]) + abs(spots[-1][1] - tip[1]) > 8:
        yield f"{route.number} has its head elsewhere"
    spots += along(route.head)
    if not all(within((*spot, *spot), whole) for spot in spots):
        yield f"{route.number} leaves the drawing"
    # what is not even near is not looked at spot by spot
    xs, ys = zip(*spots, strict=True)
    near = min(xs), min(ys), max(xs), max(ys)
    for name, taken in fields:
        if meet(near, taken) and any(inside(spot, taken) for spot in spots):
            yield f"{route.number} crosses {name}"


def along(path: str) -> Iterator[Spot]:
    """Yield spots along a path of straight pieces and curves, its corners among them."""
    here: Spot | None = None
    for letter, numbers in re.findall(r"([MLCQ])([^MLCQZ]*)", path):
        values = [Decimal(number) for number in numbers.split()]
        spots = list(zip(values[::2], values[1::2], strict=True))
        if here is None:
            assert letter == "M"
            yield spots[0]
        else:
            yield from (bent([here, *spots], Decimal(n) / STEPS) for n in range(1, STEPS + 1))
        here = spots[-1]


def bent(spots: list[Spot], share: Decimal) -> Spot:
    """Return the spot after a share of a Bézier curve, by de Casteljau; of two spots, of a line."""
    while len(spots) > 1:
        spots = [
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in pairwise(spots)
        ]
    return spots[0]


def field(box: Box) -> Field:
    return box.left, box.top, box.left + box.width, box.top + box.height


def written(text: Text) -> Field:
    return text.x, text.y - ASCENT, text.x + text_width(text.text), text.y + DESCENT


def meet(one: Field, other: Field) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(one: Field, other: Field) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]


def inside(spot: Spot, other: Field) -> bool:
    """Whether a spot is in a field, by more than what a path rounds."""
    edge = Decimal("0.2")
    x, y = spot
    return other[0] + edge < x < other[2] - edge and other[1] + edge < y < other[3] - edge


def on_edge(spot: Spot, box: Field) -> bool:
    (x, y), (left, top, right, bottom) = spot, box
    near = min(abs(x - left), abs(x - right)) < Decimal("0.2") and top <= y <= bottom
    return near or (min(abs(y - top), abs(y - bottom)) < Decimal("0.2") and left <= x <= right)
