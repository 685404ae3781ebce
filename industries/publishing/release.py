"""Publishing: check, append to the log on the desk, let live follow."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connections, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.choices import Action, ReleaseKind
from industries.editions import DESK, LIVE, desk
from industries.models import RECORDS, DeskState, Record, Release, ReleaseAuthor, Version
from industries.models.desk import NO_MARKS
from industries.models.publishing import Answer
from industries.publishing.answers import as_published, mark_answered
from industries.publishing.check import Problem, checked, own_work, public_digests
from industries.publishing.live import catch_up, last_release, lock_log
from industries.publishing.payload import (
    Reference,
    Snapshot,
    chunks,
    digest,
    references,
    snapshots,
)
from industries.publishing.states import published_payloads

logger = logging.getLogger(__name__)

# what the public has read of a figure: it does not change but by a correction
FIGURES = {
    "target": (
        *("target_kind", "comparator", "value", "unit", "due_on", "window_starts_on", "window_ends_on"),
        *("baseline", "baseline_period"),
    ),
    "observation": ("period", "qualifier", "value", "unit"),
}


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


def append(wanted: set[Reference], *, by: Any = None, **about: Any) -> Release:
    """Add a release of the records to the desk's log, inside the caller's transaction.

    Takes and raises what `proposed` does.
    """
    with desk():
        lock_log(DESK)
        _hold(wanted)
        release, versions = proposed(wanted, by=by, **about)
        release.save(force_insert=True)
        Version.objects.bulk_create(versions, batch_size=200)
        _keep_states(versions, wanted)
        _pass_over(wanted - {(version.kind, version.key) for version in versions})
        _sign(release, by)
    return release


def proposed(
    wanted: set[Reference],
    *,
    note_en: str = "",
    note_zh: str = "",
    kind: str = "",
    by: Any = None,
    sealed: str | None = None,
    answers: Sequence[Answer] = (),
) -> tuple[Release, list[Version]]:
    """Return the next release, of these records, and its versions. Writes nothing.

    Records that do not differ from what is public are passed over; those marked as leaving are
    withdrawn, and the note is the public's reason. To be called where the desk is read.

    `kind` is by default what it is: a correction if something public changes, else new.
    `sealed` is the seal of the records as somebody looked at them; without it nobody has to.
    `answers` are to open reports from readers, which this release then answers.

    Raises ValueError without a note; PublishError if any record may not be published, by this account
    at least, or none differs; ChangedMeanwhileError if they are not as sealed; and as `as_published`.
    """
    if not (note_en.strip() or note_zh.strip()):
        raise ValueError(_("A release needs a public note, in one language or both."))
    shown, problems = checked(wanted)
    if problems := problems + own_work(wanted, by):
        raise PublishError(problems)
    public = public_digests()
    if sealed is not None and sealed != seal(shown, public):
        raise ChangedMeanwhileError
    changed = _changed(shown, public)
    about: dict[str, Any] = {"note_en": note_en.strip(), "note_zh": note_zh.strip()}
    about |= {"kind": _kind(kind, changed, public), "answers": as_published(answers)}
    return _next_release(changed, **about)


def _hold(wanted: set[Reference]) -> None:
    """Let nobody commit an edit of the records until this is done: it would pass for published.

    SQLite has one writer at a time anyway.
    """
    for kind in RECORDS:
        for part in chunks(sorted(key for of, key in wanted if of == kind)):
            states = DeskState.objects.filter(kind=kind, key__in=part).order_by("pk")
            list(states.select_for_update().values_list("pk"))


def seal(shown: list[Snapshot], public: dict[Reference, str]) -> str:
    """Return one hash over the records as they would be published or withdrawn, and as they are.

    `public` are the digests of what is public: another difference is another thing to look at.
    """
    return digest(sorted([*s.reference, s.digest, public.get(s.reference, "")] for s in shown))


def _changed(shown: list[Snapshot], public: dict[Reference, str]) -> list[Snapshot]:
    """Return those that differ from what is public. Raises PublishError if none does."""
    changed = [s for s in shown if public.get(s.reference) != s.digest]
    if not changed:
        message = _("It does not differ from what is public.")
        raise PublishError([Problem(s.kind, s.key, _("the record"), message) for s in shown])
    return changed


def _kind(asked: str, changed: list[Snapshot], public: dict[Reference, str]) -> str:
    """Return the kind of a release. Raises PublishError if a public figure would change quietly."""
    altered = [snapshot for snapshot in changed if snapshot.reference in public]
    if not asked:
        return ReleaseKind.CORRECTION if altered else ReleaseKind.NEW
    if asked != ReleaseKind.CORRECTION and (moved := moved_figures(altered)):
        message = _("It changes what is public of a figure: such a release is a correction.")
        raise PublishError([Problem(s.kind, s.key, "kind", message, "kind") for s in moved])
    return asked


def moved_figures(altered: list[Snapshot]) -> list[Snapshot]:
    """Return those of the records, which are public, whose figure would change or be withdrawn."""
    figures = [snapshot for snapshot in altered if snapshot.kind in FIGURES]
    before = published_payloads({snapshot.reference for snapshot in figures})
    return [
        snapshot
        for snapshot in figures
        if any(
            before[snapshot.reference].get(name) != snapshot.payload.get(name)
            for name in FIGURES[snapshot.kind]
        )
    ]


def _next_release(shown: list[Snapshot], **about: Any) -> tuple[Release, list[Version]]:
    """Return the release of these records that comes next in the log, and its versions."""
    last = last_release(DESK)
    before = Release.objects.filter(number=last).first()
    previous, now = before.sha256 if before else "", timezone.now()
    if before:  # whoever follows by the moment must not miss one that a clock put back
        now = max(now, before.published_at + timedelta(microseconds=1))
    release = Release(number=last + 1, published_at=now, **about)
    numbers = _next_numbers(shown)
    versions = [
        Version(
            release=release,
            kind=snapshot.kind,
            key=snapshot.key,
            n=numbers[snapshot.kind, snapshot.key],
            action=Action.PUBLISH if snapshot.payload else Action.WITHDRAW,
            row_id=snapshot.row_id,
            child_ids=snapshot.child_ids,
            payload=snapshot.payload or None,
            sha256=snapshot.digest,
        )
        for snapshot in shown
    ]
    release.sha256 = chained(release, versions, previous)
    release.full_clean()
    return release, versions


def chained(release: Release, versions: list[Version], previous: str) -> str:
    """Return the hash of a release over its note, its versions and the release before it.

    Its answers are in it if there are any: releases from before there were answers keep their hash.
    """
    return digest(
        {
            **({"answers": release.answers} if release.answers else {}),
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


def _keep_states(versions: list[Version], reviewed: set[Reference]) -> None:
    """Keep what is public now beside what stands on the desk.

    What is published anew only since it referred to something keeps its place in the review.
    """
    by_record = {(version.kind, version.key): version for version in versions}
    live: dict[str, list[int]] = defaultdict(list)  # by digest; "" for those that were withdrawn
    through: list[int] = []
    waiting: list[int] = []
    appeared: set[Reference] = set()
    for part in chunks(versions):
        # held as well, for what only goes along
        states = DeskState.objects.filter(key__in={version.key for version in part}).order_by("pk")
        for state in states.select_for_update():
            reference = (state.kind, state.key)
            if (version := by_record.get(reference)) is None:
                continue
            sha256 = version.sha256 if version.action == Action.PUBLISH else ""
            # set by set: a value for each row takes the database a hundred times as long
            live["as on the desk" if sha256 == state.digest else sha256].append(state.pk)
            through += [state.pk] if reference in reviewed else []
            appeared |= {reference} if sha256 and not state.live_digest else set()
            was_public = state.digest in (state.live_digest, state.waiting_digest)
            waiting += [state.pk] if sha256 and (reference in reviewed or was_public) else []
    _update(live.pop("", []), withdrawn=True, withdrawn_digest=F("digest"), live_digest="")
    public = {"withdrawn": False, "withdrawn_digest": ""}
    _update(live.pop("as on the desk", []), live_digest=F("digest"), **public)
    for sha256, ids in live.items():
        _update(ids, live_digest=sha256, **public)
    _update(through, lead_reason="", **NO_MARKS)
    _end_waiting(appeared)
    _update(waiting, waiting_digest=F("digest"))  # in this release they had what else is in it


def _sign(release: Release, by: Any) -> None:
    """Keep on the desk who made the release, and whom it answers."""
    ReleaseAuthor.objects.create(release_number=release.number, user=by)
    mark_answered(release, by)


def _pass_over(references: set[Reference]) -> None:
    """End the review of what a release was to take and found like what is public: the rest waits."""
    for kind in {kind for kind, _key in references}:
        for part in chunks([key for of, key in references if of == kind]):
            states = DeskState.objects.filter(kind=kind, key__in=part)
            states.update(waiting_digest=F("digest"), **NO_MARKS)


def _end_waiting(appeared: set[Reference]) -> None:
    """Make pending again what waited for a record that is public now."""
    states = DeskState.objects.exclude(waiting_digest="").exclude(live_digest=F("digest"))
    ids = (
        {(kind, key): pk for kind, key, pk in states.values_list("kind", "key", "pk")}
        if appeared
        else {}
    )
    found: list[int] = []
    for kind in {kind for kind, _key in ids}:
        waiting = snapshots(kind, [key for of, key in ids if of == kind], using=DESK)
        named = ((s.reference, set(references(kind, s.payload))) for s in waiting)
        found += [ids[reference] for reference, others in named if others & appeared]
    _update(found, waiting_digest="")


def _update(ids: list[int], **values: Any) -> None:
    for part in chunks(ids):
        DeskState.objects.filter(pk__in=part).update(**values)
