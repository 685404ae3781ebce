"""Layers from top to bottom, for little room: one box in a row, and arrows along rails on the left.

All arrows of a box that lead down run along one rail, those that lead up along another, and turn off to
where they lead: into the left side, or if they have a label below it into the top. No two rails share a
spot. An arrow to the next row, the only one of its box that leads down, leads there straight.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from industries.flow.layers import Ends, Graph
from industries.flow.shapes import (
    HEAD,
    PAD,
    Box,
    Card,
    Drawing,
    Route,
    Spot,
    Text,
    box_of,
    cornered,
    head_of,
    label,
)
from industries.lettering import LEADING, text_width, wrapped

_LEAST, _MOST = Decimal(140), Decimal(320)  # how wide a box may be
_RAIL, _NEAREST = Decimal(13), Decimal(20)  # between two rails, and between the last one and the boxes
_PORT = Decimal(9)  # between two spots where arrows meet a side
_DROP = Decimal(16)  # from the line below a label down into its box
_STEP = Decimal(12)  # between two arrows that come down into a box
_STRAIGHT = Decimal(22)  # how far from the left edge an arrow leads straight down
_UNDER = Decimal(3)


Rail = tuple[int, bool]  # of which box, and whether it leads down


@dataclass(frozen=True, slots=True)
class Plan:
    """Which box is in which row, which arrows lead straight down, and on which rail the others run.

    Rails are counted from the boxes. `left` and `width` are of all boxes, `apart` lies between rails.
    """

    order: list[int]
    row: dict[int, int]
    straight: set[int]
    rails: dict[Rail, int]
    left: Decimal
    width: Decimal
    apart: Decimal

    def rail(self, tail: int, head: int) -> Rail:
        return tail, self.row[tail] < self.row[head]

    def x(self, rail: Rail) -> Decimal:
        return self.left - _NEAREST - self.apart * self.rails[rail]


@dataclass(frozen=True, slots=True)
class Strip:
    """The label of an arrow above the box that it leads to: its line, and where that turns down."""

    line: Decimal
    turn: Decimal
    texts: list[Text]


@dataclass(frozen=True, slots=True)
class Placed:
    """The plan with everything in its place; `ports` are by box and by the rail that meets it there."""

    plan: Plan
    boxes: dict[int, Box]
    strips: dict[int, Strip]
    ports: dict[tuple[int, Rail], Decimal]


def in_rows(graph: Graph, cards: Mapping[str, Card], *, room: Decimal, gap: Decimal) -> Drawing:
    """Return the graph from top to bottom, however many layers it has and however wide they are."""
    turned = graph.turned
    ends = [(w[-1], w[0]) if n in turned else (w[0], w[-1]) for n, w in enumerate(graph.ways)]
    plan = _plan(graph, ends, cards, room)
    arriving: dict[int, list[int]] = {}
    for n, (_tail, head) in enumerate(ends):
        arriving.setdefault(head, []).append(n)
    boxes: dict[int, Box] = {}
    strips: dict[int, Strip] = {}
    y = Decimal(1) - gap
    for place in plan.order:
        mine = arriving.get(place, [])
        y += gap
        labelled = [n for n in mine if graph.arrows[n].label]
        if labelled:
            found, y = _strips(graph, labelled, plan, y)
            strips |= found
        elif plan.straight.intersection(mine):
            y += _DROP / 2
        node = graph.nodes[place]
        boxes[place] = box_of(node, cards[node], left=plan.left, top=y, width=plan.width)
        y += boxes[place].height
    placed = Placed(plan, boxes, strips, _ports(ends, plan, boxes, strips))
    routes = [_route(n, end, placed) for n, end in enumerate(ends)]
    return Drawing(room, y + 1, list(boxes.values()), routes, leads_down=True)


def _plan(graph: Graph, ends: Ends, cards: Mapping[str, Card], room: Decimal) -> Plan:
    order = [place for layer in graph.layers for place in layer if graph.is_box(place)]
    row = {place: n for n, place in enumerate(order)}
    straight = _straight(graph, ends, row)
    rails = _rails([end for n, end in enumerate(ends) if n not in straight], row)
    count = max(rails.values(), default=-1) + 1
    apart = min(_RAIL, (room - _LEAST - _NEAREST - 2) / max(count, 1))
    left = _NEAREST + apart * (count - 1) + 2 if count else Decimal(1)
    width = min(max(_natural(graph, ends, cards), _LEAST), _MOST, room - left - 1)
    return Plan(order, row, straight, rails, left, width, apart)


def _natural(graph: Graph, ends: Ends, cards: Mapping[str, Card]) -> Decimal:
    """Return how wide boxes are in which neither a name nor a label above breaks."""
    found = [card.width + 2 * PAD for card in cards.values()]
    labelled = [(end[1], a.label) for a, end in zip(graph.arrows, ends, strict=True) if a.label]
    count = Counter(head for head, _label in labelled)
    found += [text_width(text) + 3 * PAD + _STEP * count[head] for head, text in labelled]
    return max(found)


def _straight(graph: Graph, ends: Ends, row: Mapping[int, int]) -> set[int]:
    """Return the arrows to the next row that alone lead down from a box, and meet no other label."""
    leaving = Counter(tail for tail, head in ends if row[tail] < row[head])
    labelled = Counter(head for n, (_tail, head) in enumerate(ends) if graph.arrows[n].label)
    return {
        n
        for n, (tail, head) in enumerate(ends)
        if row[head] == row[tail] + 1
        and leaving[tail] == 1
        and labelled[head] <= bool(graph.arrows[n].label)
    }


def _rails(ends: Ends, row: Mapping[int, int]) -> dict[Rail, int]:
    """Return the number of each rail: the shorter it is, the nearer to the boxes."""
    rows: dict[Rail, list[int]] = {}
    for tail, head in ends:
        rows.setdefault((tail, row[tail] < row[head]), [row[tail]]).append(row[head])
    spans = {rail: (min(mine), max(mine)) for rail, mine in rows.items()}
    numbers: dict[Rail, int] = {}
    taken: list[list[tuple[int, int]]] = []
    for rail, (first, last) in sorted(
        spans.items(), key=lambda span: (span[1][1] - span[1][0], span[1])
    ):
        free = (n for n, mine in enumerate(taken) if all(last < a or b < first for a, b in mine))
        numbers[rail] = next(free, len(taken))
        if numbers[rail] == len(taken):
            taken.append([])
        taken[numbers[rail]].append((first, last))
    return numbers


def _strips(
    graph: Graph, labelled: Sequence[int], plan: Plan, y: Decimal
) -> tuple[dict[int, Strip], Decimal]:
    """Return the labels above a box, and where the box may begin."""
    count = len(labelled)
    step = min(_STEP, plan.width / 3 / count)
    room = plan.width - step * count - 3 * PAD
    wraps = {n: wrapped(graph.arrows[n].label, room) for n in labelled}
    if labelled[0] in plan.straight:
        lines, left = wraps[labelled[0]], plan.left + _STRAIGHT
        y += LEADING * len(lines)
        return {labelled[0]: Strip(y, left, label(lines, left + PAD, y - _UNDER))}, y + _DROP / 2
    strips = {}
    for k, n in enumerate(labelled):
        y += LEADING * len(wraps[n]) + 2 * _UNDER * (k > 0)
        # beyond all labels that are still below it
        widest = max(text_width(line) for below in labelled[k:] for line in wraps[below])
        turn = plan.left + widest + 2 * PAD + step * (count - 1 - k)
        strips[n] = Strip(y, turn, label(wraps[n], plan.left + PAD, y - _UNDER))
    return strips, y + _DROP


def _ports(
    ends: Ends, plan: Plan, boxes: Mapping[int, Box], labelled: Collection[int]
) -> dict[tuple[int, Rail], Decimal]:
    """Return at which height a rail meets the left side of a box, by both."""
    meeting: dict[int, set[Rail]] = {}
    for n, (tail, head) in enumerate(ends):
        if n not in plan.straight and n not in labelled:
            meeting.setdefault(head, set()).add(plan.rail(tail, head))
    for rail in plan.rails:
        meeting.setdefault(rail[0], set()).add(rail)
    ports = {}
    for place, rails in meeting.items():
        mine = sorted(rails, key=lambda rail: _from_above(rail, place, plan))
        box, apart = boxes[place], min(_PORT, boxes[place].height / (len(mine) + 1))
        middle = box.top + box.height / 2
        for k, rail in enumerate(mine):
            ports[place, rail] = middle + apart * (k - Decimal(len(mine) - 1) / 2)
    return ports


def _from_above(rail: Rail, place: int, plan: Plan) -> tuple[int, int]:
    """Return a sort key for the rails that meet a box, so that they seldom cross each other.

    First its own that leads up, then what comes from above and from below, at last its own down.
    """
    (tail, down), number = rail, plan.rails[rail]
    if tail == place:
        return (3, 0) if down else (0, 0)
    return (1, number) if down else (2, -number)


def _route(number: int, end: tuple[int, int], placed: Placed) -> Route:
    (tail, head), plan, strip = end, placed.plan, placed.strips.get(number)
    start, to = placed.boxes[tail], placed.boxes[head]
    if number in plan.straight:
        x = plan.left + _STRAIGHT
        spots: list[Spot] = [(x, start.top + start.height), (x, to.top)]
    else:
        rail = plan.rail(tail, head)
        x, out = plan.x(rail), placed.ports[tail, rail]
        spots = [(plan.left, out), (x, out)]
        if strip:
            spots += [(x, strip.line), (strip.turn, strip.line), (strip.turn, to.top)]
        else:
            spots += [(x, placed.ports[head, rail]), (plan.left, placed.ports[head, rail])]
    tip, down = spots[-1], strip is not None or number in plan.straight
    way = (0, 1) if down else (1, 0)
    spots[-1] = tip[0] - HEAD * way[0], tip[1] - HEAD * way[1]
    return Route(number, cornered(spots), head_of(tip, way), strip.texts if strip else [])
