"""A filterset as a form: what a page needs to draw it, and to keep what it does not draw."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.forms import NumberInput
from django.utils.translation import gettext as _

from industries.filtersets import MonthFilter, StrictFilterSet, YesNoFilter
from industries.models import Industry, IndustryGroup, Initiative, Strategy

UNPLACED = 9999  # after all that have a position

# the records that a reader chooses from by name, in the order that each has in the ledger
CHOSEN_FROM: dict[str, Any] = {
    "group": IndustryGroup,
    "strategy": Strategy,
    "industry": Industry,
    "initiative": Initiative,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One filter of the form; with `options` a choice, else a box to type in."""

    name: str
    label: str
    value: str
    type: str = "search"
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """`more` are the fields that are folded away, unless one of them is in use.

    `kept` are filters in use that the form does not offer, such as one from a link.
    """

    fields: list[Field]
    more: list[Field]
    kept: dict[str, str]
    applied: dict[str, str]

    @property
    def is_open(self) -> bool:
        return any(field.value for field in self.more)


def form(filterset: StrictFilterSet) -> Form:
    """Return the form of the filters that the list shows. One query, if any is of records."""
    names, applied = (*filterset.shown, *filterset.more), filterset.applied
    kept = {name: value for name, value in applied.items() if name not in names}
    records = _chosen_from([name for name in names if name in CHOSEN_FROM])
    shown, more = (
        [_field(filterset, name, records) for name in part]
        for part in (filterset.shown, filterset.more)
    )
    return Form(shown, more, kept, applied)


def _chosen_from(names: list[str]) -> dict[str, list[tuple[str, str]]]:
    """Return key and name of the records that each filter is of. One query for all, none for none."""
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    columns = ("of", "place", "key", "name_en", "name_zh")
    every = [_options(CHOSEN_FROM[name], name).values_list(*columns) for name in names]
    if not every:
        return found
    rows = every[0].union(*every[1:], all=True) if len(every) > 1 else every[0]
    for of, _place, key, name_en, name_zh in sorted(rows, key=lambda row: (row[1], row[3], row[2])):
        found[of].append((key, CHOSEN_FROM[of](name_en=name_en, name_zh=name_zh).name))
    return found


def _options(model: Any, name: str) -> Any:
    has_position = any(field.name == "position" for field in model._meta.concrete_fields)
    place: Any = Coalesce("position", UNPLACED) if has_position else Value(0)
    return model.objects.order_by().annotate(of=Value(name), place=place)


def _field(filterset: StrictFilterSet, name: str, records: dict[str, list[tuple[str, str]]]) -> Field:
    declared: Any = filterset.filters[name]
    value = filterset.data.get(name, "")
    options: list[tuple[str, str]] = []
    if name in records:
        options = list(records[name])
    elif codes := declared.extra.get("choices"):
        options = [(code, str(label)) for code, label in _said(declared, codes)]
    if options and value and value not in dict(options):
        options.append((value, value))  # several at once, from a link: kept as they are
    kind = "number" if isinstance(filterset.form.fields[name].widget, NumberInput) else "search"
    kind = "month" if isinstance(declared, MonthFilter) else kind
    return Field(name, str(declared.label), value, kind, tuple(options))


def _said(declared: Any, codes: Any) -> Any:
    """Return the codes with words that a reader understands."""
    if isinstance(declared, YesNoFilter):
        words = {"true": _("yes"), "false": _("no")}
        return [(code, words[code]) for code, _label in codes]
    return codes
