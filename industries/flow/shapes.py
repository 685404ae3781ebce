"""What a drawing of boxes and arrows is made of: boxes, routes and texts with coordinates.

Coordinates are in pixels from the upper left corner. Nothing here knows colours or addresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from industries.lettering import LEADING, text_width, widest_part, wrapped

PAD, PAD_HIGH = Decimal(12), Decimal(8)  # between the edge of a box and its text
HEAD, HEAD_HALF = Decimal(7), Decimal("3.5")  # an arrow's head: how long, and half as wide
BASELINE = Decimal(14)  # from the top of a line to where its letters stand
_CORNER = Decimal(7)

Spot = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Card:
    """What is written in a box: its name, and below it each note on a line of its own."""

    name: str
    notes: tuple[str, ...] = ()

    def lines(self, room: Decimal) -> list[tuple[str, str]]:
        """Return role and text of each line, none wider than the room."""
        named = [("name", line) for line in wrapped(self.name, room)]
        return named + [("note", line) for note in self.notes for line in wrapped(note, room)]

    @property
    def width(self) -> Decimal:
        """The room that it takes if no line breaks."""
        return max(map(text_width, (self.name, *self.notes)))

    @property
    def least(self) -> Decimal:
        """The room that it takes if no word breaks."""
        return max(map(widest_part, (self.name, *self.notes)))


@dataclass(frozen=True, slots=True)
class Text:
    """One line, from its lower left corner on."""

    role: str
    x: Decimal
    y: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """The box of a node, by its key."""

    node: str
    left: Decimal
    top: Decimal
    width: Decimal
    height: Decimal
    texts: list[Text]


@dataclass(frozen=True, slots=True)
class Route:
    """The line of an arrow, by its number, from its tail on; its head, and its label if it has one."""

    number: int
    path: str
    head: str
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and routes; the layers lead to the right or, if `leads_down`, from top to bottom."""

    width: Decimal
    height: Decimal
    boxes: list[Box]
    routes: list[Route]
    leads_down: bool = False


def box_of(node: str, card: Card, *, left: Decimal, top: Decimal, width: Decimal) -> Box:
    """Return a box that is as high as its text is in this width."""
    lines = card.lines(width - 2 * PAD)
    texts = [
        Text(role, left + PAD, top + PAD_HIGH + LEADING * n + BASELINE, line)
        for n, (role, line) in enumerate(lines)
    ]
    return Box(node, left, top, width, height_of(lines), texts)


def height_of(lines: Sequence[object]) -> Decimal:
    """Return how high the box of so many lines is."""
    return LEADING * len(lines) + 2 * PAD_HIGH


def label(lines: Sequence[str], left: Decimal, bottom: Decimal) -> list[Text]:
    """Return lines that stand on one another and end above the bottom."""
    top = bottom - LEADING * len(lines)
    return [Text("label", left, top + LEADING * n + BASELINE, line) for n, line in enumerate(lines)]


def head_of(tip: Spot, way: tuple[int, int]) -> str:
    """Return the head of an arrow that arrives at a spot, moving one way: right is (1, 0)."""
    (x, y), (right, down) = tip, way
    back = x - HEAD * right, y - HEAD * down
    wings = [
        (back[0] + side * HEAD_HALF * down, back[1] + side * HEAD_HALF * right) for side in (-1, 1)
    ]
    return f"M{_at(tip)} L{_at(wings[0])} L{_at(wings[1])}Z"


def curved(spots: Sequence[Spot]) -> str:
    """Return a path of which every other piece, from the first on, is a curve that sets out level."""
    path = f"M{_at(spots[0])}"
    for n, (start, end) in enumerate(pairwise(spots)):
        middle = (start[0] + end[0]) / 2
        bend = f"C{_at((middle, start[1]))} {_at((middle, end[1]))} " if n % 2 == 0 else "L"
        path += f" {bend}{_at(end)}"
    return path


def cornered(spots: Sequence[Spot]) -> str:
    """Return a path along spots that are level with or below each other, its corners round."""
    path = f"M{_at(spots[0])}"
    for before, corner, after in zip(spots, spots[1:], spots[2:], strict=False):
        into, out = _towards(corner, before), _towards(corner, after)
        path += f" L{_at(into)} Q{_at(corner)} {_at(out)}"
    return f"{path} L{_at(spots[-1])}"


def _towards(corner: Spot, other: Spot) -> Spot:
    """Return the spot where a round corner begins; at most half-way."""
    away = other[0] - corner[0], other[1] - corner[1]
    far = abs(away[0]) + abs(away[1])
    if not far:
        return corner
    share = min(_CORNER, far / 2) / far
    return corner[0] + away[0] * share, corner[1] + away[1] * share


def _at(spot: Spot) -> str:
    return f"{spot[0]:.1f} {spot[1]:.1f}"
