"""Fixture files, read and checked before a database sees them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from yaml.constructor import ConstructorError

from industries.models import RECORDS, ChainLink, Citation, Membership, Record

APP = "industries"
OWNED = (Citation, Membership, ChainLink)


class FixtureError(Exception):
    """The fixtures are broken and nothing was loaded; a line for each problem names its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a fixture file."""

    file: str
    model: Any
    fields: dict[str, Any]

    @property
    def label(self) -> str:
        """File and record, as a message names them: an owned row by its owner."""
        if issubclass(self.model, Record):
            return f"{self.file}: {self.model.kind} {self.fields.get('key', '?')}"
        owners = [n for n in RECORDS if n in self.fields and n not in ("source", "group")]
        owner = owners[0] if owners else "group" if "group" in self.fields else "?"
        name = self.model._meta.model_name
        return f"{self.file}: {name} of {owner} {key_of(self.fields.get(owner)) or '?'}"

    @property
    def place(self) -> tuple[Any, str]:
        """Model and key, by which other entries refer to it."""
        return self.model, str(self.fields.get("key"))

    def references(self) -> Iterator[tuple[str, Any, Any]]:
        """Yield field, model and natural key of each record that it refers to."""
        for name, value in self.fields.items():
            column = column_of(self.model, name)
            if column is not None and column.is_relation and value is not None:
                for natural_key in (
                    value if column.many_to_many and isinstance(value, list) else [value]
                ):
                    yield name, column.related_model, natural_key


def column_of(model: Any, name: str) -> Any:
    """Return the field that a fixture may fill, or None."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    filled = column.concrete and column.editable and not getattr(column, "primary_key", False)
    through = getattr(column.remote_field, "through", None) if column.is_relation else None
    return column if filled and (through is None or through._meta.auto_created) else None


def key_of(natural_key: Any) -> str | None:
    """Return the key that a reference names, or None if it is not written as one."""
    if isinstance(natural_key, list) and len(natural_key) == 1 and isinstance(natural_key[0], str):
        return natural_key[0]
    return None


class _Loader(yaml.CSafeLoader):
    """Refuses a name that stands twice; YAML's own takes the last in silence."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        names = [name.value for name, _value in node.value]
        for name in names:
            if names.count(name) > 1:
                raise ConstructorError(None, None, f"“{name}” stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def read(folder: Path) -> list[Entry]:
    """Return the entries of the folder's files: what is referred to first, owned rows last.

    Raises FixtureError for a file that cannot be read as a list of entries.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise FixtureError([f"{folder}: there is no *.yaml file here."])
    entries: list[Entry] = []
    for file in files:
        name = f"{folder.name}/{file.name}"
        try:
            rows = yaml.load(file.read_text("utf-8"), Loader=_Loader)  # noqa: S506  (a safe one)
        except (yaml.YAMLError, ValueError, OSError) as error:
            raise FixtureError([f"{name}: {error}"]) from error
        if not isinstance(rows or [], list):
            raise FixtureError([f"{name}: a file is a list of entries, not {str(rows)[:80]}"])
        entries += [_entry(name, row) for row in rows or []]
    if not entries:
        raise FixtureError([f"{folder}: its files hold no entry."])
    order = list(RECORDS.values())
    return sorted(entries, key=lambda e: order.index(e.model) if e.model in order else len(order))


def _entry(file: str, row: Any) -> Entry:
    try:
        label, name = row["model"].split(".")
        model: Any = apps.get_model(label, name)
        fields = dict(row["fields"])
    except (KeyError, TypeError, ValueError, AttributeError, LookupError) as error:
        message = f"{file}: an entry is “model: {APP}.<noun>” with “fields:”, not {str(row)[:80]}"
        raise FixtureError([message]) from error
    content: list[Any] = [*RECORDS.values(), *OWNED]
    if model not in content or set(row) - {"model", "fields"}:
        nouns = ", ".join(model._meta.model_name for model in content)
        raise FixtureError([f"{file}: an entry has a model ({nouns}) and fields, not {str(row)[:80]}"])
    return Entry(file, model, fields)


def problems_in(entries: list[Entry]) -> Iterator[str]:
    """Yield what no database is needed to see: names, references and values that cannot be."""
    known: set[tuple[Any, str]] = set()
    for entry in entries:
        if issubclass(entry.model, Record):
            if entry.place in known:
                yield f"{entry.label}: key: is used twice."
            known.add(entry.place)
    for entry in entries:
        for name, value in entry.fields.items():
            column = column_of(entry.model, name)
            if column is None:
                yield f"{entry.label}: {name}: there is no such field."
            elif not column.is_relation:
                yield from (f"{entry.label}: {name}: {what}" for what in _wrong_value(column, value))
            elif column.many_to_many and not isinstance(value, list):
                yield f"{entry.label}: {name}: write a list of references, each as [key]."
        for name, model, natural_key in entry.references():
            key = key_of(natural_key)
            if key is None:
                yield f"{entry.label}: {name}: write a reference as [key], not {natural_key}."
            elif (model, key) not in known:
                yield f"{entry.label}: {name}: there is no {model.kind} [{key}]."


def _wrong_value(column: Any, value: Any) -> Iterator[str]:
    """Yield why the value is not one of the column's type; what it means is validated later."""
    if value is None:
        return
    text = isinstance(value, str)
    if isinstance(column, models.BooleanField):
        right, form = isinstance(value, bool), "write true or false"
    elif isinstance(column, models.IntegerField):
        right, form = isinstance(value, int) and not isinstance(value, bool), "write a whole number"
    elif isinstance(column, models.DateField):
        right, form = text or isinstance(value, date), "write a day as '2025-12-31'"
    else:  # text, and decimals: a number without quotes would pass through a float
        right, form = text, "write it in quotes"
    if not right:
        yield f"{value!r}: {form}."
        return
    try:
        column.to_python(value)
    except ValidationError as error:
        yield " ".join(error.messages)
