"""Records as the desk's pages list them: where each stands, and what of it would change in public."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from industries.admin.asked import name_of
from industries.admin.naming import address_of
from industries.choices import State
from industries.editions import DESK
from industries.models import RECORDS
from industries.models.desk import with_states
from industries.publishing.check import Problem
from industries.publishing.differences import Difference, Names, differences, label_of
from industries.publishing.names import names_of, referred
from industries.publishing.payload import Payload, Reference, Snapshot, chunks, snapshots
from industries.publishing.states import published_payloads


@dataclass(slots=True)
class Line:
    """One record. `withheld` is what stands on the desk and has to wait for another record."""

    kind: str
    reference: str
    noun: str
    plural: str
    title: str
    url: str
    state: State
    author: str
    is_new: bool
    is_withdrawn: bool
    is_carried: bool
    differences: list[Difference]
    withheld: list[Difference]
    problems: list[tuple[str, str]] = field(default_factory=list)


def lines(
    shown: Collection[Snapshot], problems: Iterable[Problem] = (), carried: Collection[Reference] = ()
) -> list[Line]:
    """Return a line for each record as it would be public, in the same order.

    `carried` are those that go along only since they refer to one that is withdrawn. A fixed number of
    queries for each kind and 500 records.
    """
    every = {snapshot.reference for snapshot in shown}
    before = published_payloads(every)
    whole = as_on_desk(every)
    about = {ref for s in shown for ref in referred(s.kind, s.payload, before.get(s.reference))}
    about |= {ref for found in whole.values() for ref in referred(found.kind, found.payload)}
    names, states = names_of(every | about, DESK), _states(every)
    found = []
    for snapshot in shown:
        line = _line(snapshot, before.get(snapshot.reference), names, states)
        if snapshot.payload and snapshot.reference not in carried and snapshot.reference in whole:
            rest = whole[snapshot.reference].payload
            line.withheld = differences(snapshot.kind, snapshot.payload, rest, names)
        line.is_carried = snapshot.reference in carried
        line.problems = [
            (label_of(p.kind, p.field), p.message)
            for p in problems
            if (p.kind, p.key) == snapshot.reference
        ]
        found.append(line)
    return found


def as_on_desk(wanted: Iterable[Reference]) -> dict[Reference, Snapshot]:
    """Return the records as they stand on the desk."""
    found: dict[Reference, Snapshot] = {}
    for kind in RECORDS:
        keys = sorted(key for of, key in wanted if of == kind)
        found |= {snapshot.reference: snapshot for snapshot in snapshots(kind, keys, using=DESK)}
    return found


def _line(snapshot: Snapshot, before: Payload | None, names: Names, states: dict[Any, Any]) -> Line:
    options = RECORDS[snapshot.kind]._meta
    state, author = states.get(snapshot.reference, (State.DRAFT, None))
    return Line(
        kind=snapshot.kind,
        reference=name_of(snapshot.reference),
        noun=str(options.verbose_name),
        plural=str(options.verbose_name_plural),
        title=names.get(snapshot.reference, snapshot.key),
        url=address_of(RECORDS[snapshot.kind], "change", snapshot.row_id),
        state=State(state),
        author=author or "—",
        is_new=before is None,
        is_withdrawn=not snapshot.payload,
        is_carried=False,
        differences=differences(snapshot.kind, before, snapshot.payload, names),
        withheld=[],
    )


def _states(wanted: Iterable[Reference]) -> dict[Reference, tuple[str, str | None]]:
    """Return state and last author of each record: a query for each kind and 500 records."""
    found: dict[Reference, tuple[str, str | None]] = {}
    for kind in RECORDS:
        for part in chunks([key for of, key in wanted if of == kind]):
            rows = with_states().filter(kind=kind, key__in=part)
            for key, state, author in rows.values_list("key", "state", "author"):
                found[kind, key] = (state, author)
    return found
