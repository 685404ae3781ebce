"""What keeps a record from being published: invalid, uncited, or resting on what is not public."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from industries.choices import Confidence, ObservationBasis, Rank
from industries.editions import DESK, LIVE, desk
from industries.models import RECORDS, DeskState, Observation, Source
from industries.models.desk import AS_WITHDRAWN
from industries.publishing.payload import (
    Payload,
    Reference,
    Snapshot,
    as_published,
    chunks,
    kind_of,
    references,
    shape_of,
    snapshots,
)
from industries.publishing.withdrawal import referring, without

UNCITED, WEAK, NOT_PUBLIC = "uncited", "weak", "not_public"
STILL_USED, OWN_WORK, WITHDRAWN = "still_used", "own_work", "withdrawn"

SET_ASIDE_SOURCE = "set_aside_source"

MAY_PUBLISH = "industries.add_release"

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

    In the order in which they refer to one another; then those that are withdrawn, and those that
    are published anew since they refer to one of these. To be called where the desk is read. A fixed
    number of queries for each kind and 500 records, and some for each chain of restated targets.
    """
    leaving = set(DeskState.objects.filter(leaving=True).values_list("kind", "key")) & wanted
    staying = wanted - leaving
    as_withdrawn = DeskState.objects.filter(AS_WITHDRAWN)
    lying = set(as_withdrawn.values_list("kind", "key")) & staying
    public = public_records()
    weak, fallen = _weak(staying)
    shown, problems = _published(staying, (public | staying) - leaving, weak)
    problems += [*_taken(shown, wanted), *_resting_on(fallen, public - wanted, weak)]
    message = _("It was withdrawn: first bring a version of it back, on the page of its history.")
    problems += [Problem(*place, _("the record"), message, WITHDRAWN) for place in sorted(lying)]
    if leaving:
        gone, in_the_way = _withdrawn(leaving, public, staying, weak)
        shown, problems = shown + gone, problems + in_the_way
    return shown, problems


def _weak(published: set[Reference]) -> tuple[set[str], set[str]]:
    """Return the sources that are weak once these are published, and those that were better before."""
    keys = {
        using: set(
            Source.objects.using(using).filter(confidence=Confidence.WEAK).values_list("key", flat=True)
        )
        for using in (DESK, LIVE)
    }
    here = {key for kind, key in published if kind == "source"}
    unpublished = set(Source.objects.using(DESK).values_list("key", flat=True)) - set(
        Source.objects.using(LIVE).values_list("key", flat=True)
    )
    fallen = (keys[DESK] & here) - keys[LIVE] - unpublished
    return (keys[LIVE] - here) | (keys[DESK] & (here | unpublished)), fallen


def _resting_on(fallen: set[str], public: set[Reference], weak: set[str]) -> Iterable[Problem]:
    """Yield a problem for each public record that would be left with weak sources only."""
    naming = referring({("source", key) for key in fallen}) & public if fallen else set()
    for kind in RECORDS:
        for snapshot in snapshots(kind, [key for of, key in naming if of == kind], using=LIVE):
            cited = {citation["source"] for citation in snapshot.payload.get("citations", [])}
            aside = {snapshot.payload.get(SET_ASIDE_SOURCE)} & fallen
            if first := min(aside or (cited & fallen if cited <= weak else ()), default=None):
                message = _("%(kind)s %(key)s would rest on weak sources only: withdraw that as well.")
                params = {"kind": RECORDS[kind]._meta.verbose_name, "key": snapshot.key}
                yield Problem(
                    "source", first, "confidence", message % params, STILL_USED, snapshot.reference
                )


def _published(
    wanted: set[Reference], public: set[Reference], weak: set[str]
) -> tuple[list[Snapshot], list[Problem]]:
    """Return the records as they stand on the desk, without what refers to none of the public ones."""
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
            problems += _uncited(snapshot, public_part, weak)
            problems += _set_aside_weakly(snapshot, weak)
    return shown, problems


def _withdrawn(
    leaving: set[Reference], public: set[Reference], staying: set[Reference], weak: set[str]
) -> tuple[list[Snapshot], list[Problem]]:
    """Return what is withdrawn, what is published anew without it, and what is in the way."""
    shown: list[Snapshot] = []
    problems: list[Problem] = []
    for kind in RECORDS:
        keys = sorted(key for of, key in leaving if of == kind)
        found = snapshots(kind, keys, using=LIVE)
        shown += [Snapshot(kind, snapshot.key, snapshot.row_id, {}, {}) for snapshot in found]
        problems += [
            Problem(kind, key, "key", _("It is not public: there is nothing to withdraw."))
            for key in sorted(set(keys) - {snapshot.key for snapshot in found})
        ]
    # what is published in the same release is compared as it stands on the desk
    for snapshot, rest, reasons in _anew(leaving, (public | staying) - leaving, weak):
        if snapshot.reference in staying:
            continue
        shown.append(rest)
        problems += [
            Problem(*other, _("the record"), message, STILL_USED, snapshot.reference)
            for other, message in reasons
        ]
    return shown, problems


