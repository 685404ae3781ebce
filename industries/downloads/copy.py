"""Live as a file of SQLite: its public tables, without what may not be shown."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.db import connections, router

from industries.editions import APP, LIVE
from industries.models import Release
from industries.publishing.live import made_with

# an address that may not be shown is in no file, in older versions of its source neither
_FORGETTING = (
    "UPDATE industries_source SET url = '' WHERE NOT link_safe",
    """
    UPDATE industries_version SET payload = json_set(payload, '$.url', '')
    WHERE kind = 'source' AND payload IS NOT NULL AND EXISTS (
      SELECT 1 FROM industries_version later
      WHERE later.kind = 'source' AND later.key = industries_version.key
      AND later.n >= industries_version.n AND NOT json_extract(later.payload, '$.link_safe')
    )
    """,
)


def is_offered() -> bool:
    """Return whether live is a file of SQLite, of which there can be a copy."""
    return connections[LIVE].vendor == "sqlite"


def fingerprint(release: Release) -> str:
    """Return a text that is another one wherever the copy would be."""
    return f"{release.sha256} {made_with()}"


def write(file: Path, _release: Release) -> None:
    """Copy live as it is at one moment into one compact, empty file; nobody waits for it.

    Raises OperationalError inside a transaction.
    """
    with connections[LIVE].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    with closing(sqlite3.connect(file)) as copy:
        found = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in found}
        for name in sorted(tables - public_tables() - {"sqlite_sequence"}):
            copy.execute(f'DROP TABLE "{name}"')
        for statement in _FORGETTING:
            copy.execute(statement)
        copy.commit()
        copy.execute("VACUUM")  # what was deleted is then in no free page either


def public_tables() -> set[str]:
    """Return the tables of live's own models: what is not known to be public is not handed out."""
    models = apps.get_app_config(APP).get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if router.allow_migrate_model(LIVE, model)}
