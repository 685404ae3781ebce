"""Two editors of one record: whoever saves on an older state is shown what each made of it.

A form carries the state that it was opened on, signed. Where something else stands on the desk by the
time it is sent, that state is put back, the form is saved on it to see what it makes of it, and all of
this is rolled back: nothing of it is ever committed.
"""

from dataclasses import dataclass, replace

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from industries.choices import Action
from industries.editions import DESK
from industries.models import DeskState, Record, Version
from industries.publishing.differences import as_text
from industries.publishing.names import names_of, referred
from industries.publishing.payload import Payload, Snapshot, raised, snapshots
from industries.publishing.rows import GoneError, write
from industries.publishing.states import hold

_SALT = "industries.form-base"


@dataclass(frozen=True, slots=True)
class Row:
    """One field in three columns."""

    label: str
    mine: str
    theirs: str
    base: str
    is_mine: bool
    is_theirs: bool

    @property
    def is_clash(self) -> bool:
        return self.is_mine and self.is_theirs and self.mine != self.theirs


class MetError(Exception):
    """Somebody saved the record since the form was opened: nothing of this form is saved."""

    def __init__(
        self,
        kind: str,
        *,
        base: Payload,
        theirs: Payload,
        mine: Payload,
        who: str,
        alone: dict[str, set[str]],
    ) -> None:
        super().__init__(who)
        self.who = who
        self.alone = alone
        self.base, self.theirs, self.mine = base, theirs, mine
        names = names_of(referred(kind, mine, theirs, base), DESK)
        ours, others, first = (as_text(kind, payload, names) for payload in (mine, theirs, base))
        changed = self.by_me | self.by_them
        self.rows = [
            Row(
                label=label,
                mine=ours[name][1],
                theirs=others[name][1],
                base=text,
                is_mine=name in self.by_me,
                is_theirs=name in self.by_them,
            )
            for name, (label, text) in first.items()
            if name in changed
        ]

    @property
    def by_me(self) -> set[str]:
        return {name for name, value in self.mine.items() if value != self.base.get(name)}

    @property
    def by_them(self) -> set[str]:
        return {name for name, value in self.theirs.items() if value != self.base.get(name)}


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a form was opened on and what stands; `on_base` is whether the former was put back."""

    base: Snapshot
    theirs: Snapshot
    on_base: bool


def sealed_base(record: Record) -> str:
    """Return the record as it stands on the desk, for a form to carry. A fixed number of queries."""
    found = standing(record)
    state = [found.kind, found.key, found.row_id, found.payload, found.child_ids]
    return signing.dumps(state, salt=_SALT, compress=True)


def base_in(seal: str, record: Record) -> Snapshot:
    """Return the state that a form was opened on. Raises BadSignature if it is not of this record."""
    found = Snapshot(*signing.loads(seal, salt=_SALT))
    if found.reference != (record.kind, record.key):
        raise signing.BadSignature("It is another record's.")
    # a form may be open while the code is brought up to date
    return replace(found, payload=raised(found.kind, found.payload))


def key_in(seal: str, kind: str) -> str:
    """Return the key of the record that a form was opened on, empty if the form is not whole."""
    try:
        found = Snapshot(*signing.loads(seal, salt=_SALT))
    except signing.BadSignature:
        return ""
    return found.key if found.kind == kind else ""


def standing(record: Record) -> Snapshot:
    """Return the record as it stands on the desk. Raises GoneError if it does not."""
    for found in snapshots(record.kind, [record.key], using=DESK):
        return found
    raise GoneError((record.kind, record.key))


def put_back(record: Record, seal: str) -> Meeting | None:
    """Put the state back that a form was opened on, if it is not what stands; return both then.

    Nobody else saves the record until the transaction ends, which the caller rolls back. None if the
    form is not whole, which its own validation says. Raises GoneError if the record was deleted.
    """
    hold(record.kind, record.key)
    theirs = standing(record)
    try:
        base = base_in(seal, record)
    except signing.BadSignature:
        return None
    if base.digest == theirs.digest:
        return None
    about = {"kind": base.kind, "key": base.key, "row_id": base.row_id, "action": Action.PUBLISH}
    try:
        with transaction.atomic(using=DESK):
            write([Version(**about, n=0, payload=base.payload, child_ids=base.child_ids)], DESK)
    except (GoneError, IntegrityError):
        # what it referred to is gone, or its address is another's: the form is seen on what stands
        return Meeting(base, theirs, on_base=False)
    return Meeting(base, theirs, on_base=True)


def met(record: Record, meeting: Meeting, alone: dict[str, set[str]]) -> MetError:
    """Return what there is to be said of a form that was saved just now on the state put back.

    `alone` are the ids of the rows that the form has as they were, by the rows' name.
    """
    state = DeskState.objects.filter(kind=record.kind, key=record.key).select_related("last_author")
    author = next((found.last_author for found in state), None)
    who = author.get_username() if author else _("Somebody")
    mine = standing(record).payload
    payloads = {"base": meeting.base.payload, "theirs": meeting.theirs.payload, "mine": mine}
    return MetError(record.kind, **payloads, who=who, alone=alone)
