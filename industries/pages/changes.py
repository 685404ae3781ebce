"""Versions as pages and feeds show them, read from the log alone: a record may have changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from industries.choices import Action, ReleaseKind
from industries.editions import alias
from industries.models import RECORDS
from industries.publishing.differences import Difference, differences, label_of, shown
from industries.publishing.history import shown_payloads
from industries.publishing.names import Entry, in_log, name_in, named_after, referred
from industries.publishing.payload import Payload, Reference, kind_of, references, shape_of

Entries = Mapping[Reference, Entry]
Names = dict[Reference, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One record in one release, as it was named then; `entry` is the record as it is by now."""

    version: Any
    name: str
    entry: Entry
    differences: list[Difference]
    sources: list[Entry]

    @property
    def noun(self) -> str:
        return str(RECORDS[self.version.kind]._meta.verbose_name)

    @property
    def nouns(self) -> str:
        return capfirst(str(RECORDS[self.version.kind]._meta.verbose_name_plural))

    @property
    def is_new(self) -> bool:
        """Whether the record was not public before."""
        return self.version.before is None

    @property
    def is_gone(self) -> bool:
        return bool(self.version.action == Action.WITHDRAW)

    @property
    def is_correction(self) -> bool:
        return self.is_gone or (
            self.version.n > 1 and self.version.release.kind == ReleaseKind.CORRECTION
        )

    @property
    def address(self) -> str:
        return address_of(self.entry)

    @property
    def history(self) -> str:
        return place_of(self.entry, "history")

    @property
    def here(self) -> str:
        return place_of(self.entry, "version", self.version.n)

    @property
    def compared(self) -> str:
        """The address of the differences to the version before, empty where there was none."""
        before, n = self.version.n_before, self.version.n
        return place_of(self.entry, "diff", before, n) if before else ""


def address_of(entry: Entry) -> str:
    """Return the address of the record's page, empty if it is not public."""
    return place_of(entry, "detail") if entry.is_public else ""


def place_of(entry: Entry, page: str, *args: int) -> str:
    """Return the address of a page about the record, empty if another record has its slug."""
    return reverse(f"{entry.kind}_{page}", args=[entry.slug, *args]) if entry.slug else ""


def changes_in(versions: Iterable[Any]) -> list[Change]:
    """Return the changes in order. Two queries at most; the versions come `with_before()`."""
    found = [(version, *shown_payloads(version)) for version in versions]
    wanted = {(version.kind, version.key) for version, _before, _now in found}
    for version, before, now in found:
        wanted |= referred(version.kind, before, now)
    entries = in_log(wanted, alias())
    names = names_in(entries)
    return [_change(version, before, now, entries, names) for version, before, now in found]


def _change(
    version: Any, before: Payload | None, now: Payload | None, entries: Entries, names: Names
) -> Change:
    payload = now or before or {}
    cited = dict.fromkeys(key for kind, key in references(version.kind, payload) if kind == "source")
    return Change(
        version,
        name_in(payload, names) or version.key,
        entries[version.kind, version.key],
        differences(version.kind, before, now, names),
        [entries["source", key] for key in cited],
    )


def names_in(entries: Entries) -> Names:
    return {reference: entry.name for reference, entry in entries.items()}


def named(versions: Iterable[Any]) -> dict[int, list[str]]:
    """Return what the records were called, by number of the release. One query, for what names them."""
    found = [(version, version.payload or version.before) for version in versions]
    # what it is named after has its name by now
    by_now = names_in(in_log({place for _version, p in found for place in named_after(p)}, alias()))
    names: dict[int, list[str]] = {}
    for version, payload in found:
        name = name_in(payload, by_now) or version.key
        names.setdefault(version.release_id, []).append(name)
    return names


@dataclass(frozen=True, slots=True)
class Part:
    """A value, with the address of the record that it names, if it names one that is public."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One field that is filled in, or one kind of row, on a line each."""

    field: str
    label: str
    lines: list[list[Part]]


def facts(kind: str, payload: Payload, entries: Entries) -> list[Fact]:
    """Return everything that is filled in in a payload, in the model's order. Makes no query."""
    shape, names, unit = shape_of(kind), names_in(entries), payload.get("unit")

    def parts(fields: Iterable[Any], row: Payload) -> list[Part]:
        every = [
            Part(shown(field, row[field.name], unit, names), _linked(field, row, entries))
            for field in fields
        ]
        return [part for part in every if part.text]

    lines = {field.name: [parts([field], payload)] for field in shape.fields}
    for rows in shape.rows:
        content = [{rows.link: row} if rows.link else row for row in payload[rows.name]]
        fields = [field for field in rows.fields if field.name != "position"]  # the order says it
        lines[rows.name] = [parts(fields, row) for row in content]
    filled = ((name, [line for line in mine if line]) for name, mine in lines.items())
    return [Fact(name, label_of(kind, name), mine) for name, mine in filled if mine]


def _linked(field: Any, row: Payload, entries: Entries) -> str:
    entry = entries.get((kind_of(field) or "", row[field.name] or ""))
    return address_of(entry) if entry else ""
