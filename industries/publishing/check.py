"""What keeps a record from being published: invalid, uncited, or resting on what is not public."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from industries.choices import Confidence, ObservationBasis, Rank
from industries.editions import DESK, LIVE, desk
from industries.models import RECORDS, DeskState, Observation, Record, Source
from industries.publishing.payload import (
    Payload,
    Reference,
    Snapshot,
    as_published,
    chunks,
    kind_of,
    shape_of,
    snapshots,
)

UNCITED, WEAK, NOT_PUBLIC = "uncited", "weak", "not_public"

# What is published only with the place and the words that carry the figure.
FIGURES = ("target", "observation")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one record cannot be published, in words; `code` is one of those below."""

    kind: str
    key: str
    field: str
    message: str
    code: str = "invalid"
    other: Reference | None = None  # the record that would have to be published as well

    def __str__(self) -> str:
        return f"{RECORDS[self.kind]._meta.verbose_name} {self.key}: {self.field}: {self.message}"


def checked(wanted: set[Reference]) -> tuple[list[Snapshot], list[Problem]]:
    """Return the records as they would be published together, and what keeps them from it.

    In the order in which they refer to one another. To be called where the desk is read. A fixed
    number of queries for each kind and 500 records, and some for each chain of restated targets.
    """
    public = public_records() | wanted
    weak = set(
        Source.objects.using(DESK).filter(confidence=Confidence.WEAK).values_list("key", flat=True)
    )
    shown: list[Snapshot] = []
    problems: list[Problem] = []
    for kind in RECORDS:
        keys = sorted(key for of, key in wanted if of == kind)
        found = snapshots(kind, keys, using=DESK)
        problems += [
            Problem(kind, key, "key", _("There is no such record."))
            for key in sorted(set(keys) - {snapshot.key for snapshot in found})
        ]
        problems += _invalid(kind, keys)
        for snapshot in found:
            public_part, lacking = as_published(snapshot, public.__contains__)
            shown.append(public_part)
            problems += [_not_public(snapshot, field, other) for field, other in lacking]
            problems += _uncited(snapshot, public_part.payload, weak)
    return shown, [*problems, *_taken(shown, wanted)]


def problems_of(records: Iterable[Record]) -> list[Problem]:
    """Return what keeps the records from being published together; empty if nothing does."""
    with desk():
        return checked({(record.kind, record.key) for record in records})[1]


def public_records() -> set[Reference]:
    """Return kind and key of every record that is public now. One query, on the desk."""
    states = DeskState.objects.exclude(live_digest="")
    return set(states.values_list("kind", "key"))


def _invalid(kind: str, keys: list[str]) -> Iterable[Problem]:
    """Yield what the model's own validation says. Uniqueness and references are the database's."""
    shape = shape_of(kind)
    references = [field.name for field in shape.fields if kind_of(field)]
    for part in chunks(keys):
        rows = shape.model.objects.using(DESK).filter(key__in=part)
        for record in rows.select_related(*references) if references else rows:
            try:
                record.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
            except ValidationError as error:
                for field, messages in error.message_dict.items():
                    name = _("the record") if field == NON_FIELD_ERRORS else field
                    yield Problem(kind, record.key, name, " ".join(messages))


def _not_public(snapshot: Snapshot, field: str, other: Reference) -> Problem:
    message = _("%(kind)s %(key)s is not published: publish it before or together.")
    text = message % {"kind": RECORDS[other[0]]._meta.verbose_name, "key": other[1]}
    return Problem(snapshot.kind, snapshot.key, field, text, NOT_PUBLIC, other)


def _uncited(snapshot: Snapshot, shown: Payload, weak: set[str]) -> Iterable[Problem]:
    """Yield what the record's citations lack."""
    record = (snapshot.kind, snapshot.key)
    model: Any = RECORDS[snapshot.kind]
    if not model.needs_citation:
        return
    cited = [citation["source"] for citation in snapshot.payload["citations"]]
    if not cited:
        yield Problem(*record, "citations", _("No source is cited."), UNCITED)
    elif weak.issuperset(cited):
        message = _("Rests only on weak sources: %(sources)s.")
        yield Problem(*record, "citations", message % {"sources": ", ".join(cited)}, WEAK)
    elif not shown["citations"]:
        first = next(key for key in cited if key not in weak)
        message = _("None of the sources it cites is published.")
        yield Problem(*record, "citations", message, NOT_PUBLIC, ("source", first))
    elif snapshot.kind in FIGURES:
        yield from (Problem(*record, *found, UNCITED) for found in _without_place(shown))


def _without_place(shown: Payload) -> Iterable[tuple[str, str]]:
    main = shown["citations"][0]
    if not main["locator"]:
        yield "citations", _("The first citation of a figure says where in the source it stands.")
    if shown.get("basis") == ObservationBasis.DERIVED:
        if not shown["derived_from"]:
            yield "derived_from", _("A derived figure names the figures that it is derived from.")
    elif not main["as_stated"]:
        yield "citations", _("The first citation of a figure has the words as stated.")


def _taken(shown: list[Snapshot], wanted: set[Reference]) -> Iterable[Problem]:
    """Yield what another public record has already and only one may have, unless it goes along.

    The desk cannot tell: there the other record may have given it up, and that is not public yet.
    """
    for kind in RECORDS:
        mine = [snapshot for snapshot in shown if snapshot.kind == kind]
        for field in shape_of(kind).fields:
            if field.unique and field.name != "key":
                values = {snapshot.payload[field.name]: snapshot for snapshot in mine}
                holders = _holders(shape_of(kind).model, field.name, values)
                yield from _clashes(field.name, values, holders, wanted)
    preferred = {_place(s.payload): s for s in shown if s.payload.get("rank") == Rank.PREFERRED}
    yield from _clashes("rank", preferred, _preferred_places(preferred), wanted)


def _holders(model: Any, field: str, values: Iterable[Any]) -> Iterable[tuple[Any, str]]:
    for part in chunks(list(values)):
        rows = model.objects.using(LIVE).filter(**{f"{field}__in": part})
        yield from rows.values_list(field, "key")


def _place(payload: Payload) -> tuple[Any, ...]:
    return tuple(payload[name] for name in ("indicator", "industry", "scope", "period"))


def _preferred_places(places: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, str]]:
    names = ("indicator__key", "industry__key", "scope", "period")
    for part in chunks({place[0] for place in places}):
        rows: Any = Observation.objects.using(LIVE).filter(rank=Rank.PREFERRED)
        for *place, key in rows.filter(indicator__key__in=part).values_list(*names, "key"):
            yield tuple(place), key


def _clashes(
    field: str,
    values: dict[Any, Snapshot],
    holders: Iterable[tuple[Any, str]],
    wanted: set[Reference],
) -> Iterable[Problem]:
    for value, key in holders:
        snapshot = values.get(value)
        if snapshot is not None and (snapshot.kind, key) not in wanted:
            message = _("%(kind)s %(key)s has it in public: publish both together.")
            params = {"kind": RECORDS[snapshot.kind]._meta.verbose_name, "key": key}
            yield Problem(snapshot.kind, snapshot.key, field, message % params)
