"""What records are called, by kind and key: as they stand, else as the log has them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Value

from industries.choices import Comparator
from industries.editions import DESK
from industries.models import RECORDS, Version
from industries.models.bilingual import is_chinese, joined
from industries.models.naming import target_name, written_figure
from industries.publishing.payload import Payload, Reference, chunks, raised, references


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the log has it: what it was when it was last published, number `n` of its versions.

    `slug` is empty if another record has its address by now, `link` if it is no source, or one whose
    address may not be shown.
    """

    kind: str
    key: str
    name: str
    slug: str
    n: int
    is_public: bool
    link: str = ""


def names_of(wanted: Iterable[Reference], using: str) -> dict[Reference, str]:
    """Return what the records are called in a database, those that were withdrawn as they last were.

    A query for each kind and 500 records, two more if some are not there.
    """
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in wanted:
        keys[kind].add(key)
    found: dict[Reference, str] = {}
    for kind, mine in keys.items():
        model: Any = RECORDS[kind]
        for part in chunks(sorted(mine)):
            rows = model.objects.using(using).for_list().filter(key__in=part)
            found |= {(kind, row.key): str(row) for row in rows}
    missing = {(kind, key) for kind, mine in keys.items() for key in mine} - found.keys()
    return found | {place: entry.name for place, entry in in_log(missing, using).items()}


def in_log(wanted: Iterable[Reference], using: str) -> dict[Reference, Entry]:
    """Return the records as the log of a database has them, of every kind at once.

    A query for each 500 records, one more where there are figures: they are named after indicators.
    """
    found = _last_published(set(wanted), using)
    named = {reference for version in found.values() for reference in named_after(version.payload)}
    every = found | _last_published(named - found.keys(), using)
    names = {reference: name_in(every[reference].payload) for reference in named & every.keys()}
    return {place: _entry(version, names) for place, version in found.items()}


def _last_published(wanted: set[Reference], using: str) -> dict[Reference, Any]:
    found: dict[Reference, Any] = {}
    for part in chunks(sorted(wanted)):
        which = Q()
        for kind in {kind for kind, _key in part}:
            which |= Q(kind=kind, key__in=[key for of, key in part if of == kind])
        versions: Any = Version.objects.using(using).filter(which).last_published()
        # the desk has no addresses: nothing is shown there
        versions = versions.annotate(slug=Value("")) if using == DESK else versions.with_slug()
        for version in versions:
            version.payload = raised(version.kind, version.payload)
            found[version.kind, version.key] = version
    return found


def _entry(version: Any, names: dict[Reference, str]) -> Entry:
    payload = version.payload
    return Entry(
        kind=version.kind,
        key=version.key,
        name=name_in(payload, names) or version.key,
        slug=version.slug or "",
        n=version.n,
        is_public=not version.gone,
        link=payload["url"] if payload.get("link_safe") and not version.gone else "",
    )


def referred(kind: str, *payloads: Payload | None) -> set[Reference]:
    """Return every record that the payloads of one kind refer to."""
    return {found for payload in payloads if payload for found in references(kind, payload)}


def named_after(payload: Payload) -> set[Reference]:
    """Return the records after which a figure or a target is named; of others none."""
    fields = ("indicator", "industry") if "indicator" in payload else ()
    return {(field, payload[field]) for field in fields if payload.get(field)}


def name_in(payload: Payload, names: Mapping[Reference, str] | None = None) -> str:
    """Return what a record is called by its payload, and by the names of those it is named after."""
    if "indicator" in payload:
        said = {kind: (names or {}).get((kind, key), key) for kind, key in named_after(payload)}
        if "period" in payload:
            return joined(said["indicator"], payload["period"])
        return _target(payload, said["indicator"], said.get("industry", ""))
    both = [payload.get("name_en"), payload.get("name_zh")]
    return next(filter(None, reversed(both) if is_chinese() else both), None) or payload.get(
        "title", ""
    )


def _target(payload: Payload, indicator: str, industry: str) -> str:
    value, unit, due_on = payload["value"], payload["unit"], payload["due_on"]
    figure = written_figure(
        Decimal(value) if value else None,
        unit,
        payload["unit_basis"],
        Comparator(payload["comparator"]),
    )
    year = int(due_on[:4]) if due_on else None
    return target_name(indicator, industry, payload["scope"], figure, year)
