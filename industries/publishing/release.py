"""Publishing: check, append to the log on the desk, let live follow."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.choices import Action, ReleaseKind
from industries.editions import DESK, LIVE, desk
from industries.models import DeskState, Record, Release, ReleaseAuthor, Version
from industries.publishing.check import Problem, checked
from industries.publishing.live import catch_up, last_release, lock_log
from industries.publishing.payload import Reference, Snapshot, chunks, digest

logger = logging.getLogger(__name__)


class PublishError(Exception):
    """Nothing was published; `problems` says why, record by record."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class LiveBehindError(Exception):
    """The log has a release and is safe, but live failed at its very end; `catch_up()` will mend it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Release {number} is in the log; live has not followed yet.")
        self.number = number


class ChangedMeanwhileError(Exception):
    """Nothing was published: the records are not as they were when they were looked at."""


def publish(records: Iterable[Record], **about: Any) -> Release:
    """Publish the records as they stand on the desk and return the release.

    Takes what `append` takes. Not to be called inside a transaction. Raises what `append` and
    `extending_the_log` raise.
    """
    wanted = {(record.kind, record.key) for record in records}
    with extending_the_log():
        return append(wanted, **about)


@contextmanager
def extending_the_log() -> Iterator[None]:
    """Let the block append to the log, in transactions of its own on desk and live.

    Live takes the release before the log is committed, and commits after it: what live cannot take
    does not get into the log, and what is in the log reaches live even if the process dies between.

    Raises whatever the block raises or keeps live from following: then nothing has happened.
    Raises LiveBehindError if the log has committed and live has not.
    """
    committed = False
    try:
        with transaction.atomic(using=LIVE, durable=True):
            lock_log(LIVE)
            with transaction.atomic(using=DESK, durable=True):
                catch_up()  # what is new is compared with what is public
                yield
                catch_up()
                connections[LIVE].check_constraints()
            committed = True
    except Exception as error:
        if not committed:
            raise
        logger.exception("The log has a release that live did not commit.")
        raise LiveBehindError(last_release(DESK)) from error


def append(
    wanted: set[Reference],
    *,
    note_en: str = "",
    note_zh: str = "",
    kind: str = ReleaseKind.NEW,
    by: Any = None,
    sealed: str | None = None,
) -> Release:
    """Add a release of the records to the desk's log, inside the caller's transaction.

    Records that do not differ from what is public are passed over.

    `sealed` is the seal of the records as somebody looked at them; without it nobody has to.

    Raises ValueError without a note; PublishError if any record may not be published or none differs;
    ChangedMeanwhileError if they are not as sealed.
    """
    if not (note_en.strip() or note_zh.strip()):
        raise ValueError(_("A release needs a public note, in one language or both."))
    with desk():
        lock_log(DESK)
        shown, problems = checked(wanted)
        if problems:
            raise PublishError(problems)
        if sealed is not None and sealed != seal(shown):
            raise ChangedMeanwhileError
        release = _append(_changed(shown), note_en=note_en.strip(), note_zh=note_zh.strip(), kind=kind)
        ReleaseAuthor.objects.create(release_number=release.number, user=by)
    return release


def seal(shown: list[Snapshot]) -> str:
    """Return one hash over the records as they would be published."""
    return digest(sorted([s.kind, s.key, s.digest] for s in shown))


def _changed(shown: list[Snapshot]) -> list[Snapshot]:
    """Return those that differ from what is public. Raises PublishError if none does."""
    states = DeskState.objects.exclude(live_digest="")
    public = {(state.kind, state.key): state.live_digest for state in states}
    changed = [s for s in shown if public.get((s.kind, s.key)) != s.digest]
    if not changed:
        message = _("It does not differ from what is public.")
        raise PublishError([Problem(s.kind, s.key, _("the record"), message) for s in shown])
    return changed


def _append(shown: list[Snapshot], **about: str) -> Release:
    """Add a release of these records to the log, and keep their states."""
    last = last_release(DESK)
    previous = Release.objects.filter(number=last).values_list("sha256", flat=True).first()
    release = Release(number=last + 1, published_at=timezone.now(), **about)
    numbers = _next_numbers(shown)
    versions = [
        Version(
            release=release,
            kind=snapshot.kind,
            key=snapshot.key,
            n=numbers[snapshot.kind, snapshot.key],
            action=Action.PUBLISH,
            row_id=snapshot.row_id,
            child_ids=snapshot.child_ids,
            payload=snapshot.payload,
            sha256=snapshot.digest,
        )
        for snapshot in shown
    ]
    release.sha256 = chained(release, versions, previous or "")
    release.full_clean()
    release.save(force_insert=True)
    Version.objects.bulk_create(versions, batch_size=200)
    _keep_states(versions)
    return release


def chained(release: Release, versions: list[Version], previous: str) -> str:
    """Return the hash of a release over its note, its versions and the release before it."""
    return digest(
        {
            "number": release.number,
            "published_at": release.published_at.isoformat(),
            "kind": release.kind,
            "note_en": release.note_en,
            "note_zh": release.note_zh,
            "previous": previous,
            "versions": [
                [v.kind, v.key, v.n, v.action, v.row_id, v.child_ids, v.sha256] for v in versions
            ],
        }
    )


def _next_numbers(shown: list[Snapshot]) -> dict[tuple[str, str], int]:
    numbers = {(snapshot.kind, snapshot.key): 1 for snapshot in shown}
    for part in chunks(shown):
        log: Any = Version.objects.filter(key__in={snapshot.key for snapshot in part})
        for kind, key, n in log.values_list("kind", "key").annotate(last=Max("n")):
            if (kind, key) in numbers:
                numbers[kind, key] = n + 1
    return numbers


def _keep_states(versions: list[Version]) -> None:
    """Keep what is public now beside what stands on the desk."""
    by_record = {(version.kind, version.key): version for version in versions}
    states: list[DeskState] = []
    for part in chunks(versions):
        for state in DeskState.objects.filter(key__in={version.key for version in part}):
            if version := by_record.get((state.kind, state.key)):
                state.live_digest, state.withdrawn = version.sha256, False
                state.lead_reason = state.ready_digest = ""
                states.append(state)
    fields = ["live_digest", "lead_reason", "ready_digest", "withdrawn"]
    DeskState.objects.bulk_update(states, fields, batch_size=200)
