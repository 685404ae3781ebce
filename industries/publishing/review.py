"""What authors and reviewers do with a record before it is public: mark, return, comment, restore.

All of it is on the desk, and each act leaves a remark on the record. To be called in a transaction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from industries.choices import Action, ReviewAct
from industries.editions import DESK, desk
from industries.models import RECORDS, DeskState, Record, Remark, Version
from industries.models.desk import AS_WITHDRAWN, NO_MARKS, READY, WAITING
from industries.publishing.payload import Reference, chunks, snapshots
from industries.publishing.rows import GoneError, write
from industries.publishing.states import hold, note_edits
from industries.refusals import refusal_of

_LEAVING = Q(leaving=True)
_PUBLIC = ~Q(live_digest="") & Q(leaving=False)
_AS_PUBLIC = Q(live_digest=F("digest")) | WAITING
_TO_REVIEW = Q(leaving=False) & ~_AS_PUBLIC & ~AS_WITHDRAWN
_ANSWERED = _AS_PUBLIC & Q(returned_digest=F("digest"))
_BROUGHT_BACK = Q(withdrawn=True) & ~AS_WITHDRAWN & ~READY


class RestoreError(Exception):
    """The desk is as it was; the message says what keeps the old version from standing on it."""


def mark_ready(records: Iterable[Reference], by: Any) -> int:
    """Mark the records as ready to publish; return how many were not public as they are.

    It holds for the records as they stand now: the next edit makes each a draft, or pending, again.
    """
    return _mark(records, by, ReviewAct.READY, _TO_REVIEW, ready_digest=F("digest"), returned_digest="")


def take_back(records: Iterable[Reference], by: Any, *, text: str = "") -> int:
    """Take the records out of the review, as they stand; return how many were in it.

    They are no longer ready, or no longer to be withdrawn; what was withdrawn and then changed or
    brought back stays withdrawn; a withdrawal that was returned needs no answer.
    """
    references = list(records)
    taken: list[tuple[Q, dict[str, Any]]] = [
        (_BROUGHT_BACK, {"withdrawn_digest": F("digest"), "returned_digest": ""}),
        (READY & ~_LEAVING, {"ready_digest": ""}),
        (_ANSWERED & ~_LEAVING, {"returned_digest": ""}),
        (_LEAVING, NO_MARKS),
    ]
    return sum(
        _mark(references, by, ReviewAct.TAKEN_BACK, fitting, text=text.strip(), **marks)
        for fitting, marks in taken
    )


def can_be_taken_back(record: Record) -> bool:
    """Return whether there is anything to take back. One query."""
    mine = DeskState.objects.filter(kind=record.kind, key=record.key)
    return mine.filter(_BROUGHT_BACK | READY | _LEAVING | _ANSWERED).exists()


def give_back(records: Iterable[Reference], by: Any, *, text: str) -> int:
    """Return the records to their authors with a comment; return how many were on their way.

    Raises ValueError without a comment: nobody would know what to do about it.
    """
    if not text.strip():
        raise ValueError(_("Say what is to be done about it."))
    marks = {**NO_MARKS, "returned_digest": F("digest")}
    return _mark(records, by, ReviewAct.RETURNED, READY | _LEAVING, text=text.strip(), **marks)


def mark_leaving(records: Iterable[Reference], by: Any, *, text: str = "") -> int:
    """Have the next release that takes the records withdraw them; return how many are public.

    Whoever does so does not publish it; the last edit stays its author's.
    """
    marks = {"leaving": True, "leaving_by": by}
    return _mark(records, by, ReviewAct.LEAVING, _PUBLIC, text=text.strip(), **marks)


def comment(records: Iterable[Reference], by: Any, *, text: str) -> int:
    """Leave a comment on the records; return how many they are. Raises ValueError without one."""
    if not text.strip():
        raise ValueError(_("Write a comment."))
    return _mark(records, by, ReviewAct.COMMENT, Q(), text=text.strip())


def restore(kind: str, key: str, n: int, by: Any, *, seen: str | None = None) -> None:
    """Bring the desk's record back to what it was in a version: a pending change like any other.

    `seen` is the digest of what stood on the desk when somebody looked; without it nobody has to.

    Raises RestoreError if there is no such version, it cannot stand on the desk of today, or
    something else stands there than was seen.
    """
    hold(kind, key)
    if seen is not None and [seen] != [s.digest for s in snapshots(kind, [key], using=DESK)]:
        message = _("Somebody saved the record since you looked. This is what would change now.")
        raise RestoreError(message)
    version = Version.objects.using(DESK).filter(kind=kind, key=key, n=n).first()
    if version is None or version.action == Action.WITHDRAW:
        raise RestoreError(_("There is no such version to bring back."))
    try:
        with desk(), transaction.atomic(using=DESK):
            write([version], DESK)
            RECORDS[kind]._default_manager.get(key=key).full_clean()
    except GoneError as error:
        message = _("It refers to %(key)s, which is not on the desk any more.")
        raise RestoreError(message % {"key": error.reference[1]}) from error
    except IntegrityError as error:
        raise RestoreError(": ".join(filter(None, refusal_of(RECORDS[kind], error)))) from error
    except ValidationError as error:
        raise RestoreError(" ".join(error.messages)) from error
    note_edits(kind, [key], by)
    # it answers what was returned, and of what was withdrawn it is the first step back
    marks = {"leaving": False, "leaving_by": None, "returned_digest": "", "withdrawn_digest": ""}
    mine = DeskState.objects.filter(kind=kind, key=key)
    mine.filter(withdrawn=True).update(last_author=by)  # that may be all that is changed by it
    mine.update(**marks)


def remarks_on(record: Record) -> QuerySet[Remark]:
    """Return what was said of a record, the latest first. One query."""
    return Remark.objects.filter(kind=record.kind, key=record.key).select_related("by")


def _mark(
    records: Iterable[Reference], by: Any, act: str, fitting: Q, *, text: str = "", **marks: Any
) -> int:
    """Set the marks where they fit, and leave a remark on each record that they were set on."""
    keys: dict[str, list[str]] = defaultdict(list)
    for kind, key in records:
        keys[kind].append(key)
    count = 0
    for kind, mine in keys.items():
        for part in chunks(mine):
            found = DeskState.objects.filter(fitting, kind=kind, key__in=part)
            marked: Collection[str] = list(found.values_list("key", flat=True))
            if marks:
                DeskState.objects.filter(kind=kind, key__in=marked).update(**marks)
            Remark.objects.bulk_create(
                Remark(kind=kind, key=k, by=by, act=act, text=text) for k in marked
            )
            count += len(marked)
    return count
