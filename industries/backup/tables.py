"""What a backup holds of the desk, and what must be right with it, before and after."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max

from industries.backup.archive import BackupError
from industries.editions import DESK
from industries.publishing.verify import LogError, last_of_whole_log

# who is signed in, and who failed to sign in: of the moment
LEFT_OUT = frozenset({"sessions", "axes"})
# from which networks readers wrote today: nobody's business tomorrow
FORGOTTEN = frozenset({"industries.reporttally"})

_SEQUENCE = "pg_get_serial_sequence(%s, %s)::regclass"


def models() -> dict[str, Any]:
    """Return the models that a backup holds, by label, with the links of many-to-many fields."""
    found = {
        model._meta.label_lower: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in LEFT_OUT
        and model._meta.label_lower not in FORGOTTEN
        and model._meta.managed
        and not model._meta.proxy
        and router.allow_migrate_model(DESK, model)
    }
    return dict(sorted(found.items()))


def columns(model: Any) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def known(migrations: Iterable[str]) -> set[str]:
    """Return the migrations that count: not those of tables that are left out."""
    return {name for name in migrations if name.partition(".")[0] not in LEFT_OUT}


def migrations_of_this_code() -> set[str]:
    return known(".".join(key) for key in MigrationLoader(None).graph.nodes)


def whole_log() -> tuple[int, str]:
    """Return number and hash of the desk's last release. Raises BackupError if the log is damaged."""
    try:
        return last_of_whole_log()
    except LogError as error:
        raise BackupError(str(error)) from error


def last_id(model: Any) -> int:
    """Return the highest id that the table has given out, 0 if none or if it gives out none.

    That of a deleted row lives on in the log and on live: it must not be given out once more.
    """
    if model._meta.auto_field is None:
        return 0
    connection = connections[DESK]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        else:
            cursor.execute(f"SELECT pg_sequence_last_value({_SEQUENCE})", _sequence(model))
        row = cursor.fetchone()
    return (row and row[0]) or 0


def set_last_id(model: Any, last: int) -> None:
    """Let the table give out ids above the given one, and above those of its rows."""
    if model._meta.auto_field is None:
        return
    connection, table = connections[DESK], model._meta.db_table
    last = max(last, model._base_manager.using(DESK).aggregate(last=Max("pk"))["last"] or 0)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        elif last:
            cursor.execute(f"SELECT setval({_SEQUENCE}, %s)", [*_sequence(model), last])


def _sequence(model: Any) -> list[str]:
    return [connections[DESK].ops.quote_name(model._meta.db_table), model._meta.auto_field.column]


def first_line(error: object) -> str:
    """Return what a database or a file system says in short; more is for whoever wrote the query."""
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    return str(error).strip().partition("\n")[0]
