"""Search: the public records that have all of some words, in either language, the best first.

Runs of letters lead to the records that may have a word; their texts say whether they do. What is
found is what a scan of all texts would find, whatever the language and however short the word, up
to the number of texts that are looked at.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, overload

from industries.bitmaps import BITS, numbers_in, unpacked
from industries.grams import AT_START, IN_TITLE, LONGEST, Part, excerpt, fold, marked, needed, words_of
from industries.models import FOUND_KINDS, Findable, Gram
from industries.models.bilingual import CHINESE, ENGLISH, is_chinese
from industries.models.history import kind_of_block

MOST = 500  # texts that are looked at, so records that can be paged through: else ask more narrowly
NEAREST = 5  # names that are suggested where nothing is found
PAIRS = 24  # of letters that are looked for in names then
LOOKED_AT = 100  # names that are compared then, those with most of the pairs
LETTERS = {ENGLISH: 200, CHINESE: 90}  # of an excerpt: two to three lines

Bits = dict[int, int]  # for each block the places of records in it
Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """How many records there are; if not exact, no more than that."""

    number: int
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: title, what it belongs to, and the part of a text that has the words.

    Each with the language that it is in, which is empty where it is in none.
    """

    record: Findable
    title: list[Part]
    title_language: str
    where: list[Part]
    where_language: str
    excerpt: list[Part]
    excerpt_language: str


@dataclass
class Found(Sequence[int]):
    """The numbers of what was found, the best first, at most `MOST`; `facets` are of every kind."""

    words: list[str]
    numbers: list[int] = field(default_factory=list)
    total: Count = Count(0)
    facets: dict[str, Count] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)  # words without one of which there are some

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> list[int]: ...
    def __getitem__(self, at: Any) -> Any:
        return self.numbers[at]

    def hits(self, numbers: Collection[int]) -> list[Hit]:
        """Return some of what was found, in order. One query."""
        rows = {row.pk: row for row in Findable.objects.filter(pk__in=numbers)}
        # what a release has taken away in between is not there any more
        return [_hit(rows[n], self.words) for n in numbers if n in rows]

    @cached_property
    def nearest(self) -> list[Hit]:
        """The records named most like the words, where no fewer words would do. Two queries."""
        is_hopeless = self.words and not self.facets and not self.without
        return [_hit(row, self.words) for row in _nearest(self.words)] if is_hopeless else []


def search(text: str, kinds: Collection[str] = ()) -> Found:
    """Return the records that have all words of the text, of some kinds or of all.

    Ordered by where the words are (a title begins with the first; the titles have all; the texts), then
    by kind and by the record's place in it. At most `MOST` texts are looked at, and as many again for
    what to leave out. A query each, and one for the letters.
    """
    words = words_of(text)
    if not words:
        return Found(words)
    index = _Index(words)
    found = _found(index, kinds)
    if not found.facets:
        found.without = _spare(index)
    return found


def _found(index: "_Index", kinds: Collection[str]) -> Found:
    words, everything = index.words, index.having(index.words)
    if _size(everything) <= MOST:
        rows = _verified(index.best_first(everything, words), words)
        facets = _exact(rows)
        rows = [row for row in rows if not kinds or row.kind in kinds]
        total = Count(len(rows))
    else:
        is_exact = all(len(word) <= LONGEST for word in words)
        asked = {b: bits for b, bits in everything.items() if not kinds or kind_of_block(b) in kinds}
        rows = _verified(index.best_first(asked, words), words)
        size = _size(asked)
        total = Count(len(rows)) if size <= MOST else Count(size, is_exact)
        # where nothing has the words so far, nobody knows of a kind that has
        facets = _by_kind(everything, is_exact=is_exact) if rows or is_exact else {}
    numbers = [row.number for row in sorted(rows, key=lambda row: row.rank)]
    return Found(words, numbers, total, facets)


