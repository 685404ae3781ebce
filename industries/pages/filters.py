"""A filterset as a form: what a page needs to draw it, and to keep what it does not draw."""

from dataclasses import dataclass
from typing import Any

from django.forms import NumberInput

from industries.filtersets import CodesFilter, KeysFilter, MonthFilter, StrictFilterSet
from industries.models import Industry, IndustryGroup, Strategy

# the records that a reader chooses from by name; one query each
CHOSEN_FROM: dict[str, Any] = {
    "group": IndustryGroup,
    "strategy": Strategy,
    "industry": Industry,
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
    """`kept` are filters in use that the form does not offer, such as one from a link."""

    fields: list[Field]
    kept: dict[str, str]
    applied: dict[str, str]


def form(filterset: StrictFilterSet) -> Form:
    """Return the form of the filters that the list shows."""
    shown, applied = filterset.shown, filterset.applied
    kept = {name: value for name, value in applied.items() if name not in shown}
    return Form([_field(filterset, name) for name in shown], kept, applied)


def _field(filterset: StrictFilterSet, name: str) -> Field:
    declared: Any = filterset.filters[name]
    value = filterset.data.get(name, "")
    options: list[tuple[str, str]] = []
    if isinstance(declared, CodesFilter):
        options = [(code, str(label)) for code, label in declared.extra["choices"]]
    elif isinstance(declared, KeysFilter):
        options = [(record.key, record.name) for record in CHOSEN_FROM[name].objects.all()]
    if options and value and value not in dict(options):
        options.append((value, value))  # several at once, from a link: kept as they are
    kind = "number" if isinstance(filterset.form.fields[name].widget, NumberInput) else "search"
    kind = "month" if isinstance(declared, MonthFilter) else kind
    return Field(name, str(declared.label), value, kind, tuple(options))
