"""What must hold of settings and databases; `manage.py check` says what does not."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from industries.editions import DESK


@register()
def static_url_is_absolute(**_kwargs: Any) -> list[CheckMessage]:
    # as it was set: read the usual way it has the prefix of this request already
    if settings._wrapped.STATIC_URL.startswith("/"):  # type: ignore[misc]
        return []
    message = "STATIC_URL does not start with “/”."
    hint = "The first request under /as-of/ would freeze that prefix into every static address."
    return [Error(message, hint=hint, id="industries.E001")]


@register(Tags.security, deploy=True)
def sqlite_keeps_commits(**_kwargs: Any) -> list[CheckMessage]:
    """Warn where WAL mode is kept off because this SQLite can lose commits in it."""
    desk: Any = settings.DATABASES[DESK]
    if "journal_mode=DELETE" not in str(desk.get("OPTIONS")):
        return []
    message = f"SQLite {sqlite3.sqlite_version} can lose commits in WAL mode; readers wait instead."
    return [checks.Warning(message, hint="Install pysqlite3, or use PostgreSQL.", id="industries.W001")]


@register(Tags.database)
def log_is_append_only(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report triggers that a change of tables has dropped. Run with `check --database default`.

    A warning, since `migrate`, which makes them again, does not start over an error.
    """
    from industries.publishing.triggers import missing_triggers

    if not databases or DESK not in databases:
        return []
    missing = missing_triggers()
    if not missing:
        return []
    hint = "Run manage.py migrate, which makes them again."
    message = f"The log lacks triggers: {', '.join(missing)}."
    return [checks.Warning(message, hint=hint, id="industries.W002")]
