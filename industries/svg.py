"""Charts as shapes: values at moments in, lines, marks and labels with coordinates out.

Values are in the unit that the reader sees, moments in years. Nothing here knows colours: each shape
has a role, which a page paints by its stylesheet and a file by itself. Coordinates are in pixels,
from the upper left corner.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from industries.lettering import FONT, LEADING, text_width

_MARK, _ARROW = Decimal("4.5"), Decimal(10)  # half the width of a mark, and how far an arrow goes on
_HEAD = Decimal(18)  # above the field, where the unit is written
_PER_YEAR, _PER_TICK = Decimal(48), Decimal(44)  # room for a label on either axis
# how far down from its mark a label may stand, above and below it, and level with it on either side
_UPRIGHT, _LEVEL = (-13, 22, -29, 38, -45, 54), (-1, 1)
_STEPS = [Decimal(step) for step in ("1", "2", "2.5", "5", "10")]

At = tuple[Decimal, Decimal]  # moment and value
Spot = tuple[Decimal, Decimal]  # x and y


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: `shape` is a name in `SHAPES`; `label` stands beside it, `title` says what it is."""

    at: At
    role: str
    shape: str
    title: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """What a chart shows. `lines` have a role and two points or more; `upright` are moments of a role.

    `key` explains roles and shapes, in order. `shown` writes a value for the axis, which is in `unit`.
    """

    marks: list[Mark]
    lines: list[tuple[str, list[At]]]
    upright: list[tuple[str, Decimal]]
    key: list[tuple[str, str, str]]
    shown: Callable[[Decimal], str]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    role: str
    points: str


@dataclass(frozen=True, slots=True)
class Shape:
    role: str
    path: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    role: str
    x: str
    y: str
    anchor: str
    text: str


@dataclass(slots=True)
class Drawing:
    """Shapes in the order in which they are drawn."""

    width: Decimal
    height: Decimal
    lines: list[Line] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def line(self, role: str, spots: Iterable[Spot]) -> None:
        self.lines.append(Line(role, " ".join(f"{_n(x)},{_n(y)}" for x, y in spots)))

    def text(self, role: str, spot: Spot, anchor: str, text: str) -> None:
        self.texts.append(Text(role, _n(spot[0]), _n(spot[1]), anchor, text))

    def mark(self, role: str, shape: str, spot: Spot, title: str = "") -> None:
        self.shapes.append(Shape(role, SHAPES[shape](*spot), title))


@dataclass(frozen=True, slots=True)
class Frame:
    """The field of a chart and what it spans: `left` to `right`, `top` to `bottom` in pixels."""

    left: Decimal
    right: Decimal
    top: Decimal
    bottom: Decimal
    first: Decimal
    last: Decimal
    low: Decimal
    high: Decimal

    def x(self, moment: Decimal) -> Decimal:
        return self.left + (moment - self.first) / (self.last - self.first) * (self.right - self.left)

    def y(self, value: Decimal) -> Decimal:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def spot(self, at: At) -> Spot:
        return self.x(at[0]), self.y(at[1])


def drawn(plot: Plot, *, width: int, height: int) -> Drawing:
    """Return the chart with its axes, labels and key; the key's lines come below the height."""
    every = [mark.at for mark in plot.marks] + [at for _role, line in plot.lines for at in line]
    low, high, step = scale([value for _moment, value in every], Decimal(height) / _PER_TICK)
    ticks = _multiples(low, high, step)
    room = max(text_width(plot.shown(tick)) for tick in ticks)
    moments = [moment for moment, _value in every] + [moment for _role, moment in plot.upright]
    first, last = _years(min(moments), max(moments))
    frame = Frame(
        left=room + 10,
        right=Decimal(width) - 22,
        top=_HEAD + 26,
        bottom=Decimal(height) - 28,
        first=first,
        last=last,
        low=low,
        high=high,
    )
    drawing = Drawing(Decimal(width), Decimal(height))
    drawing.text("unit", (Decimal(0), _HEAD - 4), "start", plot.unit)
    _axes(drawing, frame, ticks, plot.shown)
    for role, moment in plot.upright:
        drawing.line(role, [(frame.x(moment), frame.top), (frame.x(moment), frame.bottom)])
    for role, line in plot.lines:
        drawing.line(role, [frame.spot(at) for at in line])
    for mark in plot.marks:
        drawing.mark(mark.role, mark.shape, frame.spot(mark.at), mark.title)
    _labels(drawing, frame, plot)
    _key(drawing, plot.key)
    return drawing


