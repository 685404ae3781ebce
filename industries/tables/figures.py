"""The file of figures, quick for 100,000 of them: live keeps what a row has of its own as text.

It is written when a release is applied, and changes with the observation's own versions only: keys
never change. What other records are called, and what depends on reader and address, is put in as the
file is written.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.urls import reverse

from industries.citing import in_words
from industries.editions import LIVE, reading
from industries.formulas import guarded
from industries.models import Indicator, Industry, Initiative, KeptFigure, Observation, Source
from industries.models.bilingual import joined
from industries.tables.columns import csv_cells
from industries.tables.declared import OBSERVATIONS

CHUNK = 500  # rows in one query
# the columns that are put in: between them are runs of cells that are kept
PUT_IN = (
    *("permalink", "indicator_name", "industry_name", "initiative_name", "source_title", "citation"),
)
# whose names are put in, by the place of their keys in what is kept
_NAMED: dict[int, tuple[Any, str]] = {
    0: (Indicator, "name"),
    1: (Industry, "name"),
    2: (Initiative, "name"),
    3: (Source, "title"),
}
_FRAMES = 4096  # citations without period and address that are remembered
_SEPARATOR, _ESCAPE = "\x1f", "\x1e"
# what no text has
_PERIOD, _ADDRESS, _SLUG, _VERSION = "\x1dperiod\x1d", "\x1daddress\x1d", "________", 987654321


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


def lines(ids: Sequence[int], origin: str) -> Iterator[str]:
    """Yield the lines of these observations in the reader's language, 1,000 at a time.

    A query for each piece, and at most one more for the names of each kind.
    """
    line = _Writer(origin)
    for part in _parts(ids):
        kept = dict(_held(part).values_list("pk", "cells"))
        # one that was withdrawn meanwhile is not there
        yield line.text([_unpacked(kept[pk]) for pk in part if pk in kept])


def _held(ids: Iterable[int]) -> Any:
    return KeptFigure.objects.filter(pk__listed=",".join(map(str, ids)))


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _kept(ids: Iterable[int]) -> list[KeptFigure]:
    """Return what is to be kept of each that is public. A few queries."""
    columns = OBSERVATIONS.columns
    ends = [n for n, column in enumerate(columns) if column.name in PUT_IN]
    found = []
    for row in OBSERVATIONS.fetch(ids):
        runs = [
            csv_cells(column.cell(row, "") for column in columns[before + 1 : end])
            for before, end in pairwise([-1, *ends])
        ]
        keys = [of.key if of else "" for of in (row.indicator, row.industry, row.initiative)]
        source = row.cited[0].source.key if row.cited else ""
        about = [row.slug, row.period, str(row.version), row.updated_at.isoformat()]
        found.append(KeptFigure(id=row.pk, cells=_packed([*keys, source, *about, *runs])))
    return found


def _packed(pieces: list[str]) -> str:
    """Return the pieces as one text, which is split faster than JSON is read."""
    return _SEPARATOR.join(
        piece.replace(_ESCAPE, f"{_ESCAPE}0").replace(_SEPARATOR, f"{_ESCAPE}1") for piece in pieces
    )


def _unpacked(text: str) -> list[str]:
    pieces = text.split(_SEPARATOR)
    if _ESCAPE in text:
        return [
            piece.replace(f"{_ESCAPE}1", _SEPARATOR).replace(f"{_ESCAPE}0", _ESCAPE) for piece in pieces
        ]
    return pieces


class _Writer:
    """Makes lines of what is kept; remembers names and citations for as long as one file is written."""

    def __init__(self, origin: str) -> None:
        path = reverse("observation_version", args=[_SLUG, _VERSION])
        self.address = re.split(f"{_SLUG}|{_VERSION}", f"{origin}{path}")
        self.names: dict[int, dict[str, str]] = {place: {"": ""} for place in _NAMED}
        self.cells: dict[int, dict[str, str]] = {place: {"": ""} for place in _NAMED}
        self.frame: Callable[..., list[str]] = lru_cache(_FRAMES)(self._frame)

    def text(self, rows: list[list[str]]) -> str:
        for place in _NAMED:
            self._name(place, {row[place] for row in rows} - self.names[place].keys())
        indicators, industries, initiatives, sources = self.cells.values()
        start, between, end = self.address
        found = []
        for row in rows:
            indicator, industry, initiative, source, slug, period, n, at, a, b, c, d, e, f = row
            address = f"{start}{slug}{between}{n}{end}"
            before, middle, after = self.frame(indicator, n, at)
            found.append(
                f"{a},{address},{b},{indicators[indicator]},{c},{industries[industry]},"
                f"{d},{initiatives[initiative]},{e},{sources[source]},{f},"
                f"{before}{period}{middle}{address}{after}\r\n"
            )
        return "".join(found)

    def _name(self, place: int, keys: Iterable[str]) -> None:
        """Fetch what records are called that were not met before: one query, if any."""
        if not keys:
            return
        model, attribute = _NAMED[place]
        for record in model.objects.filter(key__in=list(keys)).order_by():
            name = getattr(record, attribute)
            self.names[place][record.key] = name
            self.cells[place][record.key] = csv_cells([guarded(name)])

    def _frame(self, indicator: str, version: str, updated_at: str) -> list[str]:
        """Return the cell that cites a figure, split where its period and its address stand."""
        title = joined(self.names[0][indicator], _PERIOD)
        words = in_words(title, version, datetime.fromisoformat(updated_at), _ADDRESS)
        # neither has a sign for which a cell is quoted
        return re.split(f"{_PERIOD}|{_ADDRESS}", csv_cells([guarded(words)]))
