"""What changed within a text, word by word: pieces that stayed, went and came.

And how lines end, and what is no text.
"""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

# a word of a script that has spaces, with those before it, or one character of one that has none
_TOKEN = re.compile(
    r"[^\S\n]*[^\W\u2e80-\u9fff\uf900-\ufaff]+(?:[’'.,-][^\W\u2e80-\u9fff\uf900-\ufaff]+)*|\s+|."
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HALF = re.compile("[\ud800-\udfff]")

# pairs of equal words, times words: what comparing takes at worst; so much is about a second
MOST_WORK = 200_000_000

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
        if _work(before, after) <= MOST_WORK:
            return _compared(before, after)
    return [Piece(mark, text) for mark, text in ((GONE, old), (COME, new)) if text]


def _work(before: list[str], after: list[str]) -> int:
    again = Counter(after)
    pairs = sum(count * again[word] for word, count in Counter(before).items())
    return pairs * (len(before) + len(after))


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


def in_lines(text: str) -> str:
    """Return the text with each line ending as the ledger keeps it: forms and files send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_text(text: str) -> bool:
    """Return whether it can be kept and shown: half of a surrogate pair alone has no UTF-8."""
    return not _HALF.search(text)
