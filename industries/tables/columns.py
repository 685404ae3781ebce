"""What a column of a table is: its name, how a cell is got from a row, and what stands in it."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst

from industries.citing import cited, permalink
from industries.formulas import guarded
from industries.units import plain

# what Frictionless calls the types of columns
_TYPES: tuple[tuple[type[models.Field], str], ...] = (
    (models.BooleanField, "boolean"),
    (models.DecimalField, "number"),
    (models.IntegerField, "integer"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.Field, "string"),
)

# From a row and the ledger's origin (no slash at its end) to a value.
Getter = Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `refers_to` is the table whose `id` it holds, `codes` the closed list that it is of.

    `about` may be a text of the catalogue: it is in the language in which it is read.
    """

    name: str
    value: Getter
    type: str = "string"
    about: Any = ""
    codes: tuple[str, ...] = ()
    required: bool = False
    refers_to: str = ""

    def cell(self, row: Any, origin: str) -> str:
        """Return what the column has for a row; the row has what its table fetches."""
        return written(self.value(row, origin))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind, and what is written of each.

    `rows` makes of a model's queryset one with all that the columns ask for, `complete` gives fetched
    rows what no join has: then a cell makes no query. `key` names the columns that tell rows apart,
    `order` the model's fields that the data package has them in the order of.
    """

    name: str
    model: Any
    columns: tuple[Column, ...]
    rows: Callable[[Any], Any] = field(default=lambda found: found.for_api())
    complete: Callable[[list[Any]], None] = field(default=lambda rows: None)
    key: tuple[str, ...] = ("id",)
    order: tuple[str, ...] = ("key",)

    def only(self, names: Iterable[str]) -> "Table":
        """Return the table with these columns alone, in this order. Raises KeyError of a wrong name."""
        mine = {column.name: column for column in self.columns}
        return replace(self, columns=tuple(mine[name] for name in names))

    def ids(self) -> list[Any]:
        """Return the primary keys of all rows, in order. One query."""
        # sorted here: databases have orders of their own for text
        rows = self.model.objects.order_by().values_list(*self.order, "pk")
        return [row[-1] for row in sorted(rows)]

    def fetch(self, ids: Iterable[Any]) -> list[Any]:
        """Return the rows with these primary keys, in their order. A fixed number of queries."""
        places = {pk: place for place, pk in enumerate(ids)}
        found = self.rows(self.model.objects.filter(pk__in=list(places)).order_by())
        rows = sorted(found, key=lambda row: places[row.pk])
        self.complete(rows)
        return rows


def written(value: Any) -> str:
    """Return a value as a cell: exact, never a formula; empty for what is missing."""
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case str():
            text = guarded(value)
        case Decimal():
            text = plain(value)
        case datetime():
            text = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case list() | tuple():
            text = " ".join(map(str, value))
        case _:
            text = str(value)
    return text


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Return the rows of cells as lines of CSV."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def csv_cells(cells: Iterable[str]) -> str:
    """Return cells as they stand within a line of CSV."""
    # with one in front: an empty cell alone on its line would be quoted
    return csv_text([["", *cells]])[1:-2]


def at(path: str) -> Getter:
    """Return a getter that follows the attributes of a path with dots; behind a None is nothing."""
    names = path.split(".")

    def value(row: Any, _origin: str) -> Any:
        for name in names:
            row = getattr(row, name) if row is not None else None
        return row

    return value


def of_model(model: Any, *names: str) -> Iterator[Column]:
    """Yield a column for each of a model's own fields; `kind=target_kind` is called `kind`."""
    for pair in names:
        name, _, attribute = pair.partition("=")
        source = model._meta.get_field(attribute or name)
        yield Column(
            name,
            at(source.attname),
            next(kind for cls, kind in _TYPES if isinstance(source, cls)),
            source.help_text or capfirst(str(source.verbose_name)),
            # a field that may be empty has no code for it
            tuple(str(code) for code, _label in source.flatchoices if code != ""),
            not source.null and not source.blank,
        )


def key_of(model: Any, name: str, table: str) -> Column:
    """Return a column with the key of another record."""
    source = model._meta.get_field(name)
    about = source.help_text or f"{capfirst(str(source.verbose_name))}: the key of a record."
    return Column(name, at(f"{name}.key"), about=about, required=not source.null, refers_to=table)


def named(model: Any, *pairs: str, label: str = "name") -> Iterator[Column]:
    """Yield key and label of each reference; `industry=industries` is one to that table."""
    for pair in pairs:
        name, _, table = pair.partition("=")
        key = key_of(model, name, table)
        yield key
        yield Column(
            f"{name}_{label}",
            at(f"{name}.{label}"),
            about=f"What the record in `{name}` is called, for whoever reads the file.",
            required=key.required,
        )


def keys_of(name: str, about: str, fetched: str = "") -> Column:
    """Return a column with the keys of a relation to many, with blanks between, sorted.

    `fetched` is the attribute that has the other records as a list, where there is one.
    """

    def keys(row: Any, _origin: str) -> list[str]:
        others = getattr(row, fetched) if fetched else getattr(row, name).all()
        return sorted(other.key for other in others)

    return Column(name, keys, about=f"{about}: keys with blanks between.")


def first_cited(path: str) -> Getter:
    """Return a getter for what stands in the first of the citations; the others are named beside it."""
    of_citation = at(path)
    return lambda row, origin: of_citation(row.cited[0], origin) if row.cited else None


def permanent(row: Any, origin: str) -> str:
    return permalink(row, origin)


def how_cited(row: Any, origin: str) -> str:
    return cited(row, str(row), origin)
