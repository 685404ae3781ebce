"""Which database is read. One question, answered once for each request, here.

The default is live: what the public reads. Only `/admin/` and commands that say so select the desk.
`/as-of/<date>/…` and `/preview/<token>/…` are prefixes that change the answer and are then taken off
the path, so that nothing behind this module knows of them.
"""

import contextvars
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.models import DESK_ONLY, LIVE_ONLY, Release
from industries.newest import one_answer

DESK, LIVE = "default", "live"
APP = "industries"

PREFIX = re.compile(r"^/(?P<kind>as-of|preview)/(?P<which>[^/]+)(?P<rest>/.*)?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read, and the day that counts as today where it is not the real one."""

    alias: str = LIVE
    day: date | None = None


_reading = contextvars.ContextVar("reading", default=Reading())  # noqa: B039  (frozen)


@contextmanager
def reading(alias: str, *, day: date | None = None) -> Iterator[None]:
    """Read content from the given database until the block ends."""
    token = _reading.set(Reading(alias, day))
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


class ReadingMiddleware:
    """Chooses the database by the path's first part and takes that part off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_desk_path(request.path_info):
            return self._respond(request, Reading(DESK))
        match = PREFIX.match(request.path_info)
        if match is None:
            return self._respond(request, Reading())
        chosen, newest = _chosen(match["kind"], match["which"])
        rest = match["rest"] or "/"
        if is_desk_path(rest):
            raise Http404(_("The desk has no past."))
        outer = get_script_prefix()
        # every reverse() in the view keeps the prefix
        set_script_prefix(f"{outer.rstrip('/')}/{match['kind']}/{match['which']}/")
        request.path_info = rest
        try:
            return self._respond(request, chosen, newest)
        finally:
            set_script_prefix(outer)

    def _respond(
        self, request: HttpRequest, chosen: Reading, newest: Release | None = None
    ) -> HttpResponseBase:
        with reading(chosen.alias, day=chosen.day), one_answer(newest):
            response = self.get_response(request)
            if response.streaming:
                # the body is read after this middleware has returned: keep its context for it
                steps: Any = response
                context = contextvars.copy_context()
                steps.streaming_content = _steps_in(context, steps.streaming_content)
            return response


def is_desk_path(path: str) -> bool:
    return path == "/admin" or path.startswith("/admin/")


def is_api_path(path: str) -> bool:
    """Return whether the path is the API's, with or without a prefix: a wrong one is still on it."""
    return without_prefix(path).startswith("/api/")


def without_prefix(path: str) -> str:
    """Return what a path is to all that is behind ReadingMiddleware, whether its prefix is right."""
    match = PREFIX.match(path)
    return (match["rest"] or "/") if match else path


def _steps_in(context: contextvars.Context, body: Any) -> Iterator[bytes]:
    steps = iter(body)
    while (step := context.run(next, steps, None)) is not None:
        yield step


def _chosen(kind: str, which: str) -> tuple[Reading, Release]:
    """Return what the prefix selects, and its newest release. One query.

    Raises Http404 with a sentence for the reader.
    """
    if kind == "preview":
        raise Http404(_("There is no such preview, or it has ended."))
    try:
        day = date.fromisoformat(which)
    except ValueError:
        day = None
    if day is None or day.isoformat() != which:
        raise Http404(_("A past day is written as in /as-of/2026-01-31/."))
    if day > timezone.localdate():
        raise Http404(_("That day has not come yet."))
    began = Release.objects.order_by("number").values("published_at")[:1]
    newest = Release.objects.using(LIVE).annotate(began=Subquery(began)).first()
    if newest is None or day < timezone.localdate(newest.began):
        raise Http404(_("Nothing had been published by that day."))
    if day < timezone.localdate(newest.published_at):
        raise Http404(_("No edition is kept for that day."))
    return Reading(LIVE, day), newest
