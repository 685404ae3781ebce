"""What a page shows of several records at once, out of few queries."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from industries.models import Citation, Record

# how the records of one kind stand under one another; the others by key
_ORDER: dict[str, Any] = {
    "target": lambda target: (target.due_on or date.max, target.key),
    "observation": lambda seen: (seen.indicator.name_en, seen.period_end, seen.key),
}


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
