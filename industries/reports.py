"""Where rows meet arithmetic and one another: what a page or the API shows, out of few queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from industries.choices import (
    Basis,
    Comparator,
    Confidence,
    Direction,
    Measure,
    ObservationBasis,
    Rank,
    Reason,
    TargetKind,
    Verdict,
)
from industries.editions import alias
from industries.models import Citation, Observation, Record, Target
from industries.periods import Period
from industries.progress.assessment import Assessment, assess
from industries.progress.facts import Figure, Promise
from industries.progress.intervals import Interval, intervals

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


def ranked(observations: Iterable[Observation]) -> list[Any]:
    """Return the figures, each with what a page says of its rank as `why_ranked`. Makes no query.

    That is said where figures compete: where another of its series is of the same period, or where
    it is deprecated. Elsewhere it is empty, as there is nothing to choose.
    """
    rows: list[Any] = list(observations)
    published = Counter(map(_place, rows))
    for row in rows:
        competes = published[_place(row)] > 1 or row.rank == Rank.DEPRECATED
        row.why_ranked = row.rank_reason if competes else ""
    return rows


def _place(row: Observation) -> tuple[Any, ...]:
    return *_scoped_series(row), row.period


def _scoped_series(row: Observation) -> tuple[Any, ...]:
    return row.indicator_id, row.industry_id, row.scope


def cited_alike(records: Sequence[Any]) -> Any:
    """Return one of several records that all stand in the same places of the same sources, else None.

    They come with their citations as `cited`; the words in those places may differ. Makes no query.
    """
    places = {tuple((c.source_id, c.locator) for c in record.cited) for record in records}
    return records[0] if len(records) > 1 and len(places) == 1 else None


def latest(observations: Iterable[Observation]) -> list[Observation]:
    """Return the newest figure of each series, with the `number` of figures that the series has here.

    Of several for one period it is the preferred one, and a deprecated one only where all are. They
    keep the order of the series. Makes no query.
    """
    by_series: dict[tuple[Any, ...], list[Any]] = {}
    for row in observations:
        by_series.setdefault(_scoped_series(row), []).append(row)
    found = []
    for rows in by_series.values():
        found.append(max(rows, key=_standing))
        found[-1].number = len(rows)  # beside the row's own fields, as `cited` is
    return found


def _standing(row: Observation) -> tuple[Any, ...]:
    return row.rank != Rank.DEPRECATED, row.period_end, row.rank == Rank.PREFERRED, row.key


def with_series(targets: Iterable[Target]) -> dict[Series, list[Any]]:
    """Return what is public of the targets' indicators, by indicator and industry. One query.

    Targets and observations have their citations as `cited`: what is published has one, so that this
    one query finds all of them. The observations are in the order of their periods.
    """
    asked = list(targets)
    cited = Citation.objects.using(alias()).order_by().select_related("source", "observation")
    seen = Observation.objects.using(alias()).filter(indicator__in={t.indicator_id for t in asked})
    # not in one filter: no database would look for both sides of an “or” by index
    mine = cited.filter(target__in=[target.pk for target in asked])
    theirs = cited.filter(observation__in=seen.order_by().values("pk"))
    of_target: dict[int, list[Citation]] = defaultdict(list)
    of_row: dict[int, list[Citation]] = defaultdict(list)
    rows: dict[int, Any] = {}
    found = mine.union(theirs, all=True)
    for citation in sorted(found, key=lambda citation: (citation.position, citation.pk)):
        if citation.target_id:
            of_target[citation.target_id].append(citation)
        elif row := citation.observation:
            of_row[row.pk].append(citation)
            rows.setdefault(row.pk, row)
    for target in asked:
        target.cited = of_target[target.pk]  # type: ignore[attr-defined]
    series: dict[Series, list[Any]] = defaultdict(list)
    for row in sorted(rows.values(), key=lambda row: (row.period_end, row.key)):
        row.cited = of_row[row.pk]
        series[row.indicator_id, row.industry_id].append(row)
    return series


def assessed(targets: Iterable[Target], as_of: date) -> dict[int, Assessment]:
    """Return the assessment of each target on a day, by its row's id. One query, however many.

    The targets come with their indicators.
    """
    asked = list(targets)
    series = with_series(asked)
    return {t.pk: assessment_of(t, series[series_of(t)], as_of) for t in asked}


def series_of(target: Target) -> Series:
    """Return the indicator and the industry that a target is on."""
    return target.indicator_id, target.industry_id


def assessment_of(target: Any, observations: Iterable[Any], as_of: date) -> Assessment:
    """Return the assessment of one target from what is published of its indicator and industry.

    All come with their citations as `cited`, the target with its indicator. Makes no query.
    """
    return assess(promise_of(target), figures_of(observations), as_of)


def figures_of(observations: Iterable[Any]) -> list[Figure]:
    """Return what is published of a series as it is judged. Makes no query."""
    return [_figure(row, _cited(row)) for row in observations]


def promise_of(target: Any) -> Promise:
    """Return a target, with its indicator and citations, as it is judged. Makes no query."""
    indicator, starts_on, published = target.indicator, target.window_starts_on, _cited(target)
    return Promise(
        key=target.key,
        kind=TargetKind(target.target_kind),
        comparator=Comparator(target.comparator),
        measure=Measure(indicator.measure),
        direction=Direction(indicator.direction),
        method=indicator.method,
        value=target.value,
        unit_stated=target.unit_stated,
        due_on=target.due_on,
        announced_on=target.announced_on,
        known_on=published.first or target.announced_on or date.min,
        window=(starts_on, target.window_ends_on) if starts_on else None,
        baseline=target.baseline,
        baseline_period=Period.parse(target.baseline_period) if target.baseline_period else None,
        scope=target.scope,
        scope_comparable=target.scope_comparable,
        frequency=indicator.frequency,
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
        is_derived=row.basis == ObservationBasis.DERIVED,
    )


def _cited(record: Any) -> Publication:
    """Return when and by what kind of source a record was published. Makes no query."""
    sources = (citation.source for citation in record.cited)
    return Publication.of((source.published_on, source.confidence) for source in sources)


def turns(found: Assessment, observations: Iterable[Any]) -> Iterator[Interval]:
    """Yield from when on, up to its day, an assessment had which verdict or other reasons for none.

    The observations are those it was made from. Each day of change is judged anew. Makes no query.
    """
    last = None
    for interval in intervals(found.promise, figures_of(observations)):
        if interval.from_day > found.as_of:
            return
        if (interval.verdict, interval.reasons) != last:
            yield interval
        last = (interval.verdict, interval.reasons)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many commitments there are of each verdict, and of each reason why some cannot be judged.

    `judged` have a verdict from figures, `without_figure` a deadline that passed and no figure, and
    `open` are those that cannot be judged: of these `reasons` names more than one each, maybe. `rows`
    is the number of targets, counted or not.
    """

    rows: int
    verdicts: dict[Verdict, int]
    reasons: dict[Reason, int]

    @property
    def total(self) -> int:
        return sum(self.verdicts.values())

    @property
    def without_figure(self) -> int:
        return self.verdicts[Verdict.NO_FIGURE] + self.verdicts[Verdict.AWAITING_FINAL_DATA]

    @property
    def open(self) -> int:
        return self.verdicts[Verdict.NOT_ASSESSABLE]

    @property
    def judged(self) -> int:
        return self.total - self.without_figure - self.open


def tally(rows: Any) -> Tally:
    """Return the tally of targets or kept verdicts `on_day()`, of which each comes once. One query."""
    numbers = rows.order_by().values_list("verdict", "counted", "reasons")
    return _tallied(numbers.annotate(number=Count("*")))


def tally_of(targets: Iterable[Any]) -> Tally:
    """Return the same of targets that were fetched `on_day()`. Makes no query."""
    return _tallied((t.verdict, t.counted, t.reasons, 1) for t in targets)


def _tallied(numbers: Iterable[tuple[str, bool, str, int]]) -> Tally:
    rows, verdicts, reasons = 0, dict.fromkeys(Verdict, 0), dict.fromkeys(Reason, 0)
    for verdict, is_counted, why, number in numbers:
        rows += number
        if not is_counted:
            continue
        verdicts[Verdict(verdict)] += number
        for reason in why.split():
            reasons[Reason(reason)] += number
    return Tally(rows, verdicts, reasons)
