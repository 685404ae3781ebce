"""How wide a text is in a drawing that the server makes, and in which lines it fits.

No font is read: widths are those of a usual sans-serif, on the wide side, so that what is given room
here has it in every browser.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

FONT = Decimal(13)
LEADING = Decimal(20)
_WIDE, _CAPITAL, _OTHER = Decimal(1), Decimal("0.72"), Decimal("0.58")  # of the font's size

# a Chinese sign, a word, or the space between two
_PARTS = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+|\s+")


def text_width(text: str, font: Decimal = FONT) -> Decimal:
    """Return about how wide a text is, in pixels; Chinese is as wide as high."""
    return font * sum((_width(letter) for letter in text), Decimal(0))


def wrapped(text: str, width: Decimal, font: Decimal = FONT) -> list[str]:
    """Return the text in lines that are no wider; Chinese breaks anywhere, a word only if it must."""
    lines = [""]
    for part in _PARTS.findall(text):
        for piece in _pieces(part, width, font):
            if lines[-1] and text_width(lines[-1] + piece, font) > width:
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def widest_part(text: str, font: Decimal = FONT) -> Decimal:
    """Return the least width in which `wrapped()` breaks no word."""
    return max((text_width(part, font) for part in _PARTS.findall(text)), default=Decimal(0))


def _width(letter: str) -> Decimal:
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    return _CAPITAL if letter.isupper() else _OTHER


def _pieces(part: str, width: Decimal, font: Decimal) -> Iterator[str]:
    """Yield the part, or pieces of it where it is wider than a line by itself."""
    piece = ""
    for letter in part:
        if piece and text_width(piece + letter, font) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece
