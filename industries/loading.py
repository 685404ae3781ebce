"""Load a region's fixtures into an empty desk: all of them, valid, in one transaction, or nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from industries.choices import Confidence
from industries.editions import DESK, desk
from industries.fixtures import Entry, FixtureError, key_of, problems_in, read
from industries.models import RECORDS, DeskState, Observation, Record, Release, Source, Target
from industries.publishing.check import NOT_PUBLIC, WEAK, checked
from industries.publishing.live import last_release
from industries.publishing.payload import Reference, chunks
from industries.publishing.release import append, extending_the_log
from industries.publishing.states import refresh_all_states
from industries.refusals import refusal_of


@dataclass(slots=True)
class Loaded:
    """What loading did: records by kind, the leads among them, and the release that it made."""

    release: Release
    records: dict[str, int] = field(default_factory=dict)
    leads: dict[str, int] = field(default_factory=dict)


def load(folder: Path) -> Loaded | None:
    """Load every `*.yaml` of the folder and publish what rests on more than weak sources.

    Returns None, and changes nothing, if the desk has content or a log already.

    Raises FixtureError, and loads nothing, if anything is wrong; else what `extending_the_log` raises.
    """
    with desk():
        if _has_content():
            return None
        with extending_the_log():
            return None if _has_content() else _load(folder)


def _has_content() -> bool:
    return bool(last_release(DESK)) or any(model.objects.exists() for model in RECORDS.values())


def _load(folder: Path) -> Loaded:
    entries = read(folder)
    _refuse(problems_in(entries))
    _refuse(_save(entries))
    refresh_all_states()
    leads = _leads(entries)
    _keep(leads)
    every = _every_record()
    if not every - leads.keys():
        raise FixtureError([f"{folder}: all of it rests on weak sources; there is nothing to publish."])
    release = append(every - leads.keys(), **_note(every, leads))
    return Loaded(release, _by_kind(every), _by_kind(leads))


def _refuse(problems: Iterable[str]) -> None:
    if found := list(problems):
        raise FixtureError(found)


def _save(entries: list[Entry]) -> Iterator[str]:
    """Save the entries; yield what is wrong with any. What follows the first is still looked at."""
    waiting: list[tuple[Entry, Any]] = []
    broken: set[tuple[Any, str]] = set()
    for entry in entries:
        if any((model, key_of(key)) in broken for _name, model, key in entry.references()):
            broken.add(entry.place)  # cannot be saved either; the one that it needs is reported
            continue
        try:
            found = _saved(entry)
        except (ValidationError, DeserializationError, IntegrityError) as error:
            broken.add(entry.place)
            yield from (f"{entry.label}: {message}" for message in _messages(entry, error))
        else:
            waiting += [(entry, found)] if found.deferred_fields else []
    if broken:
        return
    for entry, found in waiting:
        try:
            with transaction.atomic(using=DESK):
                found.save_deferred_fields(using=DESK)
        except IntegrityError as error:
            yield from (f"{entry.label}: {message}" for message in _messages(entry, error))


def _saved(entry: Entry) -> Any:
    """Return the entry, validated and saved. What it refers to further on is filled in later."""
    row = {"model": entry.model._meta.label_lower, "fields": entry.fields}
    (found,) = Deserializer([row], using=DESK, handle_forward_references=True)
    references = {column.name for column in entry.model._meta.fields if column.is_relation}
    # uniqueness, references and constraints are the database's to check
    found.object.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
    with transaction.atomic(using=DESK):
        found.save(using=DESK)
    return found


def _messages(entry: Entry, error: Exception) -> Iterator[str]:
    if isinstance(error, ValidationError):
        for name, messages in error.message_dict.items():
            shown = name if name != NON_FIELD_ERRORS else _("the record")
            yield f"{shown}: {' '.join(messages)}{_valid(entry, name, error)}"
        return
    if isinstance(error, IntegrityError):
        name, sentence = refusal_of(entry.model, error)
        yield f"{name}: {sentence}" if name else sentence
    else:
        yield str(error)


def _valid(entry: Entry, name: str, error: ValidationError) -> str:
    """Return the codes that the field takes, if the error is that it does not take this one."""
    if not any(found.code == "invalid_choice" for found in error.error_dict[name]):
        return ""
    codes = [str(code) for code, _label in entry.model._meta.get_field(name).flatchoices]
    return " " + _("Valid are: %(valid)s.") % {"valid": ", ".join(codes)}


def _every_record() -> set[Reference]:
    return {
        (kind, key)
        for kind, model in RECORDS.items()
        for key in model.objects.values_list("key", flat=True)
    }


def _leads(entries: list[Entry]) -> dict[Reference, str]:
    """Return the records that are not to be published yet, with the reason.

    Raises FixtureError for what keeps a record from being published and is not a lack of sources.
    """
    leads: dict[Reference, str] = {
        ("source", source.key): "A weak source: a copy, a mirror or an odd domain."
        for source in Source.objects.filter(confidence=Confidence.WEAK)
    }
    every = _every_record()
    _shown, problems = checked(every)
    places = {(e.model.kind, e.fields["key"]): e for e in entries if issubclass(e.model, Record)}
    _refuse(
        f"{places[p.kind, p.key].label}: {p.field}: {p.message}" for p in problems if p.code != WEAK
    )
    found = [problem for problem in problems if problem.code == WEAK]
    while found:
        leads |= {(problem.kind, problem.key): problem.message for problem in found}
        leads |= _unused_indicators(leads)
        # what stands on a lead is one itself: look again until nothing is added
        found = [p for p in checked(every - leads.keys())[1] if p.code == NOT_PUBLIC]
    return leads


def _unused_indicators(leads: dict[Reference, str]) -> dict[Reference, str]:
    """Return the indicators of which everything known is a lead."""
    used: set[str] = set()
    for model in (Target, Observation):
        for key, indicator in model.objects.values_list("key", "indicator__key"):
            if (model.kind, key) not in leads:
                used.add(indicator)
    every: Any = RECORDS["indicator"].objects.values_list("key", flat=True)
    return {
        ("indicator", key): "All its targets and figures are leads." for key in every if key not in used
    }


def _keep(leads: dict[Reference, str]) -> None:
    for part in chunks(leads):
        states = list(DeskState.objects.filter(key__in={key for _kind, key in part}))
        for state in states:
            state.lead_reason = leads.get((state.kind, state.key), "")
        DeskState.objects.bulk_update(states, ["lead_reason"])


def _by_kind(records: Iterable[Reference]) -> dict[str, int]:
    kinds = [kind for kind, _key in records]
    return {kind: kinds.count(kind) for kind in RECORDS}


def _note(every: set[Reference], leads: dict[Reference, str]) -> dict[str, Any]:
    records = len(every) - len(leads)
    sources = sum(kind == "source" for kind, _key in every - leads.keys())
    return {
        "note_en": f"First release: {records} records, {sources} of them sources.",
        "note_zh": f"首次发布：共{records}条记录，其中来源{sources}个。",
    }