def small(
    lines: Sequence[tuple[str, list[At]]], marks: Sequence[Mark], *, width: int, height: int
) -> Drawing:
    """Return a chart without axes or words, to stand beside the number that it is about."""
    every = [mark.at for mark in marks] + [at for _role, line in lines for at in line]
    moments, values = [at[0] for at in every], [at[1] for at in every]
    low, high = min(*values, Decimal(0)), max(*values, Decimal(0))
    first, last = min(moments), max(moments)
    edge = _MARK + 1
    frame = Frame(
        *(edge, Decimal(width) - edge, edge, Decimal(height) - edge),
        *(first, last if last > first else first + 1),
        *(low, high if high > low else low + 1),
    )
    drawing = Drawing(Decimal(width), Decimal(height))
    for role, line in lines:
        drawing.line(role, [frame.spot(at) for at in line])
    for mark in marks:
        drawing.mark(mark.role, mark.shape, frame.spot(mark.at), mark.title)
    return drawing


def scale(values: Sequence[Decimal], most: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Return the lowest and highest value of an axis from or to zero, and the step between its ticks.

    There are at most `most` steps, or two if that is less; each a round number.
    """
    low, high = min(*values, Decimal(0)), max(*values, Decimal(0))
    if low == high:
        high = low + 1
    rough = (high - low) / max(most, Decimal(2))
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * s for s in _STEPS if power * s >= rough)
    low = (low / step).to_integral_value(ROUND_FLOOR) * step
    high = (high / step).to_integral_value(ROUND_CEILING) * step
    return low, high, step


def written(lines: Iterable[str], *, role: str, width: Decimal) -> Drawing:
    """Return lines of text below each other, as a drawing that is as high as they are."""
    drawing = Drawing(width, Decimal(8))
    for line in lines:
        drawing.height += LEADING
        drawing.text(role, (Decimal(8), drawing.height - 4), "start", line)
    return drawing


def _multiples(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    count = int((high - low) / step)
    return [low + step * n for n in range(count + 1)]


def _years(first: Decimal, last: Decimal) -> tuple[Decimal, Decimal]:
    """Return whole years around the moments, at least two."""
    start = first.to_integral_value(ROUND_FLOOR)
    end = last.to_integral_value(ROUND_CEILING)
    if start == first:
        start -= 1
    return start, max(end, start + 2)


def _axes(
    drawing: Drawing, frame: Frame, ticks: list[Decimal], shown: Callable[[Decimal], str]
) -> None:
    for tick in ticks:
        y = frame.y(tick)
        drawing.line("axis" if tick == 0 else "grid", [(frame.left, y), (frame.right, y)])
        drawing.text("tick", (frame.left - 6, y + 4), "end", shown(tick))
    years = int(frame.last - frame.first)
    each = max(1, -(-years * int(_PER_YEAR) // int(frame.right - frame.left)))
    for year in range(int(frame.first), int(frame.last), each):
        # a year's label stands below its end, where its value is
        x = frame.x(Decimal(year + 1))
        drawing.line("axis", [(x, frame.bottom), (x, frame.bottom + 4)])
        drawing.text("tick", (x, frame.bottom + 18), "middle", str(year))


def _labels(drawing: Drawing, frame: Frame, plot: Plot) -> None:
    """Write each mark's label where it covers no mark and no other label, if there is room at all.

    It stays right of the values of the axis, above its years and below its unit.
    """
    taken = [_covered(frame.spot(mark.at), mark.shape) for mark in plot.marks]
    lines = [[frame.spot(at) for at in line] for _role, line in plot.lines]
    uprights = [frame.x(moment) for _role, moment in plot.upright]
    lines += [[(x, frame.top), (x, frame.bottom)] for x in uprights]
    along = [box for line in lines for box in _along(line)]
    for mark in plot.marks:
        if not mark.label:
            continue
        half = text_width(mark.label) / 2
        boxes = {
            spot: _around((spot[0], spot[1] - 4), half, FONT / 2)
            for spot in _beside(frame.spot(mark.at), half, frame.left, drawing.width)
        }
        free = [
            spot
            for spot, box in boxes.items()
            if box[1] >= _HEAD and box[3] <= frame.bottom and not _meets(box, taken)
        ]
        # a line under a label is better than none at all
        clear = [spot for spot in free if not _meets(boxes[spot], along)]
        for spot in (clear or free)[:1]:
            taken.append(boxes[spot])
            drawing.text(f"{mark.role} label", spot, "middle", mark.label)


def _beside(spot: Spot, half: Decimal, left: Decimal, right: Decimal) -> Iterator[Spot]:
    """Yield where the label of a mark may stand, the best first, all between left and right."""
    (x, y), least, most = spot, left + half, right - half - 2
    for down in _UPRIGHT:
        yield min(max(x, least), most), y + down
    for side in _LEVEL:
        yield min(max(x + side * (half + 10), least), most), y + 4


def _along(spots: Sequence[Spot]) -> Iterator[tuple[Decimal, ...]]:
    """Yield small fields along a line, so close that no label fits between them."""
    for (x, y), (to_x, to_y) in pairwise(spots):
        count = int(max(abs(to_x - x), abs(to_y - y)) / 6) + 1
        for n in range(count + 1):
            yield _around(
                (x + (to_x - x) * n / count, y + (to_y - y) * n / count), Decimal(1), Decimal(1)
            )


def _meets(box: tuple[Decimal, ...], others: Iterable[tuple[Decimal, ...]]) -> bool:
    return any(_overlap(box, other) for other in others)


def _covered(spot: Spot, shape: str) -> tuple[Decimal, ...]:
    """Return the field of a mark, with its arrow if it has one."""
    left, top, right, bottom = _around(spot, _MARK, _MARK)
    return left, top - _ARROW * (shape == "up"), right, bottom + _ARROW * (shape == "down")


def _around(spot: Spot, half: Decimal, half_high: Decimal) -> tuple[Decimal, ...]:
    x, y = spot
    return x - half, y - half_high, x + half, y + half_high


def _overlap(one: tuple[Decimal, ...], other: tuple[Decimal, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _key(drawing: Drawing, key: list[tuple[str, str, str]]) -> None:
    """Write the key below the chart, in as many lines as it takes."""
    x, y = Decimal(8), drawing.height + 14
    for role, shape, text in key:
        wide = text_width(text) + 44
        if x > 8 and x + wide > drawing.width:
            x, y = Decimal(8), y + LEADING
        if shape == "line":
            drawing.line(role, [(x, y), (x + 18, y)])
        else:
            drawing.mark(role, shape, (x + 9, y))
        drawing.text("key", (x + 25, y + 4), "start", text)
        x += wide
    drawing.height = y + 12 if key else drawing.height


def _dot(x: Decimal, y: Decimal, r: Decimal = _MARK) -> str:
    half = f"a{_n(r)} {_n(r)} 0 1 0"
    return f"M{_n(x - r)} {_n(y)}{half} {_n(2 * r)} 0{half} {_n(-2 * r)} 0z"


def _about(x: Decimal, y: Decimal) -> str:
    """An open mark with a wave through it."""
    return f"{_dot(x, y)}M{_n(x - 8)} {_n(y)}q4 -5 8 0t8 0"


def _small_dot(x: Decimal, y: Decimal) -> str:
    return _dot(x, y, Decimal("2.5"))


def _up(x: Decimal, y: Decimal) -> str:
    """An open mark with an arrow to where the value lies."""
    return f"{_dot(x, y)}M{_n(x)} {_n(y - _MARK)}v-9m-3.5 4l3.5 -4.5l3.5 4.5"


def _down(x: Decimal, y: Decimal) -> str:
    return f"{_dot(x, y)}M{_n(x)} {_n(y + _MARK)}v9m-3.5 -4l3.5 4.5l3.5 -4.5"


def _diamond(x: Decimal, y: Decimal) -> str:
    return f"M{_n(x)} {_n(y - 7)}l7 7l-7 7l-7 -7z"


def _square(x: Decimal, y: Decimal) -> str:
    return f"M{_n(x - 4)} {_n(y - 4)}h8v8h-8z"


def _cross(x: Decimal, y: Decimal) -> str:
    return f"M{_n(x - 4)} {_n(y - 4)}l8 8m0 -8l-8 8"


SHAPES: dict[str, Callable[[Decimal, Decimal], str]] = {
    "dot": _dot,
    "small": _small_dot,
    "about": _about,
    "up": _up,
    "down": _down,
    "diamond": _diamond,
    "square": _square,
    "cross": _cross,
}


def _n(value: Decimal) -> str:
    """Return a coordinate, to a tenth of a pixel."""
    text = format(value.quantize(Decimal("0.1")), "f")
    return "0" if text == "-0.0" else text.removesuffix(".0")
