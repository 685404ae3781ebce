"""Text in spreadsheets: no formula, whatever it looks like, and no letter lost."""

import re

# what makes a spreadsheet take text for a formula: ASCII, and what Chinese keyboards type
_LIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "\t", "\r", "\n")
_UNSEEN = " \t\r\n\v\f\0\u00a0\u200b\u3000\ufeff"


def guarded(text: str) -> str:
    """Return the text as a cell that is no formula: with an apostrophe in front where it needs one."""
    return f"'{text}" if _is_live(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _is_live(text[1:]) else text


def _is_live(text: str) -> bool:
    return text.startswith(_LIVE) or text.lstrip(_UNSEEN).startswith(_LIVE)


# XML has no control characters, and reads each line break as “\n”: a workbook spells them like this,
# and what looks like such a spelling with its first sign spelt
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SPELT = re.compile(r"_x00([01][0-9A-F]|5F)_")
_LIKE_SPELT = re.compile(r"_(?=x00([01][0-9A-F]|5F)_)")


def storable(text: str) -> str:
    """Return the text as a cell of a workbook has it."""
    return _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", _LIKE_SPELT.sub("_x005F_", text))


def restored(text: str) -> str:
    """Return the text that `storable` was given."""
    return _SPELT.sub(lambda match: chr(int(match[1], 16)), text)