def _spare(index: "_Index") -> list[str]:
    """Return the words without any one of which something is found. One query at most."""
    words = index.words if len(index.words) > 1 else []
    others = {word: [other for other in words if other != word] for word in words}
    each = MOST // max(1, len(words))
    may_have = {
        word: list(islice(index.best_first(index.having(rest), rest), each))
        for word, rest in others.items()
    }
    texts = {row[0]: row for row in _texts({n for numbers in may_have.values() for n in numbers})}
    return [
        word
        for word, rest in others.items()
        if any(_has_all(texts[n], rest) for n in may_have[word] if n in texts)
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    kind: str
    rank: tuple[int, int, int, str, int]


class _Index:
    """What the grams of some words lead to. One query."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        every = {gram for word in words for gram in needed(word)}
        starts = {AT_START + word[:2] for word in words[:2]}  # the second may be left first
        self.bits = _bits({*every, *(IN_TITLE + gram for gram in every), *starts})

    def having(self, words: list[str], mark: str = "") -> Bits:
        """Return the records that have all grams of the words; with a mark, those in their titles."""
        return self._all({mark + gram for word in words for gram in needed(word)})

    def best_first(self, found: Bits, words: list[str]) -> Iterator[int]:
        """Yield the numbers of what was found in the order of its rank, but for the place in a kind.

        `words` are all, or all but one.
        """
        titled = _both(found, self.having(words, IN_TITLE))
        begun = _both(titled, self._all({AT_START + words[0][:2]}))
        for tier in (begun, _but(titled, begun), _but(found, titled)):
            yield from _numbers(tier)

    def _all(self, grams: set[str]) -> Bits:
        first, *others = sorted((self.bits.get(gram, {}) for gram in grams), key=len)
        for other in others:
            first = _both(first, other)
        return first


def _bits(grams: Collection[str]) -> dict[str, Bits]:
    found: dict[str, Bits] = defaultdict(dict)
    rows = Gram.objects.filter(gram__in=sorted(grams)).values_list("gram", "block", "records")
    for gram, block, records in rows:
        found[gram][block] = unpacked(bytes(records))
    return found


def _both(one: Bits, other: Bits) -> Bits:
    return {block: both for block, bits in one.items() if (both := bits & other.get(block, 0))}


def _but(one: Bits, other: Bits) -> Bits:
    return {block: left for block, bits in one.items() if (left := bits & ~other.get(block, 0))}


def _numbers(bits: Bits) -> Iterator[int]:
    for block in sorted(bits):
        yield from (block << BITS | place for place in numbers_in(bits[block]))


def _size(bits: Bits) -> int:
    return sum(mine.bit_count() for mine in bits.values())


def _by_kind(bits: Bits, *, is_exact: bool) -> dict[str, Count]:
    numbers: Counter[str] = Counter()
    for block, mine in sorted(bits.items()):
        numbers[kind_of_block(block)] += mine.bit_count()
    return {kind: Count(number, is_exact) for kind, number in numbers.items()}


def _exact(rows: list[_Row]) -> dict[str, Count]:
    numbers = Counter(row.kind for row in rows)
    return {kind: Count(numbers[kind]) for kind in FOUND_KINDS if numbers[kind]}


def _verified(numbers: Iterator[int], words: list[str]) -> list[_Row]:
    """Return those of the first `MOST` records whose texts have all the words. One query."""
    rows = []
    for row in _texts(list(islice(numbers, MOST))):
        if _has_all(row, words):
            number, kind, place, titles, _text = row
            rank = (_tier(titles, words), FOUND_KINDS.index(kind), place, titles, number)
            rows.append(_Row(number, kind, rank))
    return rows


def _texts(numbers: Collection[int]) -> Any:
    """Return number, kind, place, titles and text of records. One query, none for no numbers."""
    columns = ("id", "kind", "place", "titles", "text")
    return Findable.objects.filter(pk__in=numbers).values_list(*columns)


def _has_all(row: Any, words: list[str]) -> bool:
    *_about, titles, text = row
    return all(word in titles or word in text for word in words)


def _tier(titles: str, words: list[str]) -> int:
    if not all(word in titles for word in words):
        return 2
    return 0 if any(title.startswith(words[0]) for title in titles.splitlines()) else 1


def _hit(row: Findable, words: list[str]) -> Hit:
    (title, of_title), (where, of_where) = row.said("title"), row.said("where")
    language, text = _best_piece(row, words, f"{title}\n{where}")
    letters = LETTERS[CHINESE if _is_dense(text) else ENGLISH]
    parts = excerpt(text, words, letters)
    return Hit(row, marked(title, words), of_title, marked(where, words), of_where, parts, language)


def _best_piece(row: Findable, words: list[str], shown: str) -> Piece:
    """Return the text that has most of the words, in the reader's language if it can.

    Empty if none has any that is not `shown` already. The title in the other language is one as well,
    and so is a key where no title has all the words.
    """
    mine = "zh" if is_chinese() else "en"
    other = (ENGLISH, row.title_en) if is_chinese() else (CHINESE, row.title_zh)
    pieces = [(language, text) for language, text in (*row.pieces, other) if text not in shown]
    titles = fold(f"{row.title_en} {row.title_zh}")
    if all(word in titles for word in words):
        pieces = [piece for piece in pieces if piece[0]]
    pieces.sort(key=lambda piece: not piece[0].startswith(mine))
    worth = [sum(word in fold(text) for word in words) for _language, text in pieces]
    most = max(worth, default=0)
    return pieces[worth.index(most)] if most else ("", "")


def _is_dense(text: str) -> bool:
    """Return whether the text is in a script whose letters take twice the room of others."""
    return sum(letter >= "\u2e80" for letter in text[:100]) > len(text[:100]) // 3


def _nearest(words: list[str]) -> list[Findable]:
    """Return the records whose titles share most pairs of letters with the words, if enough of them."""
    pairs = (pair for word in words for pair in _pairs(word))
    wanted = set(islice(dict.fromkeys(pairs), PAIRS))
    at_least = [Bits()]  # at place n: the records with more than n of the pairs
    for bits in _bits({IN_TITLE + gram for gram in wanted}).values():
        at_least.append(Bits())
        for n in range(len(at_least) - 1, 0, -1):
            at_least[n] = _or(at_least[n], _both(at_least[n - 1], bits))
        at_least[0] = _or(at_least[0], bits)
    enough = at_least[(len(wanted) + 2) // 3 - 1 :]
    best = (number for bits in reversed(enough) for number in _numbers(bits))
    numbers = set(islice(best, LOOKED_AT))
    rows = {row.pk: row for row in Findable.objects.filter(pk__in=numbers)}
    alike = sorted(rows.values(), key=lambda row: (-_likeness(row, wanted), row.pk))
    named = {row.titles: row for row in reversed(alike)}
    return list(reversed(named.values()))[:NEAREST]


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(max(1, len(word) - 1))]


def _or(one: Bits, other: Bits) -> Bits:
    return {block: one.get(block, 0) | other.get(block, 0) for block in one.keys() | other.keys()}


def _likeness(row: Findable, wanted: set[str]) -> int:
    """Return how alike the most similar title and the words are, in thousandths."""
    best = 0
    for title in row.titles.splitlines():
        pairs = {pair for word in title.split() for pair in _pairs(word)}
        best = max(best, 1000 * len(pairs & wanted) // max(1, len(pairs | wanted)))
    return best
