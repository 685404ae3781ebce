"""What changes from one payload of a record to another, field by field, as an editor reads it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from industries import units
from industries.models.bilingual import is_chinese, written_day
from industries.publishing.payload import Payload, Reference, Rows, kind_of, shape_of
from industries.wording import Piece, pieces

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

# by which fields an editor knows a row of the kind again, whatever else changed in it
KNOWN_BY = {
    "citations": ("source",),
    "memberships": ("group",),
    "chain_links": ("from_product", "to_product"),
}

Names = Mapping[Reference, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field with what stood and what stands.

    `pieces` are there for a text that was edited, `rows` for what a record owns or is linked to.
    """

    field: str
    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()
    rows: tuple["RowDifference", ...] = ()


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that was added or removed, or whose fields changed."""

    mark: str
    line: str
    fields: tuple[Difference, ...] = ()


def differences(
    kind: str, old: Payload | None, new: Payload | None, names: Names | None = None
) -> list[Difference]:
    """Return what differs, in the model's order; everything that is filled in if there was nothing.

    Both payloads are of today's format; None is a record that is not public. `names` are what other
    records are called, where a key would do otherwise. Makes no query.
    """
    shape = shape_of(kind)
    before, after = old or {}, new or {}
    found = list(_fields_differ(shape.fields, before, after, names or {}))
    for rows in shape.rows:
        label = _name_of(shape.model, rows)
        found += _rows_differ(
            rows, label, before.get(rows.name, []), after.get(rows.name, []), names or {}
        )
    return found


def _fields_differ(fields: Any, before: Payload, after: Payload, names: Names) -> Iterator[Difference]:
    for field in fields:
        was, now = before.get(field.name), after.get(field.name)
        if was == now:
            continue
        old = shown(field, was, before.get("unit"), names)
        new = shown(field, now, after.get("unit"), names)
        if old != new:
            label = capfirst(str(field.verbose_name))
            yield Difference(field.name, label, old, new, _pieces(field, old, new))


def _pieces(field: Any, old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of a free text that was there before and is still; of others none."""
    is_text = isinstance(field, models.TextField) or (
        type(field) is models.CharField and not field.flatchoices
    )
    return tuple(pieces(old, new)) if is_text and old and new else ()


def shown(field: Any, value: Any, unit: str | None = None, names: Names | None = None) -> str:
    """Return a field's value in a payload as the reader's language writes it; empty for nothing.

    A figure stands with the unit, which is the payload's, if it has one.
    """
    if value is None or value == "":
        return ""
    if kind := kind_of(field):
        return (names or {}).get((kind, value), value)
    if isinstance(field, models.DecimalField):
        figure = Decimal(value)
        return units.shown(figure, unit, chinese=is_chinese()) if unit else units.grouped(figure)
    if isinstance(field, models.DateField):
        return written_day(date.fromisoformat(value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    return str(dict(field.flatchoices).get(value, value)) if field.flatchoices else str(value)


def as_text(kind: str, payload: Payload, names: Names) -> dict[str, tuple[str, str]]:
    """Return label and text of every field, and of every list of owned rows, a line for each row."""
    shape = shape_of(kind)
    found = {
        field.name: (
            capfirst(str(field.verbose_name)),
            shown(field, payload[field.name], payload.get("unit"), names),
        )
        for field in shape.fields
    }
    for rows in shape.rows:
        text = "\n".join(_line(rows, row, names) for row in payload[rows.name])
        found[rows.name] = (_name_of(shape.model, rows), text)
    return found


def label_of(kind: str, name: str) -> str:
    """Return what a field, or a list of owned rows, is called; the name itself if it is neither."""
    shape = shape_of(kind)
    for field in shape.fields:
        if field.name == name:
            return capfirst(str(field.verbose_name))
    found = (_name_of(shape.model, rows) for rows in shape.rows if rows.name == name)
    return next(found, name)


def _name_of(model: Any, rows: Rows) -> str:
    field = model._meta.get_field(rows.name)
    return capfirst(str(field.verbose_name if rows.link else rows.model._meta.verbose_name_plural))


def _rows_differ(
    rows: Rows, label: str, before: list[Any], after: list[Any], names: Names
) -> Iterator[Difference]:
    """Yield one difference for the rows that a record owns, if they are not as they were."""
    gone = [row for row in before if row not in after]
    come = [row for row in after if row not in before]
    if not (gone or come) and before != after:  # the same in another order
        old, new = ("\n".join(_line(rows, row, names) for row in part) for part in (before, after))
        yield Difference(rows.name, label, old, new)
    found: list[RowDifference] = []
    for row in come:
        was = _known_again(rows, row, gone)
        if was is None:
            found.append(RowDifference(ADDED, _line(rows, row, names)))
            continue
        gone = [other for other in gone if other is not was]
        changes = tuple(_fields_differ(rows.fields, was, row, names))
        found += [RowDifference(CHANGED, _line(rows, was, names), changes)] if changes else []
    found += [RowDifference(REMOVED, _line(rows, row, names)) for row in gone]
    if found:
        old = "\n".join(row.line for row in found if row.mark != ADDED)
        new = "\n".join(row.line for row in found if row.mark == ADDED)
        yield Difference(rows.name, label, old, new, rows=tuple(found))


def _known_again(rows: Rows, row: Any, gone: list[Any]) -> Any:
    """Return the row, of those that went, that this one was before; None if it is new."""
    if rows.link:
        return None
    fields = KNOWN_BY[rows.name]
    alike = [other for other in gone if all(other[name] == row[name] for name in fields)]
    return max(alike, key=lambda other: sum(other[n] == row[n] for n in row), default=None)


def _line(rows: Rows, row: Any, names: Names) -> str:
    if rows.link:
        return shown(rows.fields[0], row, names=names)
    named = [
        shown(field, row[field.name], names=names) for field in rows.fields if field.name != "position"
    ]
    return " · ".join(part for part in named if part)
