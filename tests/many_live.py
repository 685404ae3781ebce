"""A live database with many targets, written in bulk as if they had been published: for script/bench.

What is kept need not be what would be reckoned: its size and spread are likely, its verdicts are not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any

from django.db import connections, transaction

from industries.choices import Confidence, Flag, Reason, Verdict
from industries.editions import LIVE, reading
from industries.models import (
    RECORDS,
    Citation,
    Indicator,
    Industry,
    Initiative,
    KeptVerdict,
    Observation,
    Release,
    Source,
    Target,
    Version,
)
from industries.models.history import number_of
from industries.publishing.found import rewrite
from industries.publishing.live import count_rows, measure_tables

GOALS, FIGURES, SOURCES = 5, 6, 2000  # of each indicator; in all
FIRST_ID = 10_000_000  # after all that the ledger has
BATCH = 5000
# as in the ledger: most cannot be judged, or nobody has the figure
VERDICTS = (*Verdict, *[Verdict.NOT_ASSESSABLE] * 5, *[Verdict.NO_FIGURE] * 4)
LOCATOR = "p. 12"


@dataclass(frozen=True, slots=True)
class Shared:
    """What the ledger has and the many are on."""

    release: int
    industries: list[Industry]
    initiatives: list[Initiative]
    words: list[str]

    @classmethod
    def of_live(cls) -> "Shared":
        return cls(
            Release.objects.using(LIVE).latest("number").number,
            list(Industry.objects.using(LIVE)),
            list(Initiative.objects.using(LIVE)),
            sorted(set(Citation.objects.using(LIVE).values_list("as_stated", flat=True)) - {""}),
        )

    def stated(self, n: int) -> str:
        """Return words as stated, in one language or the other, with a figure of their own."""
        return f"{self.words[n % len(self.words)]} {n}"


def fill(count: int) -> None:
    """Write so many targets with their indicators, figures, sources, versions and kept verdicts."""
    shared = Shared.of_live()
    indicators = range(count // GOALS)
    with transaction.atomic(using=LIVE):
        write(Source, map(source, range(SOURCES)))
        write(Indicator, (indicator(i, shared) for i in indicators))
        write(Target, (_target(n, shared) for n in range(count)))
        write(Observation, (_figure(n, shared) for n in range(FIGURES * len(indicators))))
        write(Citation, _citations(count, shared))
        write(Version, (version("target", n, shared) for n in range(count)))
        write(KeptVerdict, (row for n in range(count) for row in _kept(n)))
        with reading(LIVE):
            for kind, rows in (("source", SOURCES), ("indicator", len(indicators)), ("target", count)):
                first = number_of(kind, FIRST_ID)
                rewrite(range(first, first + rows))
    settle()


def settle() -> None:
    """Let the planner know what there is now."""
    count_rows(RECORDS)
    measure_tables()
    if connections[LIVE].vendor == "postgresql":
        with connections[LIVE].cursor() as cursor:  # what autovacuum would do within the minute
            cursor.execute("VACUUM ANALYZE")


def write(model: Any, rows: Iterable[Any]) -> None:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        model.objects.using(LIVE).bulk_create(batch, batch_size=500)


def named(kind: str, n: int) -> dict[str, Any]:
    return {"pk": FIRST_ID + n, "key": f"many_{kind}_{n}", "slug": f"many-{kind}-{n}"}


def source(n: int) -> Source:
    about = {"language": "zh", "source_kind": "press", "confidence": Confidence.values[n % 2]}
    day = date(2015, 1, 1) + timedelta(days=2 * n)
    words = {"title": f"宁夏统计公报 {n}", "publisher": "宁夏回族自治区统计局"}
    return Source(**named("source", n), **about, **words, published_on=day)


def indicator(i: int, shared: Shared) -> Indicator:
    of = shared.industries[i % len(shared.industries)]
    return Indicator(
        **named("indicator", i),
        name_en=f"Output of {of.name_en.lower()}, product {i}",
        name_zh=f"{of.name_zh}产量{i}",
        unit="Mt",
        definition_en="Tonnes made in the year within the region, as the bureau counts them.",
        measure="flow",
        direction="increase",
        frequency="annual",
        method="growth",
    )


def scope(i: int, shared: Shared) -> dict[str, Any]:
    industry = shared.industries[i % len(shared.industries)].pk
    initiative = shared.initiatives[i % len(shared.initiatives)].pk if i % 3 == 0 else None
    return {"indicator_id": FIRST_ID + i, "industry_id": industry, "initiative_id": initiative}


def _due(n: int) -> date:
    return date(2021 + n * 7 % 15, 12, 31)


def _target(n: int, shared: Shared) -> Target:
    """Return a target; of an indicator's five the second restates the first, the third stretches it."""
    first, which = FIRST_ID + n - n % GOALS, n % GOALS
    ties = {1: {"restates_id": first}, 2: {"stretch_of_id": first}}
    return Target(
        **named("target", n),
        **scope(n // GOALS, shared),
        **ties.get(which, {}),
        target_kind="by_date",
        kind_basis="stated",
        standing="expectation" if which == GOALS - 1 else "commitment",
        comparator="gte",
        value=Decimal(60 + n % 90),
        unit="Mt",
        unit_basis="stated",
        due_on=_due(n),
        deadline_basis="stated",
        baseline_basis="not_stated",
        announced_on=date(2018, 1, 15) + timedelta(days=n % 1500),
        announced_basis="published",
    )


def _figure(n: int, shared: Shared) -> Observation:
    i, year = n // FIGURES, n % FIGURES
    return Observation(
        **named("observation", n),
        **scope(i, shared),
        period=str(2018 + year),
        period_basis="stated",
        value=Decimal(40 + i % 40 + year * (1 + i % 7)),
        unit="Mt",
        status="final",
    )


def _citations(count: int, shared: Shared) -> Iterator[Citation]:
    """Yield one for each target and figure, and a second for each third target."""
    for n in range(count):
        for position in range(1 + (n % 3 == 0)):
            source = FIRST_ID + (n * 7 + position) % SOURCES
            place = {"source_id": source, "position": position, "locator": LOCATOR}
            pk, words = FIRST_ID + 2 * n + position, shared.stated(2 * n + position)
            yield Citation(target_id=FIRST_ID + n, pk=pk, as_stated=words, **place)
    for n in range(FIGURES * (count // GOALS)):
        place = {"source_id": FIRST_ID + n * 11 % SOURCES, "locator": LOCATOR}
        pk, words = FIRST_ID + 2 * count + n, shared.stated(n)
        yield Citation(observation_id=FIRST_ID + n, pk=pk, as_stated=words, **place)


def version(kind: str, n: int, shared: Shared) -> Version:
    key = f"many_{kind}_{n}"
    return Version(
        pk=FIRST_ID * (1 + list(RECORDS).index(kind)) + n,
        release_id=shared.release,
        kind=kind,
        key=key,
        n=1,
        action="publish",
        row_id=FIRST_ID + n,
        child_ids={},
        payload={"format": 1, "key": key, "slug": f"many-{kind}-{n}"},
        sha256="0" * 64,
    )


def _kept(n: int) -> Iterator[KeptVerdict]:
    """Yield four intervals of a target; today lies in the third of them or in the last."""
    shift, first = timedelta(days=n * 13 % 300), n - n % GOALS
    begins = f"{_due(first)} many_target_{first}"
    years = (2023, 2025, 2027) if n % 3 else (2020, 2022, 2024)
    ends = [date.min, *(date(year, 1, 31) + shift for year in years), date.max]
    for k, (before, to_day) in enumerate(pairwise(ends)):
        verdict = VERDICTS[(n * 7919 + k * 31) % len(VERDICTS)]
        yield KeptVerdict(
            pk=FIRST_ID + 4 * n + k,
            target_id=FIRST_ID + n,
            first_id=FIRST_ID + first,
            place=begins if n == first else f"{begins} {_due(n)} many_target_{n}",
            counted=n % GOALS not in (2, 4),
            is_changed=n % GOALS < 2 and n // GOALS % 2 == 0,
            from_day=before + timedelta(days=1) if k else before,
            to_day=to_day,
            verdict=verdict,
            reasons=_codes(Reason.values, n) if verdict == Verdict.NOT_ASSESSABLE else "",
            flags=_codes(Flag.values, n) if n % 6 == k else "",
            next_due_on=date(2023 + n % 7, 6, 30) if n % 4 else None,
        )


def _codes(codes: list[str], n: int) -> str:
    """Return one of the codes or two, as they are kept."""
    one = codes[n // GOALS % len(codes)]
    return f" {one} " if n % 2 else f" {one} {codes[(n // GOALS + 1) % len(codes)]} "
