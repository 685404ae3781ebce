"""Look at what a spreadsheet would change at the desk, and take it: all of it or nothing."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from tablib import Dataset

from industries.admin.neighbours import Neighbours, as_it_stood, far_from, far_message
from industries.admin.sheets.columns import labels_of, names_by_label
from industries.admin.sheets.files import Sheet
from industries.admin.sheets.outcome import Outcome, Problem
from industries.admin.sheets.resources import RESOURCES, FigureResource
from industries.editions import DESK
from industries.publishing.payload import chunks
from industries.publishing.states import note_edits

NEEDED = ("key", "indicator")


def look(sheet: Sheet, kind: str) -> Outcome:
    """Return what taking the sheet would change. Nothing is kept.

    In parts, each in a transaction of its own, so that on SQLite nobody waits for long meanwhile.
    """
    resource = RESOURCES[kind]()
    headers = _headers(sheet, resource)
    for part in chunks(sheet.rows) if headers else ():
        with transaction.atomic(using=DESK):
            _import(resource, headers, part)
            transaction.set_rollback(True, using=DESK)
    if not resource.outcome.problems:
        resource.outcome.warnings += _warnings(resource)
    return resource.outcome


def take(sheet: Sheet, kind: str, by: Any, *, seal: str) -> Outcome:
    """Keep what the sheet changes, all of it, if that is what the seal was put on; return what it is.

    Nothing is kept with another seal, or if anything is wrong with any row.
    """
    resource = RESOURCES[kind]()
    headers, outcome = _headers(sheet, resource), resource.outcome
    if headers:
        with transaction.atomic(using=DESK):
            _import(resource, headers, sheet.rows)
            if outcome.problems or seal != outcome.seal:
                transaction.set_rollback(True, using=DESK)
            else:
                note_edits(kind, [record.key for _number, record in resource.saved], by)
    return outcome


def _headers(sheet: Sheet, resource: FigureResource) -> list[str]:
    """Return the name of each column; none if any is wrong, which the outcome says."""
    names = names_by_label(resource._meta.model)
    headers = [names.get(column.casefold(), "") for column in sheet.columns]
    labels = labels_of(resource._meta.model)
    resource.outcome.problems += _wrong_columns(sheet.columns, headers, labels)
    return [] if resource.outcome.problems else headers


def _import(resource: FigureResource, headers: list[str], rows: list[tuple[int, list[Any]]]) -> None:
    resource.numbers = [number for number, _row in rows]
    dataset = Dataset(*(row for _number, row in rows), headers=headers)
    result = resource.import_data(dataset, dry_run=False, rollback_on_validation_errors=True)
    resource.outcome.problems += _problems(result, resource)


def _wrong_columns(columns: list[str], headers: list[str], labels: dict[str, str]) -> Iterator[Problem]:
    for column, name in zip(columns, headers, strict=True):
        if not name:
            message = _("There is no such column. There are: %(right)s.")
            yield Problem(1, column[:40], message % {"right": ", ".join(labels.values())})
        elif headers.count(name) > 1:
            yield Problem(1, column[:40], _("Another column is the same."))
    if missing := [labels[name] for name in NEEDED if name not in headers]:
        message = _("Needed as well: %(columns)s. A new record’s key may be empty.")
        yield Problem(1, "", message % {"columns": ", ".join(missing)})


def _problems(result: Any, resource: FigureResource) -> Iterator[Problem]:
    """Yield what is wrong by row and column. Raises what was no fault of the file's."""
    for error in result.base_errors:
        raise error.error
    for _number, errors in result.row_errors():
        raise errors[0].error
    for invalid in result.invalid_rows:
        row = resource.numbers[invalid.number - 1]
        for name, messages in invalid.error.message_dict.items():
            column = resource.labels.get(name.removeprefix("main_").removeprefix("keys_of_"), "")
            yield from (Problem(row, column, message) for message in messages)


def _warnings(resource: FigureResource) -> Iterator[Problem]:
    """Yield the figures that are new and far from their neighbours."""
    changed = {
        number: record
        for number, record in resource.saved
        if record.value is not None and record.value != record.before.get("value")
    }
    beside = Neighbours({record.indicator for record in changed.values()})
    for number, record in changed.items():
        stood = as_it_stood(record.before.get("value"))
        if far := far_from(record.value, [*stood, *beside.of(record)]):
            message = far_message(record.value, record.unit, far)
            yield Problem(number, resource.labels["value"], message)
