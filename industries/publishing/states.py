"""Where each record stands on the desk, kept as digests so that lists need no payload."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from industries.choices import Action
from industries.editions import DESK
from industries.models import RECORDS, DeskState, Record, Version
from industries.publishing.payload import (
    Payload,
    Reference,
    chunks,
    digest,
    raised,
    snapshots,
)

# digests of what somebody marked; they hold until the record is edited
_MARKS = ("ready_digest", "returned_digest", "waiting_digest")


def hold(kind: str, key: str) -> None:
    """Let nobody else save or publish the record until the transaction ends.

    The row alone would not do: bringing a version back replaces it. SQLite has one writer at a time.
    """
    model: Any = RECORDS[kind]
    rows = model._default_manager.using(DESK).filter(key=key).order_by()  # its order may join others
    for held in (rows, DeskState.objects.filter(kind=kind, key=key)):
        list(held.select_for_update().values_list("pk"))


def note_edit(record: Record, by: Any) -> None:
    """Keep the record's state after an edit on the desk; nothing else makes it pending."""
    note_edits(record.kind, [record.key], by)


def note_edits(kind: str, keys: Collection[str], by: Any) -> None:
    """Keep the states of a kind's records after one edit of them all."""
    for part in chunks(keys):
        current = {snapshot.key: snapshot.digest for snapshot in snapshots(kind, part, using=DESK)}
        known = {state.key: state for state in DeskState.objects.filter(kind=kind, key__in=part)}
        edited = [state for state in known.values() if state.digest != current[state.key]]
        for state in edited:
            state.digest, state.last_author, state.edits = current[state.key], by, state.edits + 1
        DeskState.objects.bulk_update(edited, ["digest", "last_author", "edits"])
        DeskState.objects.bulk_create(
            DeskState(kind=kind, key=key, digest=current[key], edits=1, first_author=by, last_author=by)
            for key in part
            if key not in known
        )


def linking_to(record: Record) -> dict[str, list[str]]:
    """Return the keys of the records whose many-to-many fields name this one, by kind."""
    found: dict[str, list[str]] = {}
    for kind, model in RECORDS.items():
        for field in model._meta.local_many_to_many:
            if field.related_model is type(record):
                naming: Any = model._default_manager.using(DESK).filter(**{field.name: record})
                found.setdefault(kind, []).extend(naming.values_list("key", flat=True))
    return found


def refresh_states(kind: str, keys: Collection[str] | None = None) -> None:
    """Reckon the states of a kind's records afresh, from the desk and the log.

    A release that is under way is waited for: it writes these states as well.
    """
    with transaction.atomic(using=DESK):
        _hold_states(kind, keys)
        _refresh_states(kind, keys)


def _hold_states(kind: str, keys: Collection[str] | None) -> None:
    states = DeskState.objects.filter(kind=kind).order_by("pk").select_for_update()
    for part in [Q()] if keys is None else [Q(key__in=part) for part in chunks(keys)]:
        list(states.filter(part).values_list("pk"))


def _refresh_states(kind: str, keys: Collection[str] | None) -> None:
    current = {s.key: s.digest for s in snapshots(kind, keys, using=DESK)}
    published = {key: _published_digest(kind, v) for key, v in _newest(kind, current).items()}
    known = {
        state.key: state
        for part in chunks(current)
        for state in DeskState.objects.filter(kind=kind, key__in=part)
    }
    states = [
        DeskState(
            pk=known[key].pk if key in known else None,
            kind=kind,
            key=key,
            digest=now,
            live_digest=published.get(key, ""),
            withdrawn=published.get(key) == "",
            withdrawn_digest=_withdrawn_digest(known.get(key), now, published.get(key)),
        )
        for key, now in current.items()
    ]
    DeskState.objects.bulk_create([s for s in states if s.pk is None], batch_size=200)
    DeskState.objects.bulk_update(
        [s for s in states if s.pk],
        ["digest", "live_digest", "withdrawn", "withdrawn_digest"],
        batch_size=200,
    )


def refresh_all_states() -> None:
    """Reckon every record's state afresh: after loading, and after a change of the format.

    What was marked as it stands is marked as it stands now: nobody edited it.
    """
    for kind in RECORDS:
        with transaction.atomic(using=DESK):
            _hold_states(kind, None)
            marked = DeskState.objects.filter(kind=kind)
            standing = {
                name: list(marked.filter(**{name: F("digest")}).values_list("pk", flat=True))
                for name in _MARKS
            }
            _refresh_states(kind, None)
            for name, ids in standing.items():
                for part in chunks(ids):
                    DeskState.objects.filter(pk__in=part).update(**{name: F("digest")})


def published_payloads(references: Collection[Reference]) -> dict[Reference, Payload]:
    """Return what is public of each record that is, in today's format. A query a kind and 500."""
    found: dict[Reference, Payload] = {}
    for kind in {kind for kind, _key in references}:
        for part in chunks([key for of, key in references if of == kind]):
            log: Any = Version.objects.using(DESK).filter(kind=kind, key__in=part)
            for version in log.last_published().filter(gone=False):
                found[kind, version.key] = raised(kind, version.payload)
    return found


def _withdrawn_digest(known: DeskState | None, now: str, published: str | None) -> str:
    """Return the digest of what was withdrawn: it is what stands, unless it was not before this."""
    if published != "":
        return ""
    was_edited = known is not None and known.withdrawn and known.withdrawn_digest != known.digest
    return known.withdrawn_digest if known is not None and was_edited else now


def _newest(kind: str, keys: Collection[str]) -> dict[str, Version]:
    """Return the newest version of each key that has one."""
    versions: Any = Version.objects.using(DESK).filter(kind=kind).order_by("n")
    return {v.key: v for part in chunks(keys) for v in versions.filter(key__in=part)}


def _published_digest(kind: str, version: Version) -> str:
    if version.action == Action.WITHDRAW:
        return ""
    return digest(raised(kind, version.payload))
