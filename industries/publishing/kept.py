"""The verdicts that live keeps: reckoned with each release, for what it may have changed."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from industries.editions import LIVE, reading
from industries.models import KeptVerdict, Target
from industries.progress.families import Place, Tie, places
from industries.progress.intervals import intervals
from industries.publishing.payload import Reference, chunks
from industries.reports import figures_of, promise_of, series_of, with_series

# what leads from a target to the records whose change may change its verdict, beside its family
_PATHS = {
    "indicator": ("indicator__key__in",),
    "source": (
        "citations__source__key__in",
        "indicator__observations__citations__source__key__in",
    ),
}


@dataclass(frozen=True, slots=True)
class _Placed:
    """A target's place in its family, with what sorts it there."""

    place: Place
    first: int
    order: str


def keep(
    changed: Collection[Reference], named: Collection[Reference], targets: Collection[int]
) -> None:
    """Reckon anew what live keeps of the targets that a release may have changed.

    `changed` are the records of the release, `named` what they refer to now or did before, `targets`
    the row ids of those that are targets. Called once the rows are written, in their transaction.
    """
    with reading(LIVE):
        placed = _placed()
        wanted = _touched(changed, named, placed)
        for part in chunks(sorted(wanted | set(targets))):
            KeptVerdict.objects.using(LIVE).filter(target__in=part)._raw_delete(LIVE)
        for part in chunks(sorted(wanted)):
            KeptVerdict.objects.using(LIVE).bulk_create(_reckoned(part, placed), batch_size=200)


def unlike_reckoned() -> Iterator[str]:
    """Yield the key of each public target of which live keeps anything else than is reckoned now."""
    with reading(LIVE):
        placed = _placed()
        for part in chunks(sorted(placed)):
            kept = {_columns(row) for row in KeptVerdict.objects.filter(target__in=part)}
            reckoned = {_columns(row) for row in _reckoned(part, placed)}
            wrong = {columns[0] for columns in kept ^ reckoned}
            keys = Target.objects.filter(pk__in=wrong).order_by("key")
            yield from keys.values_list("key", flat=True)


def _touched(
    changed: Collection[Reference], named: Collection[Reference], placed: dict[int, _Placed]
) -> set[int]:
    """Return the row ids of the public targets whose verdict or family may have changed."""
    keys: dict[str, set[str]] = defaultdict(set)
    # to name a source is not to change it
    for kind, key in (*changed, *((kind, key) for kind, key in named if kind != "source")):
        keys[kind].add(key)
    found: set[int] = set()
    for kind, paths in _PATHS.items():
        for path in paths:
            for part in chunks(sorted(keys[kind])):
                found |= set(Target.objects.filter(**{path: part}).values_list("pk", flat=True))
    mine: set[int] = set()
    for part in chunks(sorted(keys["target"])):
        mine |= set(Target.objects.filter(key__in=part).values_list("pk", flat=True))
    families = {placed[pk].first for pk in mine}
    return found | {pk for pk, of in placed.items() if of.first in families}


def _placed() -> dict[int, _Placed]:
    """Return the place of each public target, by row id. Two queries."""
    earlier: dict[int, list[str]] = defaultdict(list)
    also = Target.also_restates.through.objects.order_by("to_target__key")
    for pk, key in also.values_list("from_target_id", "to_target__key"):
        earlier[pk].append(key)
    columns = ("same_promise__key", "restates__key", "stretch_of__key")
    rows = Target.objects.order_by().values_list("pk", "key", "standing", "due_on", *columns)
    ids, ties = dict[str, int](), dict[str, Tie]()
    for pk, key, standing, due_on, same, restates, stretch in rows:
        ids[key] = pk
        every = (*filter(None, [restates]), *earlier[pk])
        ties[key] = Tie(standing, due_on, same, every, stretch)
    return {
        ids[key]: _Placed(place, ids[place.first], _order(key, place.first, ties))
        for key, place in places(ties).items()
    }


def _order(key: str, first: str, ties: dict[str, Tie]) -> str:
    """Return what sorts by the deadlines of first one's family and then its own; none is the last."""
    begins = f"{ties[first].due_on or date.max} {first}"
    return begins if key == first else f"{begins} {ties[key].due_on or date.max} {key}"


def _reckoned(ids: list[int], placed: dict[int, _Placed]) -> list[KeptVerdict]:
    """Return the rows that live keeps of the targets. Two queries."""
    targets = list(Target.objects.filter(pk__in=ids).select_related("indicator").order_by())
    series = with_series(targets)
    return [row for target in targets for row in _rows(target, series[series_of(target)], placed)]


def _rows(target: Target, observations: list[Any], placed: dict[int, _Placed]) -> Iterator[KeptVerdict]:
    of = placed[target.pk]
    from_day = date.min  # a target is listed even where its only source is dated in the future
    for interval in intervals(promise_of(target), figures_of(observations)):
        yield KeptVerdict(
            target_id=target.pk,
            first_id=of.first,
            place=of.order,
            counted=of.place.counted,
            is_changed=of.place.is_changed,
            from_day=from_day,
            to_day=interval.to_day or date.max,
            verdict=interval.verdict,
            reasons=_between_blanks(interval.reasons),
            flags=_between_blanks(interval.flags),
            next_due_on=interval.next_due_on,
        )
        from_day = date.min if interval.to_day is None else interval.to_day + date.resolution


def _between_blanks(codes: Collection[str]) -> str:
    """Return the codes so that one of them is found by itself: ` a b `; nothing of none."""
    return f" {' '.join(codes)} " if codes else ""


def _columns(row: KeptVerdict) -> tuple[Any, ...]:
    names = [field.attname for field in KeptVerdict._meta.concrete_fields if not field.primary_key]
    return tuple(getattr(row, name) for name in names)
