"""Which database is read. One question, answered once for each request, here.

The default is live: what the public reads. Only `/admin/` and commands that say so select the desk.
`/as-of/<date>/…` and `/preview/<token>/…` are prefixes that change the answer (prefixes.py).
"""

import contextvars
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from industries.copies.connecting import EDITION, reading_file
from industries.models import DESK_ONLY, LIVE_ONLY

DESK, LIVE = "default", "live"
APP = "industries"

PREFIX = re.compile(r"^/(?P<kind>as-of|preview)/(?P<which>[^/]+)(?P<rest>/.*)?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read, and the day that counts as today where it is not the real one.

    `file` is what the alias of editions stands for. `is_preview` is whether it is not public yet.
    """

    alias: str = LIVE
    day: date | None = None
    file: Path | None = None
    is_preview: bool = False


_reading = contextvars.ContextVar("reading", default=Reading())  # noqa: B039  (frozen)


@contextmanager
def reading(which: str | Reading, *, day: date | None = None) -> Iterator[None]:
    """Read content from the given database until the block ends.

    Raises FileNotFoundError if it is a file that is not there.
    """
    chosen = which if isinstance(which, Reading) else Reading(which, day)
    with reading_file(chosen.file) if chosen.file else nullcontext():
        token = _reading.set(chosen)
        try:
            yield
        finally:
            _reading.reset(token)


def desk() -> Any:
    """Read and write the editors' working data until the block ends."""
    return reading(DESK)


def alias() -> str:
    """Return the database that is read."""
    return _reading.get().alias


def today() -> date:
    """Return the reader's today, in the ledger's time zone: a past day under `/as-of/`."""
    return _reading.get().day or timezone.localdate()


def as_of() -> date | None:
    """Return the day that the reader chose with `/as-of/`, or None."""
    return _reading.get().day


def is_preview() -> bool:
    """Return whether what is read is not public yet."""
    return _reading.get().is_preview


class WrittenElsewhereError(RuntimeError):
    """Content was about to be written anywhere but on the desk."""


class Router:
    """Obeys the context; a row stays with the database that it was read from."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        if not _is_content(model):
            return DESK
        if _is_derived(model) and _reading.get().alias == DESK:
            return LIVE  # the desk's log is on live too, and what is derived from it only there
        # without this, `Target.objects.using("live").get().industry` would read the desk
        return _origin(hints) or _reading.get().alias

    def db_for_write(self, model: Any, **hints: Any) -> str:
        if not _is_content(model):
            return DESK
        alias = _origin(hints) or _reading.get().alias
        if alias != DESK:
            raise WrittenElsewhereError(
                f"{model.__name__} is written on the desk only; this code reads {alias}."
            )
        return alias

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool:
        if db == EDITION:
            return False  # each is made anew when models change
        if db == DESK:
            return app_label != APP or model_name not in LIVE_ONLY
        return app_label == APP and model_name not in DESK_ONLY


def _is_derived(model: Any) -> bool:
    return model._meta.app_label == APP and model._meta.model_name in LIVE_ONLY


def _is_content(model: Any) -> bool:
    return model._meta.app_label == APP and model._meta.model_name not in DESK_ONLY


def _origin(hints: dict[str, Any]) -> str | None:
    instance = hints.get("instance")
    return instance._state.db if instance is not None else None


def is_desk_path(path: str) -> bool:
    return path == "/admin" or path.startswith("/admin/")


def is_api_path(path: str) -> bool:
    """Return whether the path is the API's, with or without a prefix: a wrong one is still on it."""
    return without_prefix(path).startswith("/api/")


def without_prefix(path: str) -> str:
    """Return what a path is to all that is behind ReadingMiddleware, whether its prefix is right."""
    match = PREFIX.match(path)
    return (match["rest"] or "/") if match else path
