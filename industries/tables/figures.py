"""The file of figures, quick for 100,000 of them: live keeps what a row has of its own as text.

It is written when a release is applied, and changes with the observation's own versions only: keys
never change. What other records are called, and what depends on reader and address, is put in as the
file is written.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.urls import reverse

from industries.citing import in_words
from industries.editions import LIVE, reading
from industries.formulas import guarded
from industries.models import Indicator, Industry, Initiative, KeptFigure, Observation, Source
from industries.models.bilingual import joined
from industries.tables.columns import Column, csv_cells, csv_text
from industries.tables.declared import OBSERVATIONS

CHUNK = 1000  # rows in one query
# A row is kept as pieces in this order; its own columns stand together, each with a comma behind it.
# What is put in is kept empty, or as that by which it is found.
_HEAD, _START, _PATH_AND_ON, _INDICATOR, _INDUSTRY, _INITIATIVE, _SCOPE_AND_ON, _SOURCE = range(8)
_LOCATOR_AND_ON, _CITED, _PERIOD, _MIDDLE, _START_AGAIN, _PATH, _END = range(8, 15)
_WIDTH = _END + 1
# the columns that are put in
PUT_IN = {
    *("permalink", "indicator", "indicator_name", "industry", "industry_name"),
    *("initiative", "initiative_name", "source", "source_title", "citation"),
}
# whose keys and names are put in
_NAMED: dict[int, tuple[Any, str]] = {
    _INDICATOR: (Indicator, "name"),
    _INDUSTRY: (Industry, "name"),
    _INITIATIVE: (Initiative, "name"),
    _SOURCE: (Source, "title"),
}
_FRAMES = 4096  # citations without period and address that are remembered
_SEPARATOR, _ESCAPE = "\x1f", "\x1e"
# what no text has
_ANY_PERIOD, _ANY_ADDRESS, _ANY_SLUG, _ANY_VERSION = (
    "\x1dperiod\x1d",
    "\x1daddress\x1d",
    "_" * 8,
    987654321,
)


def keep(ids: Sequence[int]) -> None:
    """Keep the rows of these observations anew; of one that is not public nothing is kept.

    Called once the rows are written, in their transaction. Some queries for each 500.
    """
    with reading(LIVE):
        for part in _parts(ids):
            _held(part).using(LIVE)._raw_delete(LIVE)
            KeptFigure.objects.using(LIVE).bulk_create(_kept(part))


def unlike_kept() -> Iterator[str]:
    """Yield the key of each observation of which live keeps anything else than would be kept now."""
    with reading(LIVE):
        public = dict(Observation.objects.order_by().values_list("pk", "key"))
        kept = set(KeptFigure.objects.values_list("pk", flat=True))
        yield from (public.get(pk, str(pk)) for pk in sorted(public.keys() ^ kept))
        for part in _parts(sorted(public.keys() & kept)):
            held = dict(_held(part).values_list("pk", "cells"))
            yield from (public[row.pk] for row in _kept(part) if row.cells != held[row.pk])


def lines(ids: Sequence[int], origin: str) -> Iterator[bytes]:
    """Yield the lines of these observations in the reader's language, 1,000 at a time, as UTF-8.

    A query for each piece, and at most two more for the names of each kind.
    """
    writer = _Writer(origin)
    for part in _parts(ids):
        kept = dict(_held(part).values_list("pk", "cells"))
        # one that was withdrawn meanwhile is not there
        yield writer.text([kept[pk] for pk in part if pk in kept])


def _held(ids: Iterable[int]) -> Any:
    return KeptFigure.objects.filter(pk__listed=",".join(map(str, ids)))


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _kept(ids: Iterable[int]) -> list[KeptFigure]:
    """Return what is to be kept of each that is public. A few queries."""
    groups = [(put_in, list(run)) for put_in, run in groupby(OBSERVATIONS.columns, _is_put_in)]
    runs = [run for put_in, run in groups if not put_in]
    _, *address = _address()
    found = []
    for row in OBSERVATIONS.fetch(ids):
        head, version, scope, locator = (
            f"{csv_cells(column.cell(row, '') for column in run)}," for run in runs
        )
        keys = [of.key if of else "" for of in (row.indicator, row.industry, row.initiative)]
        source = row.cited[0].source.key if row.cited else ""
        path = f"{row.slug}{address[0]}{row.version}{address[1]}"
        cited = f"{keys[0]} {row.version} {row.updated_at.isoformat(timespec='minutes')}"
        pieces = [head, "", f"{path},{version}", *keys, scope, source, locator]
        pieces += [cited, row.period, "", "", path, ""]
        found.append(KeptFigure(id=row.pk, cells=_packed(pieces)))
    return found


def _is_put_in(column: Column) -> bool:
    return column.name in PUT_IN


def _address() -> list[str]:
    """Return the path of an observation's version, split where its slug and the number stand."""
    path = reverse("observation_version", args=[_ANY_SLUG, _ANY_VERSION])
    return re.split(f"{_ANY_SLUG}|{_ANY_VERSION}", path)


