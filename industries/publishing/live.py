"""Live follows the log: releases are applied in order, each in one transaction, and can be replayed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction
from django.db.models import Max

from industries.choices import Action
from industries.editions import DESK, LIVE
from industries.models import RECORDS, Release, Version
from industries.publishing.payload import (
    Payload,
    Reference,
    chunks,
    kind_of,
    raised,
    references,
    shape_of,
)

# any number of our own: one lock for the log, another database has another
_LOCK = 20_240_625


def lock_log(using: str) -> None:
    """Let one writer at a time extend the log, until the transaction ends.

    SQLite's transactions begin IMMEDIATE and are alone already.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def last_release(using: str) -> int:
    """Return the number of the newest release that a database holds, 0 if none. One query."""
    number: int | None = Release.objects.using(using).aggregate(last=Max("number"))["last"]
    return number or 0


def catch_up() -> int:
    """Apply the releases that live lacks, in order, and return how many they were.

    Safe to call at any time and from several processes. Reads the desk's log.
    """
    missing = Release.objects.using(DESK).filter(number__gt=last_release(LIVE)).order_by("number")
    return sum(apply(release) for release in missing)


def apply(release: Release) -> bool:
    """Bring live from the release before to this one, or return False if it is there already.

    Raises RuntimeError if live is not at the release before.
    """
    versions = list(Version.objects.using(DESK).filter(release=release).order_by("id"))
    with transaction.atomic(using=LIVE):
        lock_log(LIVE)
        last = last_release(LIVE)
        if last >= release.number:
            return False
        if last != release.number - 1:
            raise RuntimeError(f"Live is at release {last}; release {release.number} is not next.")
        Release.objects.using(LIVE).bulk_create([release])
        Version.objects.using(LIVE).bulk_create(versions, batch_size=200)
        _write(versions)
    return True


def rebuild_live() -> int:
    """Throw away everything on live and make it again from the log; return the releases applied."""
    with transaction.atomic(using=LIVE):
        lock_log(LIVE)
        for kind in reversed(RECORDS):
            shape = shape_of(kind)
            for model in (*(rows.model for rows in shape.rows), shape.model):
                model.objects.using(LIVE).all()._raw_delete(LIVE)
        for log in (Version, Release):
            log.objects.using(LIVE).all()._raw_delete(LIVE)
        return catch_up()


def _write(versions: list[Version]) -> None:
    """Replace the rows of the versions' records.

    Delete and insert rather than update: an update in place trips over unique constraints when two
    records swap a value. References are checked when the transaction ends.
    """
    touched: dict[str, list[int]] = defaultdict(list)
    published: dict[str, list[Version]] = defaultdict(list)
    for version in versions:
        touched[version.kind].append(version.row_id)
        if version.action == Action.PUBLISH:
            published[version.kind].append(version)
    for kind, row_ids in touched.items():
        _delete(kind, row_ids)
    payloads = {
        (kind, version.key): raised(kind, version.payload)
        for kind, mine in published.items()
        for version in mine
    }
    ids = _ids(payloads, [version for mine in published.values() for version in mine])
    for kind in RECORDS:
        _insert(kind, published[kind], payloads, ids)


def _delete(kind: str, row_ids: list[int]) -> None:
    shape = shape_of(kind)
    for part in chunks(row_ids):
        for rows in shape.rows:
            children = rows.model.objects.using(LIVE).filter(**{f"{rows.owner}__in": part})
            children._raw_delete(LIVE)
        shape.model.objects.using(LIVE).filter(pk__in=part)._raw_delete(LIVE)


def _ids(payloads: dict[Reference, Payload], versions: Iterable[Version]) -> dict[Reference, int]:
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
        .model.objects.using(LIVE)
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
    shape.model.objects.using(LIVE).bulk_create(records, batch_size=200)
    for rows in shape.rows:
        rows.model.objects.using(LIVE).bulk_create(children[rows.name], batch_size=200)


def _decoded(fields: Iterable[Any], content: Payload, ids: dict[Reference, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        value = content[field.name]
        if kind := kind_of(field):
            values[field.attname] = ids[kind, value] if value else None
        else:
            values[field.name] = field.to_python(value)
    return values
