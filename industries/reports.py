"""Where rows meet arithmetic and one another: what a page or the API shows, out of few queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from industries.choices import (
    Basis,
    Comparator,
    Confidence,
    Direction,
    Measure,
    ObservationBasis,
    TargetKind,
)
from industries.editions import alias
from industries.models import Citation, Observation, Record, Target
from industries.periods import Period
from industries.progress.assessment import Assessment, assess
from industries.progress.facts import Figure, Promise

# how the records of one kind stand under one another; the others by key
_ORDER: dict[str, Any] = {
    "target": lambda target: (target.due_on or date.max, target.key),
    "observation": lambda seen: (seen.indicator.name_en, seen.period_end, seen.key),
}
_CONFIDENCES = Confidence.values
Series = tuple[int, int | None]  # of an indicator, on an industry or on none


@dataclass(frozen=True, slots=True)
class Publication:
    """The first and last day on which a source of a record came out, and the best of their kinds."""

    first: date | None
    last: date | None
    confidence: str

    @classmethod
    def of(cls, sources: Iterable[tuple[date | None, str]]) -> "Publication":
        """Return what the days and confidences of a record's sources come to."""
        pairs = list(sources)
        days = [day for day, _confidence in pairs if day]
        best = min((c for _day, c in pairs), key=_CONFIDENCES.index, default=_CONFIDENCES[-1])
        return cls(min(days, default=None), max(days, default=None), best)


NEVER = Publication.of(())


def supported(citations: Iterable[Citation]) -> dict[str, list[Any]]:
    """Return the records that the citations support, by kind, each with its citations as `cited`.

    The citations come `with_owners()`: then this makes no query.
    """
    found: dict[tuple[str, int], Record] = {}
    cited: dict[tuple[str, int], list[Citation]] = {}
    for citation in citations:
        owner = citation.owner
        owner.corrected_at = getattr(citation, f"{owner.kind}_corrected_at", None)
        found.setdefault((owner.kind, owner.pk), owner)
        cited.setdefault((owner.kind, owner.pk), []).append(citation)
    by_kind: dict[str, list[Any]] = {}
    for place, record in found.items():
        record.cited = cited[place]  # type: ignore[attr-defined]
        by_kind.setdefault(record.kind, []).append(record)
    for kind, records in by_kind.items():
        records.sort(key=_ORDER.get(kind, lambda record: record.key))
    return by_kind


def assessed(targets: Iterable[Target], as_of: date) -> dict[int, Assessment]:
    """Return the assessment of each target on a day, by its row's id. Three queries, however many.

    The targets come with their indicators.
    """
    asked = list(targets)
    figures = figures_of({target.indicator_id for target in asked})
    published = _published("target", [target.pk for target in asked])
    return {
        target.pk: assess(
            promise_of(target, published.get(target.pk, NEVER)),
            figures.get((target.indicator_id, target.industry_id), ()),
            as_of,
        )
        for target in asked
    }


def assessment_of(target: Any, observations: Iterable[Any], as_of: date) -> Assessment:
    """Return the assessment of one target from what is published of its indicator and industry.

    All come `with_citations()`, the target with its indicator: then this makes no query.
    """
    figures = [_figure(row, _cited(row)) for row in observations]
    return assess(promise_of(target, _cited(target)), figures, as_of)


def figures_of(indicators: Iterable[int]) -> dict[Series, list[Figure]]:
    """Return all that is published of the indicators, by indicator and industry. Two queries."""
    rows = Observation.objects.using(alias()).filter(indicator__in=set(indicators)).order_by("pk")
    published = _published("observation", rows.values("pk"))
    found: dict[Series, list[Figure]] = defaultdict(list)
    for row in rows:
        figure = _figure(row, published.get(row.pk, NEVER))
        found[row.indicator_id, row.industry_id].append(figure)
    return found


def promise_of(target: Target, published: Publication) -> Promise:
    """Return a target as it is judged."""
    indicator, starts_on = target.indicator, target.window_starts_on
    return Promise(
        key=target.key,
        kind=TargetKind(target.target_kind),
        comparator=Comparator(target.comparator),
        measure=Measure(indicator.measure),
        direction=Direction(indicator.direction),
        method=indicator.method,
        value=target.value,
        unit_stated=target.unit_basis != Basis.NOT_STATED,
        due_on=target.due_on,
        announced_on=target.announced_on,
        known_on=published.first or target.announced_on or date.min,
        window=(starts_on, target.window_ends_on) if starts_on else None,
        baseline=target.baseline,
        baseline_period=Period.parse(target.baseline_period) if target.baseline_period else None,
        scope=target.scope,
        scope_comparable=target.scope_comparable,
    )


def _figure(row: Observation, published: Publication) -> Figure:
    # what is derived is known once the last of its sources is out
    known_on = published.last if row.basis == ObservationBasis.DERIVED else published.first
    return Figure(
        key=row.key,
        period=Period.parse(row.period),
        value=row.value,
        qualifier=row.qualifier,
        status=row.status,
        rank=row.rank,
        confidence=published.confidence,
        # a source without a day counts as published the day that the value was stated or stood
        known_on=known_on or row.stated_on or row.stood_on or row.period_end,
        period_stated=row.period_basis == Basis.STATED,
        stated_on=row.stated_on,
        stood_on=row.stood_on,
        scope=row.scope,
        scope_comparable=row.scope_comparable,
        break_on=row.break_on,
    )


def _published(kind: str, ids: Any) -> dict[int, Publication]:
    """Return when and by what kind of source each record was published. One query."""
    cited = Citation.objects.using(alias()).filter(**{f"{kind}__in": ids}).order_by()
    of: dict[int, list[tuple[date | None, str]]] = defaultdict(list)
    columns = (f"{kind}_id", "source__published_on", "source__confidence")
    for pk, day, confidence in cited.values_list(*columns):
        of[pk].append((day, confidence))
    return {pk: Publication.of(sources) for pk, sources in of.items()}


def _cited(record: Any) -> Publication:
    """Return the same of a record that was fetched `with_citations()`. Makes no query."""
    sources = (citation.source for citation in record.cited)
    return Publication.of((source.published_on, source.confidence) for source in sources)
