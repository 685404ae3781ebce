"""What becomes of the public records that refer to one that is withdrawn."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from industries.editions import LIVE
from industries.models import RECORDS
from industries.publishing.payload import (
    Reference,
    Snapshot,
    as_published,
    chunks,
    kind_of,
    shape_of,
    snapshots,
)


def referring(gone: Collection[Reference]) -> set[Reference]:
    """Return the other public records that refer to any of these, themselves or by a row they own.

    A query for each field that can refer to a kind, and 500 records.
    """
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, model in RECORDS.items():
        for part in chunks([key for of, key in gone if of == kind]):
            public: Any = model._default_manager.using(LIVE)
            ids[kind] += public.filter(key__in=part).values_list("pk", flat=True)
    found: set[Reference] = set()
    for kind in RECORDS:
        shape = shape_of(kind)
        places = [(shape.model, field, "key") for field in shape.fields]
        places += [(r.model, field, f"{r.owner}__key") for r in shape.rows for field in r.fields]
        for model, field, key in places:
            for part in chunks(ids.get(kind_of(field) or "", [])):
                naming = model.objects.using(LIVE).filter(**{f"{field.name}__in": part})
                found |= {(kind, owner) for owner in naming.order_by().values_list(key, flat=True)}
    return found - set(gone)


def without(gone: set[Reference], left: set[Reference]) -> list[tuple[Snapshot, Snapshot, list[Any]]]:
    """Return each public record that refers to what goes, as it is public and as it would be without.

    `left` is what is public then. The third part names each field and record that it cannot do without.
    """
    naming = referring(gone) & left
    found = []
    for kind in RECORDS:
        keys = sorted(key for of, key in naming if of == kind)
        for snapshot in snapshots(kind, keys, using=LIVE):
            rest, lacking = as_published(snapshot, left.__contains__)
            found.append((snapshot, rest, lacking))
    return found
