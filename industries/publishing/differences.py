"""What changes from one payload of a record to another, field by field, as an editor reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from industries import units
from industries.models.bilingual import is_chinese
from industries.publishing.payload import Payload, Rows, shape_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One field with what stood and what stands; a line each for rows that the record owns."""

    field: str
    label: str
    old: str
    new: str


def differences(kind: str, old: Payload | None, new: Payload) -> list[Difference]:
    """Return what differs, in the model's order; everything that is filled in if there was nothing.

    Both payloads are of today's format. Makes no query.
    """
    shape = shape_of(kind)
    before = old or {}
    found = [
        Difference(
            field.name,
            capfirst(str(field.verbose_name)),
            shown(field, before.get(field.name), before.get("unit")),
            shown(field, new[field.name], new.get("unit")),
        )
        for field in shape.fields
        if before.get(field.name) != new[field.name]
    ]
    for rows in shape.rows:
        found += _rows_differ(rows, _name_of(shape.model, rows), before.get(rows.name, []), new)
    return [difference for difference in found if difference.old != difference.new]


def shown(field: Any, value: Any, unit: str | None = None) -> str:
    """Return a field's value in a payload as the reader's language writes it; empty for nothing.

    A figure stands with the unit, which is the payload's, if it has one.
    """
    if value is None or value == "":
        return ""
    if isinstance(field, models.DecimalField):
        figure = Decimal(value)
        return units.shown(figure, unit, chinese=is_chinese()) if unit else units.grouped(figure)
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    return str(dict(field.flatchoices).get(value, value)) if field.flatchoices else str(value)


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


def _rows_differ(rows: Rows, label: str, before: list[Any], new: Payload) -> Iterator[Difference]:
    """Yield what differs between the rows that a record owns: those that went beside those that came.

    Field by field where the short lines would look the same, as when only a row's position changed.
    """
    now = new[rows.name]
    gone = [row for row in before if row not in now]
    come = [row for row in now if row not in before]
    if not (gone or come):
        gone, come = (before, now) if before != now else ([], [])  # the same in another order
    for line in (_line, _whole_line):
        old, current = ("\n".join(line(rows, row) for row in part) for part in (gone, come))
        if old != current:
            yield Difference(rows.name, label, old, current)
            return


def _line(rows: Rows, row: Any) -> str:
    if rows.link:
        return str(row)
    parts = [shown(field, row[field.name]) for field in rows.fields if field.name != "position"]
    return " · ".join(part for part in parts if part)


def _whole_line(rows: Rows, row: Any) -> str:
    if rows.link:
        return str(row)
    named = [(field.verbose_name, shown(field, row[field.name])) for field in rows.fields]
    return " · ".join(f"{name}: {value}" for name, value in named)
