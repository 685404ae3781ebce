"""A record as JSON: what the log keeps. The same code reads a desk and a live database.

A payload has the record's own fields, references as keys, many-to-many as sorted keys, and a list of
objects for each kind of row that the record owns. Decimals are strings without trailing zeros.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import ForeignKey, Model

from industries.models import RECORDS, Record
from industries.units import plain

FORMAT = 3
CHUNK = 500  # rows in one query: below the limit on parameters of every database

Payload = dict[str, Any]
Reference = tuple[str, str]  # kind and key


def _with_set_aside(kind: str, payload: Payload) -> Payload:
    """Return a payload of format 1 in format 2: a target's verdict can be set aside; none was."""
    texts = ("verdict", "reason_en", "reason_zh", "locator")
    added = {f"set_aside_{name}": "" for name in texts} | {
        "set_aside_source": None,
        "set_aside_until": None,
    }
    return {**payload, **(added if kind == "target" else {}), "format": 2}


def _with_band(kind: str, payload: Payload) -> Payload:
    """Return a payload of format 2 in format 3: a group has its band, and its list may be open.

    What was not in the framework is beside it: above or beneath nobody had said.
    """
    raised = {**payload, "format": 3}
    if kind == "group":
        raised["band"] = "part" if raised.pop("in_framework") else "beside"
        raised["open_ended"] = False
    return raised


# From format n to n + 1: given kind and payload, return the payload. Pure.
UPCASTERS: dict[int, Callable[[str, Payload], Payload]] = {1: _with_set_aside, 2: _with_band}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One record as it stands in a database: payload, and the ids live uses as well.

    With an empty payload it is one that is withdrawn.
    """

    kind: str
    key: str
    row_id: int
    payload: Payload
    child_ids: dict[str, list[int]]

    @property
    def reference(self) -> Reference:
        return self.kind, self.key

    @property
    def digest(self) -> str:
        return digest(self.payload or None)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that belong to a record: owned children, or the links of a many-to-many field."""

    name: str
    model: Any
    owner: str
    fields: tuple[Any, ...]
    link: str | None = None  # the one reference of a many-to-many link, kept as a bare key


@dataclass(frozen=True, slots=True)
class Shape:
    """What a payload of one kind holds, read off the model once."""

    model: Any
    fields: tuple[Any, ...]
    rows: tuple[Rows, ...]


@cache
def shape_of(kind: str) -> Shape:
    """Return the shape of a kind's payloads. Raises KeyError if there is no such kind."""
    model: Any = RECORDS[kind]
    fields = tuple(f for f in model._meta.concrete_fields if f.editable and not f.primary_key)
    owned = [_owned_rows(model, name) for name in model.owned]
    linked = [
        _linked_rows(field)
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created
    ]
    return Shape(model, fields, (*owned, *linked))


def _owned_rows(model: Any, name: str) -> Rows:
    relation = model._meta.get_field(name)
    child = relation.related_model
    fields = tuple(child._meta.get_field(field) for field in child.content)
    return Rows(name, child, relation.field.name, fields)


def _linked_rows(field: Any) -> Rows:
    through = field.remote_field.through
    link = field.m2m_reverse_field_name()
    return Rows(field.name, through, field.m2m_field_name(), (through._meta.get_field(link),), link)


def kind_of(field: Any) -> str | None:
    """Return the kind of record that a field refers to, or None."""
    model = field.related_model if isinstance(field, ForeignKey) else None
    return model.kind if model is not None and issubclass(model, Record) else None


def digest(payload: Any) -> str:
    """Return the sha256 of the payload's canonical JSON."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def raised(kind: str, payload: Any) -> Payload:
    """Return the payload in today's format."""
    while payload["format"] < FORMAT:
        payload = UPCASTERS[payload["format"]](kind, payload)
    return payload


def chunks(items: Collection[Any]) -> Iterator[list[Any]]:
    """Yield the items in lists that fit one query."""
    rows = list(items)
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def snapshots(kind: str, keys: Collection[str] | None = None, *, using: str) -> list[Snapshot]:
    """Return the records of a kind as they stand, all or those with the keys, in order of id.

    A fixed number of queries for each 500 keys.
    """
    model: Any = RECORDS[kind]
    if keys is None:
        keys = list(model.objects.using(using).values_list("key", flat=True))
    found = [row for part in chunks(keys) for row in _snapshots(kind, part, using)]
    return sorted(found, key=lambda snapshot: snapshot.row_id)


