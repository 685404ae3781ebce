"""The framework as places: bands of groups and their industries in, boxes and lines of text out.

Bands lie under each other. In a band the panels of its groups stand side by side, in rows that are as
even as they can be, and in a panel its entries in as many columns as have room. All is in whole pixels
from the upper left corner. Nothing here knows colours: a mark is a shape, a tone the name of a class.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from industries.lettering import text_width, wrapped

# the stylesheet has the same: size and height of a line of each role
FONTS = {
    "band": (15, 22),
    "formula": (20, 28),
    "name": (18, 24),
    "entry": (15, 21),
    "note": (14, 22),
}
# bold letters and those with serifs are wider than the usual
_WIDER = {"formula": Decimal("1.08"), "name": Decimal("1.08")}
TONES = 7  # so many groups have a colour of their own in the stylesheet
BAR = 4  # the edge in the group's colour
GAP, PAD = 20, 12  # between panels, and inside them
_INDENT, _FRAME = 18, 9  # of an entry's text: for its mark, or for the frame around it
_BETWEEN = GAP + 2 * PAD  # columns of entries: so they stand in line with those of the other panels
_APART, _BANDS = 7, 36  # between entries, and between bands
_FORMULA_LINES = 3  # where it takes more, the names right below it say the same


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a panel. `mark` is the shape before it, `said` what is to be heard, if it is more."""

    text: str
    mark: str = ""
    link: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A group. Its `notes` stand below its entries, as wide as the panel."""

    name: str
    link: str
    tone: str
    entries: Sequence[Entry]
    notes: Sequence[Entry] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """Groups under a title; a `formula` is their names as one whole, part by part."""

    title: str
    panels: Sequence[Panel]
    formula: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Words:
    """Text in its box: each line with its baseline, all from `x` on; the mark is around `spot`."""

    entry: Entry
    role: str
    box: Box
    x: int
    lines: tuple[tuple[int, str], ...]
    spot: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    panel: Panel
    box: Box
    name: Words
    entries: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class PlacedBand:
    band: Band
    titles: tuple[Words, ...]
    panels: tuple[PlacedPanel, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    bands: tuple[PlacedBand, ...]


def placed(bands: Sequence[Band], *, width: int, columns: int) -> Picture:
    """Return the picture, so many panels side by side at most; bands without a panel are left out."""
    y, found = 0, []
    for band in bands:
        if band.panels:
            drawn = _band(band, y, width, columns)
            found.append(drawn)
            y = drawn.panels[-1].box.bottom + _BANDS
    return Picture(width, max(0, y - _BANDS), tuple(found))


def tone_of(position: int) -> str:
    """Return the class of a group's colour; empty past those that there are."""
    return f"group-{position}" if 1 <= position <= TONES else ""


def _band(band: Band, top: int, width: int, columns: int) -> PlacedBand:
    titles = [_words(Entry(band.title), "band", 0, top, width)]
    if 0 < len(lines := _joined(band.formula, width)) <= _FORMULA_LINES:
        whole = Entry("".join(band.formula))
        titles.append(_words(whole, "formula", 0, titles[0].box.bottom + 4, width, lines=lines))
    y, panels = titles[-1].box.bottom + 10, list[PlacedPanel]()
    unit = _share(width, columns, GAP)
    for row in _rows(band.panels, columns):
        wide = _share(width, len(row), GAP)
        drawn = [_panel(panel, n * (wide + GAP), y, wide, unit) for n, panel in enumerate(row)]
        height = max(panel.box.height for panel in drawn)
        panels += [replace(panel, box=replace(panel.box, height=height)) for panel in drawn]
        y += height + GAP
    return PlacedBand(band, tuple(titles), tuple(panels))