def _packed(pieces: list[str]) -> str:
    """Return the pieces as one text, which is split faster than JSON is read."""
    return _SEPARATOR.join(
        piece.replace(_ESCAPE, f"{_ESCAPE}0").replace(_SEPARATOR, f"{_ESCAPE}1") for piece in pieces
    )


def _unpacked(rows: Iterable[str]) -> list[bytes]:
    """Return the pieces of all rows, one row's after the other's."""
    text = _SEPARATOR.join(rows)
    # bytes are split and joined faster than text that has other letters than Latin ones
    pieces = text.encode().split(_SEPARATOR.encode())
    return [_unescaped(piece) for piece in pieces] if _ESCAPE in text else pieces


def _unescaped(piece: bytes) -> bytes:
    text = piece.decode().replace(f"{_ESCAPE}1", _SEPARATOR).replace(f"{_ESCAPE}0", _ESCAPE)
    return text.encode()


class _Writer:
    """Makes lines of what is kept; remembers names and citations for as long as one file is written.

    A piece is put into all rows at once: a step for each of 100,000 would take longer than all else.
    """

    def __init__(self, origin: str) -> None:
        self.start = f"{origin}{_address()[0]}".encode()
        self.titles: dict[bytes, str] = {}
        self.cells: dict[int, dict[bytes, bytes]] = {place: {b"": b",,"} for place in _NAMED}
        self.frame: Callable[[bytes], list[bytes]] = lru_cache(_FRAMES)(self._frame)

    def text(self, rows: list[str]) -> bytes:
        if not rows:
            return b""
        pieces = _unpacked(rows)
        for place in _NAMED:
            keys = pieces[place::_WIDTH]
            self._name(place, set(keys) - self.cells[place].keys())
            pieces[place::_WIDTH] = map(self.cells[place].__getitem__, keys)
        pieces[_START::_WIDTH] = pieces[_START_AGAIN::_WIDTH] = [self.start] * len(rows)
        frames = zip(*map(self.frame, pieces[_CITED::_WIDTH]), strict=True)
        pieces[_CITED::_WIDTH], pieces[_MIDDLE::_WIDTH], pieces[_END::_WIDTH] = frames
        return b"".join(pieces)

    def _name(self, place: int, keys: set[bytes]) -> None:
        """Fetch what records are called that were not met before. One query, if any.

        Who asks again has a long file and would ask for each piece of it: then all are fetched.
        """
        if not keys:
            return
        model, attribute = _NAMED[place]
        rows = model.objects.order_by()
        if len(self.cells[place]) == 1:
            rows = rows.filter(key__in=[key.decode() for key in keys])
        for record in rows.iterator():
            key, name = record.key.encode(), getattr(record, attribute)
            self.cells[place][key] = f"{csv_cells([record.key, guarded(name)])},".encode()
            if place == _INDICATOR:
                self.titles[key] = name

    def _frame(self, cited: bytes) -> list[bytes]:
        """Return the cell that cites a figure and the line's end, split at period and address."""
        indicator, version, updated_at = cited.split(b" ")
        title = joined(self.titles[indicator], _ANY_PERIOD)
        published = datetime.fromisoformat(updated_at.decode())
        words = in_words(title, version.decode(), published, _ANY_ADDRESS)
        # neither has a sign for which a cell is quoted
        split = re.split(f"{_ANY_PERIOD}|{_ANY_ADDRESS}", csv_text([[guarded(words)]]))
        return [piece.encode() for piece in split]
