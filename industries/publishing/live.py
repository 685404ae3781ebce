"""Live follows the log: releases are applied in order, each in one transaction, and can be replayed."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db import OperationalError, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max

from industries.choices import Action
from industries.editions import APP, DESK, LIVE
from industries.models import (
    RECORDS,
    Address,
    Findable,
    Gram,
    Involvement,
    KeptCount,
    KeptFigure,
    KeptVerdict,
    Projection,
    Release,
    Version,
)
from industries.publishing.found import keep_found
from industries.publishing.kept import keep
from industries.publishing.payload import (
    Payload,
    Reference,
    chunks,
    raised,
    references,
    shape_of,
)
from industries.publishing.rows import write
from industries.tables import figures

# any number of our own: one lock for the log, another database has another
_LOCK = 20_240_625

# raised when what live keeps beside the records (verdicts, what is found, figures) comes out otherwise
# for the same log: live and all editions are then made anew
DERIVATIONS = 1


def lock_log(using: str) -> None:
    """Let one writer at a time extend the log, until the transaction ends.

    SQLite's transactions begin IMMEDIATE and are alone already.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def is_busy(error: Exception) -> bool:
    """Return whether a database gave up waiting for another writer: later it will do."""
    return isinstance(error, OperationalError) and any(
        word in str(error) for word in ("locked", "deadlock")
    )


def last_release(using: str) -> int:
    """Return the number of the newest release that a database holds, 0 if none. One query."""
    number: int | None = Release.objects.using(using).aggregate(last=Max("number"))["last"]
    return number or 0


def catch_up() -> int:
    """Apply the releases that live lacks, in order, and return how many they were.

    Safe to call at any time and from several processes. Reads the desk's log.

    Raises RuntimeError if live has followed another log, as where a desk was put back by hand.
    """
    if is_of_another_log():
        raise RuntimeError("Live has followed another log: run manage.py rebuild_live.")
    missing = Release.objects.using(DESK).filter(number__gt=last_release(LIVE)).order_by("number")
    applied = sum(apply(release, versions_of(release)) for release in missing)
    if applied:
        measure_tables()
    return applied


def versions_of(release: Release) -> list[Version]:
    """Return what the desk's log has in a release. One query."""
    return list(Version.objects.using(DESK).filter(release=release).order_by("id"))


def apply(release: Release, versions: list[Version]) -> bool:
    """Bring live from the release before to this one, or return False if it is there already.

    Raises RuntimeError if live is not at the release before.
    """
    with transaction.atomic(using=LIVE):
        lock_log(LIVE)
        last = last_release(LIVE)
        if last >= release.number:
            return False
        if last != release.number - 1:
            raise RuntimeError(f"Live is at release {last}; release {release.number} is not next.")
        Release.objects.using(LIVE).bulk_create([release])
        Version.objects.using(LIVE).bulk_create(versions, batch_size=200)
        write(versions, LIVE)
        _derive(versions)
        if not last:
            Projection.objects.using(LIVE).bulk_create([Projection(migration=made_with())])
    return True


def measure_tables() -> None:
    """Let the planner of live's queries know what the tables hold; PostgreSQL looks by itself."""
    connection = connections[LIVE]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # by a sample of each index, of all tables: https://sqlite.org/pragma.html#pragma_optimize
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("PRAGMA optimize=0x10002")


def rebuild_live() -> int:
    """Throw away everything on live and make it again from the log; return the releases applied."""
    with transaction.atomic(using=LIVE):
        lock_log(LIVE)
        kept: Any
        for kept in (KeptCount, KeptFigure, KeptVerdict, Findable, Gram):
            kept.objects.using(LIVE).all()._raw_delete(LIVE)
        for kind in reversed(RECORDS):
            shape = shape_of(kind)
            for model in (*(rows.model for rows in shape.rows), shape.model):
                model.objects.using(LIVE).all()._raw_delete(LIVE)
        for kept in (Projection, Address, Involvement, Version, Release):
            kept.objects.using(LIVE).all()._raw_delete(LIVE)
        return catch_up()


def is_of_other_models() -> bool:
    """Return whether live was made with other models than today's, and has to be made again."""
    made: Any = Projection.objects.using(LIVE)
    return bool(last_release(LIVE)) and not made.filter(migration=made_with()).exists()


def is_of_another_log() -> bool:
    """Return whether live has a release that is not the desk's. Two queries."""
    newest = Release.objects.using(LIVE).order_by("-number").values_list("number", "sha256").first()
    if newest is None:
        return False
    number, sha256 = newest
    return not Release.objects.using(DESK).filter(number=number, sha256=sha256).exists()


@cache  # what this process was started with: an update may lie on the disk already
def made_with() -> str:
    """Return the name of the last migration that this code has, and the number of its derivations."""
    ((_app, name),) = MigrationLoader(None).graph.leaf_nodes(APP)
    return f"{name} {DERIVATIONS}"


def _derive(versions: list[Version]) -> None:
    """Keep what pages ask for: slugs, whom a version is about, verdicts, what search finds, figures."""
    published = [version for version in versions if version.action == Action.PUBLISH]
    Address.objects.using(LIVE).bulk_create(
        [Address(kind=v.kind, slug=(v.payload or {})["slug"], key=v.key) for v in published],
        update_conflicts=True,
        unique_fields=["kind", "slug"],
        update_fields=["key"],
        batch_size=200,
    )
    involved, named = list[Involvement](), set[Reference]()
    for version, payloads in _with_payload_before(versions):
        industries = {i for p in payloads for i in industries_of(version, p)}
        involved += [Involvement(version_id=version.pk, industry=i) for i in sorted(industries)]
        named |= {reference for p in payloads for reference in references(version.kind, p)}
    Involvement.objects.using(LIVE).bulk_create(involved, batch_size=200)
    targets = [version.row_id for version in versions if version.kind == "target"]
    keep([(v.kind, v.key) for v in versions], named, targets)
    keep_found(versions, named)
    figures.keep([version.row_id for version in versions if version.kind == "observation"])
    count_rows({version.kind for version in versions})


def count_rows(kinds: Iterable[str]) -> None:
    """Keep how many records of these kinds are public now. Some queries for each."""
    for kind in sorted(kinds):
        model: Any = RECORDS[kind]
        rows = model.objects.using(LIVE).count()
        KeptCount.objects.using(LIVE).update_or_create(kind=kind, defaults={"rows": rows})


def _with_payload_before(versions: list[Version]) -> Iterator[tuple[Version, list[Payload]]]:
    """Yield each version with what stands in it and what stood in the one before, if anything."""
    for part in chunks(versions):
        earlier = Version.objects.using(LIVE).filter(key__in={v.key for v in part if v.n > 1})
        before = {(v.kind, v.key, v.n): v.payload for v in earlier}
        for version in part:
            both = [version.payload, before.get((version.kind, version.key, version.n - 1))]
            yield version, [raised(version.kind, payload) for payload in both if payload]


def industries_of(version: Version, payload: Payload) -> set[str]:
    """Return the keys of the industries that a version is about by its payload."""
    if version.kind == "industry":
        return {version.key}
    return {key for kind, key in references(version.kind, payload) if kind == "industry"}
