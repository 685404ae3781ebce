"""A filterset as a form: what a page needs to draw it, to count its choices and to take each away."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.forms import NumberInput
from django.utils.translation import gettext as _

from industries.filtersets import MonthFilter, StrictFilterSet, YesNoFilter
from industries.filtersets.facets import MOST_FACETED, facets
from industries.models import Indicator, Industry, IndustryGroup, Initiative, Strategy

UNPLACED = 9999  # after all that have a position
ORDER = "ordering"

# the records that a reader chooses from by name, in the order that each has in the ledger
CHOSEN_FROM: dict[str, Any] = {
    "group": IndustryGroup,
    "strategy": Strategy,
    "industry": Industry,
    "initiative": Initiative,
}
# those that only a link narrows a list by
LINKED_BY: dict[str, Any] = {"indicator": Indicator, "parent": Initiative}

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One filter of the form; with `options` a choice, else a box to type in."""

    name: str
    label: str
    value: str
    type: str = "search"
    options: Options = ()


@dataclass(frozen=True, slots=True)
class InUse:
    """A filter that narrows the list, in words, and the address of the list without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Form:
    """`more` are the fields that are folded away, unless one of them is in use.

    `kept` are filters in use that the form does not offer, such as one from a link; `used` are all
    that narrow the list.
    """

    fields: list[Field]
    more: list[Field]
    kept: dict[str, str]
    used: list[InUse]

    @property
    def is_open(self) -> bool:
        return any(field.value for field in self.more)


def form(filterset: StrictFilterSet, rows: int) -> Form:
    """Return the form of the filters that the list shows; the list has so many rows.

    One query if any filter is of records, and one for what each choice leaves of the rows.
    """
    names, applied = [*filterset.shown, *filterset.more], filterset.applied
    kept = {name: value for name, value in applied.items() if name not in names}
    records = _chosen_from(names, kept)
    counts = facets(filterset, names) if 0 < rows <= MOST_FACETED else {}
    shown, more = (
        [_field(filterset, name, records, counts) for name in part]
        for part in (filterset.shown, filterset.more)
    )
    used = [_in_use(filterset, name, records) for name in applied if name != ORDER]
    return Form(shown, more, kept, used)


def _chosen_from(names: list[str], kept: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return key and name of the records that each filter is of, of one in use only those it names.

    One query for all, none for none.
    """
    columns = ("of", "place", "key", "name_en", "name_zh")
    models = CHOSEN_FROM | LINKED_BY
    every = [_options(models[name], name) for name in names if name in CHOSEN_FROM]
    every += [
        _options(models[name], name).filter(key__in=value.split(","))
        for name, value in kept.items()
        if name in models
    ]
    found: dict[str, list[tuple[str, str]]] = {}
    if not every:
        return found
    arms = [rows.values_list(*columns) for rows in every]
    rows = arms[0].union(*arms[1:], all=True) if arms[1:] else arms[0]
    for of, _place, key, name_en, name_zh in sorted(rows, key=lambda row: (row[1], row[3], row[2])):
        found.setdefault(of, []).append((key, models[of](name_en=name_en, name_zh=name_zh).name))
    return found


def _options(model: Any, name: str) -> Any:
    has_position = any(field.name == "position" for field in model._meta.concrete_fields)
    place: Any = Coalesce("position", UNPLACED) if has_position else Value(0)
    return model.objects.order_by().annotate(of=Value(name), place=place)


def _field(
    filterset: StrictFilterSet,
    name: str,
    records: dict[str, list[tuple[str, str]]],
    counts: dict[str, dict[str, int]],
) -> Field:
    declared: Any = filterset.filters[name]
    value = filterset.data.get(name, "")
    options = _choices(filterset, name, records)
    if name in counts:
        left = counts[name]
        options = [(code, f"{label} ({left[code]})") for code, label in options if code in left]
    if options and value and value not in dict(options):
        options.append((value, _in_words(filterset, name, records)))  # several at once, from a link
    kind = "number" if isinstance(declared.field.widget, NumberInput) else "search"
    kind = "month" if isinstance(declared, MonthFilter) else kind
    return Field(name, str(declared.label), value, kind, tuple(options))


def _choices(
    filterset: StrictFilterSet, name: str, records: dict[str, list[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """Return code and words of what a filter can be; none if it is a box to type in."""
    declared: Any = filterset.filters[name]
    if name in CHOSEN_FROM or name in LINKED_BY:
        return list(records.get(name, []))
    if codes := declared.extra.get("choices"):
        # a key is for programs: it breaks ties, and orders nothing that a reader looks for
        return [
            (code, str(label)) for code, label in _said(declared, codes) if code.strip("-") != "key"
        ]
    return []


def _in_use(filterset: StrictFilterSet, name: str, records: dict[str, list[tuple[str, str]]]) -> InUse:
    rest = {other: value for other, value in filterset.applied.items() if other != name}
    return InUse(filterset.label_of(name), _in_words(filterset, name, records), f"?{urlencode(rest)}")


def _in_words(filterset: StrictFilterSet, name: str, records: dict[str, list[tuple[str, str]]]) -> str:
    """Return what a filter in use is set to, as the form's choices have it."""
    words = dict(_choices(filterset, name, records))
    return " / ".join(words.get(code, code) for code in filterset.applied[name].split(","))


def _said(declared: Any, codes: Any) -> Any:
    """Return the codes with words that a reader understands."""
    if isinstance(declared, YesNoFilter):
        words = {"true": _("yes"), "false": _("no")}
        return [(code, words[code]) for code, _label in codes]
    return codes
