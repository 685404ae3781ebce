"""Triggers that keep the desk's log append-only, whatever the code above them does.

SQLite drops a table's triggers silently when a migration alters the table: they are made again after
each migration, and a check asserts that they are there.
"""

from typing import Any

from django.db import connections

from industries.editions import DESK
from industries.models import Release, Version

_MESSAGE = "the log is append-only"

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
# INSERT OR REPLACE deletes rows without asking the trigger that refuses to
_SQLITE_REPLACE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION industries_log_is_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION industries_log_is_append_only()
"""


def log_triggers(vendor: str) -> dict[str, tuple[Any, str]]:
    """Return the name of each trigger with its model and verb."""
    verbs = ["update", "delete", "truncate" if vendor == "postgresql" else "replace"]
    models: list[Any] = [Release, Version]
    return {f"{model._meta.db_table}_no_{verb}": (model, verb) for model in models for verb in verbs}


def protect_log(*, using: str = DESK, **_kwargs: Any) -> None:
    """Make the triggers on the desk; live is a projection and may be thrown away."""
    connection = connections[using]
    if using != DESK or Version._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for model, verb in log_triggers(connection.vendor).values():
            about = {"table": model._meta.db_table, "verb": verb, "message": _MESSAGE}
            if verb == "replace":
                cursor.execute(_SQLITE_REPLACE.format(**about, same=_same(model)))
            else:
                template = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
                cursor.execute(template.format(**about))


def _same(model: Any) -> str:
    """Return the condition under which a row would take the place of another."""
    options = model._meta
    sets = [[field] for field in options.local_fields if field.unique]
    sets += [[options.get_field(name) for name in c.fields] for c in options.total_unique_constraints]
    columns = ([field.column for field in fields] for fields in sets)
    return " OR ".join("(" + " AND ".join(f"{c} = NEW.{c}" for c in mine) + ")" for mine in columns)


def missing_triggers() -> list[str]:
    """Return the names of the triggers that the desk's log lacks; none before it has a log."""
    connection = connections[DESK]
    if Version._meta.db_table not in connection.introspection.table_names():
        return []
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return sorted(set(log_triggers(connection.vendor)) - present)