def _rows(panels: Sequence[Panel], columns: int) -> Iterator[Sequence[Panel]]:
    """Yield the panels in as few rows as will do, none of which has two more than another."""
    rows = -(-len(panels) // columns)
    each, more = divmod(len(panels), rows)
    start = 0
    for row in range(rows):
        end = start + each + (row < more)
        yield panels[start:end]
        start = end


def _panel(panel: Panel, left: int, top: int, width: int, unit: int) -> PlacedPanel:
    """Return a group's panel as high as what is in it; `unit` is the narrowest that there are."""
    x, inner = left + PAD, width - 2 * PAD
    name = _words(Entry(panel.name, link=panel.link), "name", x, top + BAR + PAD, inner)
    entries = list(_grid(panel.entries, x, name.box.bottom + 8, inner, (width + GAP) // (unit + GAP)))
    bottom = max((words.box.bottom for words in entries), default=name.box.bottom + 1)
    for note in panel.notes:
        entries.append(_words(note, "note", x, bottom + _APART, inner))
        bottom = entries[-1].box.bottom
    return PlacedPanel(panel, Box(left, top, width, bottom + PAD - top), name, tuple(entries))


def _grid(entries: Sequence[Entry], left: int, top: int, width: int, least: int) -> Iterator[Words]:
    """Yield the entries row by row, in columns that fit the widest of them, or in `least`.

    Where more than those fit, the rows are as even as they can be.
    """
    widest = max((text_width(entry.text, Decimal(FONTS["entry"][0])) for entry in entries), default=0)
    fit = (width + _BETWEEN) // (int(widest) + 1 + _INDENT + _BETWEEN)
    rows = -(-len(entries) // max(fit, 1)) or 1
    columns = min(max(least, -(-len(entries) // rows)), len(entries) or 1)
    each = _share(width, columns, _BETWEEN)
    for start in range(0, len(entries), columns):
        row = [
            _words(entry, "entry", left + n * (each + _BETWEEN), top, each)
            for n, entry in enumerate(entries[start : start + columns])
        ]
        yield from row
        top = max(words.box.bottom for words in row) + _APART


def _joined(parts: Sequence[str], width: int) -> list[str]:
    """Return the parts in lines that break between them alone; none if a part is too wide for that."""
    lines = [""] if parts else []
    for part in parts:
        if lines[-1] and text_width(lines[-1] + part, _font("formula")) > width:
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip()
    return [] if any(text_width(line, _font("formula")) > width for line in lines) else lines


def _balanced(text: str, width: int, font: Decimal) -> list[str]:
    """Return the text in as few lines as fit, and those as even as can be without breaking a word."""
    lines = wrapped(text, Decimal(width), font)
    if len(lines) == 1:
        return lines
    words = [word for line in lines for word in line.split()]
    low, high = width // len(lines), width  # of all narrower ones none does, and the upper one does
    while high - low > 1:
        middle = (low + high) // 2
        tried = wrapped(text, Decimal(middle), font)
        fits = len(tried) == len(lines) and [w for line in tried for w in line.split()] == words
        low, high = (low, middle) if fits else (middle, high)
    return wrapped(text, Decimal(high), font)


def _words(
    entry: Entry, role: str, left: int, top: int, width: int, *, lines: Sequence[str] = ()
) -> Words:
    """Return the entry's text at its place, in lines that fit the width if none are given."""
    size, leading = FONTS[role]
    font = _font(role)
    indent = {"": 0, "open": _FRAME}.get(entry.mark, _INDENT)
    # what is open-ended has a frame around it, which needs room behind the text as well
    room = width - indent - (_FRAME if entry.mark == "open" else 0)
    texts = lines or _balanced(entry.text, room, font)
    first = top + (leading + size) // 2 - size // 6
    based = tuple((first + n * leading, text) for n, text in enumerate(texts))
    wide = width - room + int(max(text_width(text, font) for text in texts)) + 1
    box = Box(left, top, min(wide, width), leading * len(texts))
    return Words(entry, role, box, left + indent, based, (left + 5, top + leading // 2))


def _font(role: str) -> Decimal:
    return FONTS[role][0] * _WIDER.get(role, Decimal(1))


def _share(width: int, parts: int, gap: int) -> int:
    return (width - (parts - 1) * gap) // parts
