"""What a database says of a row that it refuses, in words that a person can act on."""

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _


def refusal_of(model: Any, error: IntegrityError) -> tuple[str, str]:
    """Return the field or constraint that was violated, and a sentence; no name if it is unknown."""
    options, said = model._meta, str(error)
    for constraint in options.constraints:
        columns = [options.get_field(name).column for name in getattr(constraint, "fields", ())]
        if constraint.name in said or (columns and all(f".{column}" in said for column in columns)):
            return constraint.name, str(constraint.get_violation_error_message())
    for column in options.fields:
        place = f"{options.db_table}.{column.column}"
        if (
            f"NOT NULL constraint failed: {place}" in said
            or f'value in column "{column.column}"' in said
        ):
            return column.name, _("is missing.")
        if column.unique and (place in said or f"({column.column})=" in said):
            return column.name, _("another record has it already.")
    return "", said
