"""A live database with many figures, written in bulk as if published: for script/bench."""

from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction

from industries.editions import LIVE
from industries.models import Citation, Indicator, Observation, Source, Version
from industries.tables import figures
from tests.many_live import (
    FIRST_ID,
    LOCATOR,
    Shared,
    indicator,
    named,
    scope,
    settle,
    source,
    version,
    write,
)

INDICATORS, SOURCES = 400, 300


def fill(count: int) -> None:
    """Write so many figures of some hundred indicators, each cited once, each tenth twice."""
    shared = Shared.of_live()
    kinds = {"source": SOURCES, "indicator": INDICATORS, "observation": count}
    with transaction.atomic(using=LIVE):
        write(Source, map(source, range(SOURCES)))
        write(Indicator, (indicator(i, shared) for i in range(INDICATORS)))
        write(Observation, (_figure(n, shared) for n in range(count)))
        write(Citation, _citations(count, shared))
        for kind, rows in kinds.items():
            write(Version, (version(kind, n, shared) for n in range(rows)))
        figures.keep(list(range(FIRST_ID, FIRST_ID + count)))
    settle()


def _figure(n: int, shared: Shared) -> Observation:
    """Return a figure; of an indicator there is one for each month and scope."""
    i, nth = n % INDICATORS, n // INDICATORS
    scoped = {"scope": f"place {nth // 240}", "scope_comparable": False} if nth >= 240 else {}
    return Observation(
        **named("observation", n),
        **scope(i, shared),
        **scoped,
        period=f"{2000 + nth % 240 // 12}-{1 + nth % 12:02}",
        period_basis="stated",
        value=Decimal(n * 7919 % 10_000_019) / (1, 10, 100, 1000)[n % 4],
        unit="Mt",
        status="final",
        note_en=f"Preliminary, “table {n % 40}”, row {n}." if n % 5 == 0 else "",
    )


def _citations(count: int, shared: Shared) -> Iterator[Citation]:
    for n in range(count):
        for position in range(1 + (n % 10 == 0)):
            place = {"source_id": FIRST_ID + (n * 11 + position) % SOURCES, "locator": LOCATOR}
            pk, words = FIRST_ID + 2 * n + position, shared.stated(n)
            about = {"observation_id": FIRST_ID + n, "position": position, "as_stated": words}
            yield Citation(pk=pk, **about, **place)
