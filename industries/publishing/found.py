"""What search knows of the public records: kept in live, written with each release."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

from industries.bitmaps import BITS, SIZE, bits_of, numbers_in, packed, unpacked
from industries.editions import LIVE, reading
from industries.grams import grams, grams_of_title
from industries.models import FOUND_KINDS, RECORDS, Findable, Gram, Version
from industries.models.history import kind_of_block, number_of
from industries.publishing.payload import Reference, chunks
from industries.publishing.texts import findable

# what leads to the rows whose texts have something of a record that changed, by its kind
_RESTING: dict[str, tuple[tuple[str, str], ...]] = {
    "source": (
        *((kind, "citations__source") for kind in FOUND_KINDS if kind != "source"),
        ("industry", "memberships__source"),
        ("industry", "chain_links__source"),
        ("indicator", "observations__citations__source"),
    ),
    "group": (("industry", "memberships__group"),),
    "strategy": (("initiative", "strategy"),),
    "industry": (("product", "industry"), ("target", "industry")),
    "initiative": (("initiative", "parent"), ("target", "initiative")),
    "indicator": (("target", "indicator"),),
    "observation": (("indicator", "observations"),),
}

Changes = dict[str, list[int]]  # for each gram the places of records in a block


def keep_found(versions: list[Version], named: Collection[Reference]) -> None:
    """Bring what search knows to what is public after a release.

    `named` are the records that its own refer to now or did before. Called once the rows are written,
    in their transaction.
    """
    with reading(LIVE):
        mine = {number_of(v.kind, v.row_id) for v in versions if v.kind in FOUND_KINDS}
        rewrite(mine | _resting([(v.kind, v.key) for v in versions], named))


def rewrite(numbers: Collection[int]) -> None:
    """Write rows and grams of these records anew, where they differ from what is kept."""
    for _block, part in groupby(sorted(numbers), key=lambda number: number >> BITS):
        _rewrite(list(part))


def unlike_found() -> Iterator[Reference]:
    """Yield kind and key of each record that search knows otherwise than it would be written now."""
    with reading(LIVE):
        for kind in FOUND_KINDS:
            ids = sorted(RECORDS[kind].objects.order_by().values_list("pk", flat=True))
            kept = dict(Findable.objects.filter(kind=kind).values_list("id", "key"))
            numbers = {number_of(kind, row_id) for row_id in ids}
            yield from ((kind, kept[number]) for number in sorted(kept.keys() - numbers))
            for part in chunks(ids):
                yield from _unlike([number_of(kind, row_id) for row_id in part])
        yield from _wrong_grams()


def _resting(changed: list[Reference], named: Collection[Reference]) -> set[int]:
    """Return the numbers of the records whose texts have something of what changed."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in changed:
        keys[kind].add(key)
    found: set[int] = set()
    for kind, mine in keys.items():
        for other, path in _RESTING.get(kind, ()):
            found |= _numbers(other, f"{path}__key__in", mine)
    # a figure may have left the indicator that it was found through
    return found | _numbers("indicator", "key__in", {key for kind, key in named if kind == "indicator"})


def _numbers(kind: str, lookup: str, keys: set[str]) -> set[int]:
    model: Any = RECORDS[kind]
    return {
        number_of(kind, row_id)
        for part in chunks(sorted(keys))
        for row_id in model.objects.order_by().filter(**{lookup: part}).values_list("pk", flat=True)
    }


def _rewrite(numbers: list[int]) -> None:
    come: Changes = defaultdict(list)
    gone: Changes = defaultdict(list)
    for part in chunks(numbers):
        kept, made = _kept(part), _made(part)
        changed = [n for n in part if _columns(kept.get(n)) != _columns(made.get(n))]
        for number in changed:
            before, now = _grams_of(kept.get(number)), _grams_of(made.get(number))
            _note(come, now - before, number)
            _note(gone, before - now, number)
        Findable.objects.using(LIVE).filter(pk__in=changed)._raw_delete(LIVE)
        rows = [made[number] for number in changed if number in made]
        Findable.objects.using(LIVE).bulk_create(rows, batch_size=200)
    _write_grams(numbers[0] >> BITS, come, gone)


def _write_grams(block: int, come: Changes, gone: Changes) -> None:
    """Add and take away places of records, by gram, in one block."""
    rows: Any = Gram.objects.using(LIVE).filter(block=block)
    for part in chunks(sorted(come.keys() | gone.keys())):
        mine = rows.filter(gram__in=part)
        before = {gram: unpacked(bytes(data)) for gram, data in mine.values_list("gram", "records")}
        now = {
            gram: before.get(gram, 0) & ~bits_of(gone.get(gram, ())) | bits_of(come.get(gram, ()))
            for gram in part
        }
        mine._raw_delete(LIVE)
        made = [
            Gram(gram=gram, block=block, records=packed(bits)) for gram, bits in now.items() if bits
        ]
        Gram.objects.using(LIVE).bulk_create(made, batch_size=300)


def _unlike(numbers: list[int]) -> Iterator[Reference]:
    kept, made = _kept(numbers), _made(numbers)
    for number in numbers:
        one, other = kept.get(number), made.get(number)
        if _columns(one) != _columns(other) and (row := one or other):
            yield row.kind, row.key


def _wrong_grams() -> Iterator[Reference]:
    """Yield the records with a gram that their text has not, or without one that it has."""
    blocks = Gram.objects.order_by("block").values_list("block", flat=True).distinct()
    known = Findable.objects.order_by("id").values_list("id", flat=True)
    for block in sorted({*blocks, *(number >> BITS for number in known)}):
        rows = Findable.objects.filter(pk__gte=block << BITS, pk__lt=(block + 1) << BITS)
        keys, should = dict[int, str](), defaultdict[str, list[int]](list)
        for row in rows:
            keys[row.pk % SIZE] = row.key
            _note(should, _grams_of(row), row.pk)
        wrong = 0
        for gram, data in Gram.objects.filter(block=block).values_list("gram", "records"):
            wrong |= unpacked(bytes(data)) ^ bits_of(should.pop(gram, ()))
        for places in should.values():
            wrong |= bits_of(places)
        yield from ((kind_of_block(block), keys.get(place, str(place))) for place in numbers_in(wrong))


def _kept(numbers: list[int]) -> dict[int, Findable]:
    return {row.pk: row for row in Findable.objects.filter(pk__in=numbers)}


def _made(numbers: list[int]) -> dict[int, Findable]:
    """Return what search is to know of the records with these numbers, all of one kind."""
    kind = kind_of_block(numbers[0] >> BITS)
    first = number_of(kind, 0)
    return {row.pk: row for row in findable(kind, [number - first for number in numbers])}


def _grams_of(row: Findable | None) -> set[str]:
    if row is None:
        return set()
    found = grams(f"{row.titles}\n{row.text}")
    return found.union(*(grams_of_title(title) for title in row.titles.splitlines()))


def _note(changes: Changes, found: Iterable[str], number: int) -> None:
    for gram in found:
        changes[gram].append(number % SIZE)


def _columns(row: Findable | None) -> tuple[Any, ...]:
    if row is None:
        return ()
    return tuple(getattr(row, field.attname) for field in Findable._meta.concrete_fields)