def _snapshots(kind: str, keys: list[str], using: str) -> Iterator[Snapshot]:
    shape = shape_of(kind)
    records = shape.model.objects.using(using).filter(key__in=keys)
    references = [field.name for field in shape.fields if kind_of(field)]
    records = list(records.select_related(*references) if references else records)
    ids = [record.pk for record in records]
    rows = {rows.name: _rows_by_owner(rows, ids, using) for rows in shape.rows}
    for record in records:
        payload: Payload = {"format": FORMAT}
        payload |= {field.name: encoded(record, field) for field in shape.fields}
        child_ids: dict[str, list[int]] = {}
        for name, by_owner in rows.items():
            mine = by_owner[record.pk]
            payload[name] = [content for content, _ in mine]
            child_ids[name] = [pk for _, pk in mine]
        yield Snapshot(kind, record.key, record.pk, payload, child_ids)


def _rows_by_owner(rows: Rows, ids: list[int], using: str) -> dict[int, list[tuple[Any, int]]]:
    found: dict[int, list[tuple[Any, int]]] = defaultdict(list)
    children = rows.model.objects.using(using).filter(**{f"{rows.owner}__in": ids})
    references = [field.name for field in rows.fields if kind_of(field)]
    for child in children.select_related(*references).order_by("pk"):
        content: Any = {field.name: encoded(child, field) for field in rows.fields}
        owner = getattr(child, f"{rows.owner}_id")
        found[owner].append((content[rows.link] if rows.link else content, child.pk))
    for mine in found.values():
        # links have no order of their own; owned rows keep the editor's, then that of entry
        mine.sort(key=lambda row: row[0] if rows.link else row[0].get("position", 0))
    return found


def encoded(row: Model, field: Any) -> Any:
    """Return a field's value as the payload holds it."""
    if kind_of(field):
        referred = getattr(row, field.name)
        return referred.key if referred is not None else None
    value = getattr(row, field.attname)
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def references(kind: str, payload: Payload) -> Iterator[Reference]:
    """Yield every record that the payload refers to."""
    shape = shape_of(kind)
    for field in shape.fields:
        if (target := kind_of(field)) and payload[field.name]:
            yield target, payload[field.name]
    for rows in shape.rows:
        for row in payload[rows.name]:
            for field in rows.fields:
                key = row if rows.link else row[field.name]
                if (target := kind_of(field)) and key:
                    yield target, key


def as_published(
    snapshot: Snapshot, is_public: Callable[[Reference], bool]
) -> tuple[Snapshot, list[tuple[str, Reference]]]:
    """Return the record without what it may not show yet, and what it lacks to be published.

    Left out are optional references to records that are not public, and owned rows that rest on one.
    The second part names each field and record that is required and not public.
    """
    shape = shape_of(snapshot.kind)
    payload, child_ids = dict(snapshot.payload), dict(snapshot.child_ids)
    lacking: list[tuple[str, Reference]] = []

    def hidden(field: Any, key: str | None) -> bool:
        kind = kind_of(field)
        return bool(kind and key and not is_public((kind, key)))

    for field in shape.fields:
        if hidden(field, payload[field.name]):
            if field.name in shape.model.optional_references:
                payload[field.name] = None
            else:
                lacking.append((field.name, (kind_of(field) or "", payload[field.name])))
    for rows in shape.rows:
        kept: list[tuple[Any, int]] = []
        for row, pk in zip(payload[rows.name], child_ids[rows.name], strict=True):
            keys = {field: row if rows.link else row[field.name] for field in rows.fields}
            missing = [field for field, key in keys.items() if hidden(field, key)]
            if not missing:
                kept.append((row, pk))
            elif rows.link and rows.name not in shape.model.optional_references:
                lacking.append((rows.name, (kind_of(missing[0]) or "", row)))
            elif all(field.null for field in missing):
                kept.append(({**row, **{field.name: None for field in missing}}, pk))
        payload[rows.name] = [row for row, _ in kept]
        child_ids[rows.name] = [pk for _, pk in kept]
    return Snapshot(snapshot.kind, snapshot.key, snapshot.row_id, payload, child_ids), lacking
