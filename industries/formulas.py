"""Text that a spreadsheet would take for a formula, and the sign in front that keeps it from that."""

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
