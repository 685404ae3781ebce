"""What was sent of a form that was opened on an older state, as a form of what stands now."""

import re
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, CheckboxInput, ModelChoiceField
from django.http import QueryDict

from industries.admin.meeting import MetError
from industries.publishing.payload import Snapshot
from industries.wording import in_lines

Row = dict[str, list[str]]  # what was sent of a row, by field


def left_alone(sent: QueryDict, formsets: list[Any], base: Snapshot) -> dict[str, set[str]]:
    """Return the ids of the rows that were sent as they were in what the form was opened on."""
    found = {}
    for formset in formsets:
        name, fields = formset.prefix, _content(formset)
        rows = zip(base.child_ids.get(name, ()), base.payload.get(name, ()), strict=True)
        then = {str(row_id): row for row_id, row in rows}
        found[name] = {
            row_id
            for row in _rows(sent, formset)
            if (row_id := _id_of(row, formset)) in then and _is_as(row, then[row_id], fields)
        }
    return found


def merged(sent: QueryDict, form: Any, formsets: list[Any], meeting: MetError) -> None:
    """Take over into what was sent what only they changed, from forms of what stands.

    Field by field, and row by row: what they added, what they deleted or changed and I left alone.
    """
    theirs = meeting.by_them - meeting.by_me
    for name in theirs & set(form.fields):
        sent.setlist(form.add_prefix(name), _as_sent(form[name]))
    for formset in formsets:
        if formset.prefix in theirs:
            _write(sent, formset, [_row_of(form) for form in formset.forms])
        else:
            _write(sent, formset, _of_both(sent, formset, meeting.alone.get(formset.prefix, set())))


def _of_both(sent: QueryDict, formset: Any, alone: set[str]) -> list[Row]:
    """Return my rows with theirs; `alone` are the ids of those that I left alone."""
    theirs = {str(form.instance.pk): _row_of(form) for form in formset.initial_forms}
    found: list[Row] = []
    for row in _rows(sent, formset):
        row_id = _id_of(row, formset)
        standing = theirs.pop(row_id, None)
        if standing is not None:
            found.append(standing if row_id in alone else row)
        elif row_id not in alone and "DELETE" not in row:
            found.append(row)  # a new one of mine, or one that they deleted and I changed
    return [*found, *theirs.values()]


def without_what_is_gone(sent: QueryDict, formsets: list[Any], alone: dict[str, set[str]]) -> list[str]:
    """Leave out the rows that were deleted meanwhile and left alone here, or that could not be saved.

    Those are the ones that name a record that was deleted as well. Any other that was deleted becomes
    a new one. Returns what else was typed in each that could not be saved.
    """
    left_out = []
    for formset in formsets:
        there, mine, rows = _there(formset), alone.get(formset.prefix, set()), _rows(sent, formset)
        rows = [row for row in rows if (found := _id_of(row, formset)) in there or found not in mine]
        gone = [row for row in rows if _id_of(row, formset) not in there and _is_of_gone(row, formset)]
        _write(sent, formset, [row for row in rows if row not in gone])
        left_out += [_typed(row, formset) for row in gone]
    return left_out


def _as_sent(bound: Any) -> list[str]:
    """Return what a browser would send of a field that nobody touched."""
    value = bound.value()
    if isinstance(bound.field.widget, CheckboxInput):
        return ["on"] if value else []
    values = value if isinstance(value, list | tuple) else [value]
    return ["" if one is None else str(one) for one in values]


def _row_of(form: Any) -> Row:
    return {bound.name: _as_sent(bound) for bound in form}


def _rows(sent: QueryDict, formset: Any) -> list[Row]:
    total = sent.get(f"{formset.prefix}-TOTAL_FORMS", "")
    rows: dict[int, Row] = {}
    for name in sent:
        if found := re.fullmatch(rf"{re.escape(formset.prefix)}-([0-9]{{1,4}})-(\w+)", name):
            rows.setdefault(int(found[1]), {})[found[2]] = sent.getlist(name)
    count = int(total) if re.fullmatch(r"[0-9]{1,4}", total) else 0
    return [row for number, row in sorted(rows.items()) if number < count]


def _write(sent: QueryDict, formset: Any, rows: Collection[Row]) -> None:
    """Have these rows sent, those that stand in the database first and as such, the others as new."""
    prefix, there = formset.prefix, _there(formset)
    for name in [name for name in sent if name.startswith(f"{prefix}-")]:
        del sent[name]
    ordered = sorted(rows, key=lambda row: _id_of(row, formset) not in there)
    for number, row in enumerate(ordered):
        for name, values in row.items():
            sent.setlist(f"{prefix}-{number}-{name}", values)
        if _id_of(row, formset) not in there:
            for name in _beside(formset):
                sent[f"{prefix}-{number}-{name}"] = ""
    standing = sum(_id_of(row, formset) in there for row in ordered)
    sent[f"{prefix}-TOTAL_FORMS"], sent[f"{prefix}-INITIAL_FORMS"] = str(len(ordered)), str(standing)


def _there(formset: Any) -> set[str]:
    return {str(row_id) for row_id in formset.get_queryset().values_list("pk", flat=True)}


def _id_of(row: Row, formset: Any) -> str:
    return (row.get(formset.model._meta.pk.name) or [""])[0]


def _is_as(row: Row, then: dict[str, Any], fields: dict[str, Any]) -> bool:
    """Return whether the row was sent with just this content, and not to be deleted."""
    if "DELETE" in row:
        return False
    for name, field in fields.items():
        value = (row.get(name) or [""])[0]
        if isinstance(field, ModelChoiceField):
            if not _can_be_chosen(field, [value]):
                continue  # what it names is gone, and so has no key to compare
            named = field.to_python(value)
            value = named.key if named else ""
        if in_lines(value).strip() != ("" if then[name] is None else str(then[name])):
            return False
    return True


def _is_of_gone(row: Row, formset: Any) -> bool:
    """Return whether the row names a record that is not to be chosen any more."""
    choices = _choices(formset).items()
    return any(not _can_be_chosen(field, row.get(name, [])) for name, field in choices)


def _can_be_chosen(field: Any, values: list[str]) -> bool:
    try:
        field.to_python(values[0] if values else "")
    except ValidationError:
        return False
    return True


def _typed(row: Row, formset: Any) -> str:
    """Return the words of a row: not its ids, choices and place."""
    fields = formset.empty_form.fields
    typed = [name for name in row if isinstance(fields.get(name), CharField)]
    return " / ".join(value for name in typed for value in row[name] if value)


def _content(formset: Any) -> dict[str, Any]:
    """Return the fields of a row, but for those that say which it is."""
    beside = {*_beside(formset), "DELETE"}
    return {name: f for name, f in formset.empty_form.fields.items() if name not in beside}


def _choices(formset: Any) -> dict[str, Any]:
    """Return the fields of a row that name another record."""
    return {name: f for name, f in _content(formset).items() if isinstance(f, ModelChoiceField)}


def _beside(formset: Any) -> tuple[str, str]:
    """Return the fields that say which row it is, and of which record."""
    return formset.fk.name, formset.model._meta.pk.name
