"""What changed within a text, word by word: pieces that stayed, went and came."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# a word of a script that has spaces, blanks, or one character of one that has none
_TOKEN = re.compile(
    r"[^\W\u2e80-\u9fff\uf900-\ufaff]+(?:[’'.,-][^\W\u2e80-\u9fff\uf900-\ufaff]+)*|\s+|."
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")

# comparing takes time as the product of both lengths in the worst case: this is about a second
MOST_PAIRS = 4_000_000

SAME, GONE, COME = "same", "gone", "come"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `mark` says whether it stayed, went or came."""

    mark: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts, in order: what went stands before what came in its place.

    Without the pieces that came it is the old text, without those that went the new one. By words
    (Chinese by characters); very long texts by lines, and even longer ones as a whole.
    """
    for pattern in (_TOKEN, _LINE):
        before, after = pattern.findall(old), pattern.findall(new)
        if len(before) * len(after) <= MOST_PAIRS:
            return _compared(before, after)
    return [Piece(mark, text) for mark, text in ((GONE, old), (COME, new)) if text]


def _compared(before: list[str], after: list[str]) -> list[Piece]:
    found: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, start_after, end_after in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, "".join(before[start:end])))
            continue
        went, came = "".join(before[start:end]), "".join(after[start_after:end_after])
        found += [Piece(mark, text) for mark, text in ((GONE, went), (COME, came)) if text]
    return found
