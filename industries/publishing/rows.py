"""Rows written from versions of the log, with the ids that they had: on live, or back on the desk."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from industries.choices import Action
from industries.models import RECORDS, Version
from industries.publishing.payload import (
    Payload,
    Reference,
    chunks,
    kind_of,
    raised,
    references,
    shape_of,
)


class GoneError(Exception):
    """A record that a version refers to is not in the database any more; `reference` names it."""

    def __init__(self, reference: Reference) -> None:
        super().__init__(" ".join(reference))
        self.reference = reference


def write(versions: list[Version], using: str) -> None:
    """Replace the rows of the versions' records.

    Delete and insert rather than update: an update in place trips over unique constraints when two
    records swap a value. References are checked when the transaction ends.

    Raises GoneError if a version refers to what is not there; IntegrityError as the database does.
    """
    touched: dict[str, list[int]] = defaultdict(list)
    published: dict[str, list[Version]] = defaultdict(list)
    for version in versions:
        touched[version.kind].append(version.row_id)
        if version.action == Action.PUBLISH:
            published[version.kind].append(version)
    for kind, row_ids in touched.items():
        _delete(kind, row_ids, using)
    payloads = {
        (kind, version.key): raised(kind, version.payload)
        for kind, mine in published.items()
        for version in mine
    }
    ids = _ids(payloads, [version for mine in published.values() for version in mine], using)
    for kind in RECORDS:
        _insert(kind, published[kind], payloads, ids, using)


def _delete(kind: str, row_ids: list[int], using: str) -> None:
    shape = shape_of(kind)
    for part in chunks(row_ids):
        for rows in shape.rows:
            children = rows.model.objects.using(using).filter(**{f"{rows.owner}__in": part})
            children._raw_delete(using)
        shape.model.objects.using(using).filter(pk__in=part)._raw_delete(using)


def _ids(
    payloads: dict[Reference, Payload], versions: Iterable[Version], using: str
) -> dict[Reference, int]:
    """Return the row id of every record that the payloads refer to."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for (kind, _key), payload in payloads.items():
        for target, target_key in references(kind, payload):
            wanted[target].add(target_key)
    found = {
        (kind, key): pk
        for kind, keys in wanted.items()
        for part in chunks(keys)
        for key, pk in shape_of(kind)
        .model.objects.using(using)
        .filter(key__in=part)
        # the usual order joins other records, of which some are deleted and not yet written again
        .order_by()
        .values_list("key", "pk")
    }
    return found | {(version.kind, version.key): version.row_id for version in versions}


def _insert(
    kind: str,
    versions: list[Version],
    payloads: dict[Reference, Payload],
    ids: dict[Reference, int],
    using: str,
) -> None:
    shape = shape_of(kind)
    records: list[Any] = []
    children: dict[str, list[Any]] = defaultdict(list)
    for version in versions:
        payload = payloads[kind, version.key]
        records.append(shape.model(pk=version.row_id, **_decoded(shape.fields, payload, ids)))
        for rows in shape.rows:
            pairs = zip(payload[rows.name], version.child_ids[rows.name], strict=True)
            for row, pk in pairs:
                content = {rows.link: row} if rows.link else row
                values = _decoded(rows.fields, content, ids)
                owner = {f"{rows.owner}_id": version.row_id}
                children[rows.name].append(rows.model(pk=pk, **owner, **values))
    shape.model.objects.using(using).bulk_create(records, batch_size=200)
    for rows in shape.rows:
        rows.model.objects.using(using).bulk_create(children[rows.name], batch_size=200)


def _decoded(fields: Iterable[Any], content: Payload, ids: dict[Reference, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        value = content[field.name]
        if kind := kind_of(field):
            if value and (kind, value) not in ids:
                raise GoneError((kind, value))
            values[field.attname] = ids[kind, value] if value else None
        else:
            values[field.name] = field.to_python(value)
    return values