def _anew(
    leaving: set[Reference], left: set[Reference], weak: set[str]
) -> Iterable[tuple[Snapshot, Snapshot, list[tuple[Reference, str]]]]:
    """Yield what refers to a record that leaves, with and without it, and why it has to have it."""
    for snapshot, rest, lacking in without(leaving, left):
        params = {"kind": RECORDS[snapshot.kind]._meta.verbose_name, "key": snapshot.key}
        message = _("%(kind)s %(key)s still refers to it: withdraw both, or publish that without.")
        reasons = [(other, message % params) for _field, other in lacking]
        if not lacking:
            message = _(
                "%(kind)s %(key)s would be left without a source for its figure: withdraw both."
            )
            first = next(
                o for o in sorted(leaving) if o in set(references(snapshot.kind, snapshot.payload))
            )
            reasons = [(first, message % params) for _p in list(_uncited(snapshot, rest, weak))[:1]]
        yield snapshot, rest, reasons


def withdrawn_together(wanted: set[Reference]) -> set[Reference]:
    """Return the records with all that is public and cannot do without them."""
    with desk():
        public = public_records()
        weak, _fallen = _weak(set())
        every = set(wanted)
        while more := {s.reference for s, _r, why in _anew(every, public - every, weak) if why}:
            every |= more
        return every


def four_eyes() -> bool:
    """Return whether somebody else publishes than who edited last. Unless set, from two accounts on."""
    if settings.LEDGER_FOUR_EYES is not None:
        return bool(settings.LEDGER_FOUR_EYES)
    return get_user_model().objects.all()[:2].count() > 1  # closing the others does not end it


def to_change(wanted: Iterable[Reference]) -> list[str]:
    """Return the permissions that it takes to change records of these kinds."""
    kinds = sorted({kind for kind, _key in wanted})
    return [f"industries.change_{RECORDS[kind]._meta.model_name}" for kind in kinds]


def own_work(wanted: set[Reference], by: Any) -> list[Problem]:
    """Return a problem for each record that this account was the last to change, or would withdraw.

    Up to two queries.
    """
    if by is None or not four_eyes():
        return []
    its_work = Q(leaving=False, last_author=by) | Q(leaving=True, leaving_by=by)
    mine = DeskState.objects.filter(its_work).values_list("kind", "key")
    message = _("You were the last to change it: somebody else has to publish it.")
    return [
        Problem(*reference, _("the record"), message, OWN_WORK)
        for reference in sorted(wanted & set(mine))
    ]


def public_records() -> set[Reference]:
    """Return kind and key of every record that is public now. One query, on the desk."""
    return set(public_digests())


def public_digests() -> dict[Reference, str]:
    """Return what every public record's published payload has as its digest. One query, on the desk."""
    states = DeskState.objects.exclude(live_digest="").values_list("kind", "key", "live_digest")
    return {(kind, key): digest for kind, key, digest in states}


def _invalid(kind: str, keys: list[str]) -> Iterable[Problem]:
    """Yield what the model's own validation says. Uniqueness and references are the database's."""
    shape = shape_of(kind)
    references = [field.name for field in shape.fields if kind_of(field)]
    linked = [rows.name for rows in shape.rows if rows.link]
    for part in chunks(keys):
        rows = shape.model.objects.using(DESK).filter(key__in=part).prefetch_related(*linked)
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


def _uncited(snapshot: Snapshot, public_part: Snapshot, weak: set[str]) -> Iterable[Problem]:
    """Yield what the record's citations lack."""
    record, shown = snapshot.reference, public_part.payload
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


def _set_aside_weakly(snapshot: Snapshot, weak: set[str]) -> Iterable[Problem]:
    """Yield that a computed verdict is set aside for what a weak source says."""
    if (key := snapshot.payload.get(SET_ASIDE_SOURCE)) in weak:
        message = _("A weak source sets no verdict aside: %(source)s.") % {"source": key}
        yield Problem(*snapshot.reference, SET_ASIDE_SOURCE, message, WEAK)


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
