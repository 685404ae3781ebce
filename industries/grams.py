"""Text as search compares it: folded, in words, in short runs of letters; and where a word is in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from unicodedata import normalize

LONGEST = 3  # letters in a gram: a word of no more is one gram, and found without a look at the text
ENOUGH = 12  # grams of one word: with more the texts to look at are hardly fewer
REMEMBERED = 50_000  # letters whose folded form is kept: more than any text has

# no word has a blank in it, so that one in front tells other grams apart
IN_TITLE, AT_START = " ", "  "


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text; `is_hit` if it is one of the words that were looked for."""

    text: str
    is_hit: bool


class _Letters(dict[int, str]):
    """Each letter as it is compared, by its number."""

    def __missing__(self, code: int) -> str:
        folded = normalize("NFKC", normalize("NFKC", chr(code)).casefold())
        if len(self) < REMEMBERED:
            self[code] = folded
        return folded


_LETTERS = _Letters()


def fold(text: str) -> str:
    """Return the text as it is compared: without case, full width as half, ligatures as letters.

    Letter by letter (NFKC and case folding, once the whole is NFC), so that each letter of the result
    comes from one letter of the text, where it can be marked.
    """
    return normalize("NFC", text).translate(_LETTERS)


def words_of(text: str) -> list[str]:
    """Return what has to occur: the folded words between blanks, each once."""
    return list(dict.fromkeys(fold(text).split()))


def grams(folded: str) -> set[str]:
    """Return every run of one to three letters in the words of a folded text."""
    found: set[str] = set()
    for word in set(folded.split()):
        found.update(word)
        found.update(map("".join, pairwise(word)))
        found.update(map("".join, zip(word, word[1:], word[2:], strict=False)))
    return found


def grams_of_title(folded: str) -> set[str]:
    """Return the grams of a folded title, marked as such, and those that it starts with."""
    first = next(iter(folded.split()), "")
    starts = {AT_START + first[:size] for size in (1, 2) if len(first) >= size}
    return starts | {IN_TITLE + gram for gram in grams(folded)}


def needed(word: str) -> list[str]:
    """Return some of the longest grams of a folded word: a text that has the word has all of them."""
    places = range(max(1, len(word) - LONGEST + 1))
    return [word[i : i + LONGEST] for i in places[:: -(-len(places) // ENOUGH)]]


def marked(text: str, words: Iterable[str]) -> list[Part]:
    """Return the text in parts, with each place where one of the folded words occurs."""
    text = normalize("NFC", text)
    is_hit = _hits(text, words)
    runs = groupby(range(len(text)), key=is_hit.__getitem__)
    return [Part("".join(text[i] for i in run), bool(hit)) for hit, run in runs]


def excerpt(text: str, words: Sequence[str], length: int) -> list[Part]:
    """Return so many letters of the text, around the first hit, marked; its start if there is none."""
    text = re.sub(r"\s+", " ", normalize("NFC", text)).strip()
    first = max(0, _hits(text, words).find(1))
    start = max(0, min(first - length // 3, len(text) - length))
    end = start + length
    if start:
        start = _after_blank(text, start, first)
    if end < len(text):
        end = _before_blank(text, end)
    parts = marked(text[start:end].strip(), words)
    before = [Part("… ", is_hit=False)] if start else []
    after = [Part(" …", is_hit=False)] if end < len(text) else []
    return [*before, *parts, *after]


def _hits(text: str, words: Iterable[str]) -> bytearray:
    """Return for each letter of a text 1 where it is part of a hit, else 0."""
    folded, origin = "", list[int]()
    for place, letter in enumerate(text):
        part = letter.translate(_LETTERS)
        folded += part
        origin += [place] * len(part)
    is_hit = bytearray(len(text))
    for word in words:
        at = folded.find(word)
        while at >= 0:
            for place in range(origin[at], origin[at + len(word) - 1] + 1):
                is_hit[place] = 1
            at = folded.find(word, at + 1)
    return is_hit


def _after_blank(text: str, start: int, hit: int) -> int:
    """Return the beginning of a word close behind the place, but not behind the hit."""
    blank = text.find(" ", start, min(hit, start + 20))
    return blank + 1 if blank >= 0 else start


def _before_blank(text: str, end: int) -> int:
    blank = text.rfind(" ", end - 20, end)
    return blank if blank >= 0 else end
