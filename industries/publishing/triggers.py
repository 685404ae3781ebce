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
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION industries_log_is_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION industries_log_is_append_only()
"""


def log_triggers(vendor: str) -> dict[str, tuple[str, str]]:
    """Return the name of each trigger with its table and verb."""
    verbs = ["update", "delete"] + (["truncate"] if vendor == "postgresql" else [])
    tables = [Release._meta.db_table, Version._meta.db_table]
    return {f"{table}_no_{verb}": (table, verb) for table in tables for verb in verbs}


def protect_log(*, using: str = DESK, **_kwargs: Any) -> None:
    """Make the triggers on the desk; live is a projection and may be thrown away."""
    connection = connections[using]
    if using != DESK or Version._meta.db_table not in connection.introspection.table_names():
        return
    template = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for table, verb in log_triggers(connection.vendor).values():
            cursor.execute(template.format(table=table, verb=verb, message=_MESSAGE))


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
