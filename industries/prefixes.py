"""Prefixes of addresses that change what is read, and are then taken off the path.

`/as-of/<date>/…` and `/preview/<token>/…`: nothing behind this module knows of them.
"""

import contextvars
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.copies import kept, previews
from industries.copies.connecting import EDITION
from industries.editions import DESK, LIVE, PREFIX, Reading, is_desk_path, reading, today
from industries.models import Release
from industries.newest import one_answer


class SecretMiddleware:
    """Lets nobody keep an answer behind the address of a preview, or be told it by a link in one.

    Before all that answers by itself, such as the way to HTTPS, which has the address in it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(f"{request.META.get('SCRIPT_NAME', '')}/preview/"):
            response["Cache-Control"] = "no-store"
            response["X-Robots-Tag"] = "noindex"
            response["Referrer-Policy"] = "no-referrer"
        return response


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
        chosen, newest = _CHOSEN[match["kind"]](match["which"])
        rest = match["rest"] or "/"
        if is_desk_path(rest):
            raise Http404(_("The desk has no past."))
        outer = get_script_prefix()
        # every reverse() in the view keeps the prefix
        set_script_prefix(f"{outer.rstrip('/')}/{match['kind']}/{match['which']}/")
        request.path_info = rest
        try:
            response = self._respond(request, chosen, newest)
        finally:
            set_script_prefix(outer)
        response["X-Robots-Tag"] = "noindex"  # feeds and data as well
        return response

    def _respond(
        self, request: HttpRequest, chosen: Reading, newest: Release | None = None
    ) -> HttpResponseBase:
        with _open(chosen, newest), one_answer(newest):
            response = self.get_response(request)
            if response.streaming:
                # the body is read after this middleware has returned: keep its context for it
                steps: Any = response
                context = contextvars.copy_context()
                steps.streaming_content = _steps_in(context, chosen, steps.streaming_content)
            return response


@contextmanager
def _open(chosen: Reading, newest: Release | None) -> Iterator[None]:
    """Read what was chosen. Raises Http404 if it was removed a moment ago."""
    with ExitStack() as stack:
        try:
            stack.enter_context(reading(chosen))
        except FileNotFoundError as error:
            raise Http404(_why_not(newest)) from error
        yield


def _steps_in(context: contextvars.Context, chosen: Reading, body: Any) -> Iterator[bytes]:
    steps = iter(body)
    while (step := context.run(_next, steps, chosen)) is not None:
        yield step


def _next(steps: Iterator[bytes], chosen: Reading) -> bytes | None:
    # another answer of this thread may have read another edition meanwhile
    with reading(chosen):
        return next(steps, None)


def read_day(text: object) -> date | None:
    """Return the day that is written as in addresses, 2026-01-31; None if none is."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return day if day and day.isoformat() == text else None


def checked_day(text: str) -> date:
    """Return the day that is written as in addresses. Raises Http404 for what is none."""
    day = read_day(text)
    if day is None:
        raise Http404(_("A past day is written as in /as-of/2026-01-31/."))
    return day


def prefixed(request: HttpRequest, kind: str, which: str, path: str = "/") -> str:
    """Return the address of a path, or of what `reverse` gave, behind a prefix in place of its own."""
    return f"{request.META.get('SCRIPT_NAME', '')}/{kind}/{which}/{_inside(path)}"


def unprefixed(request: HttpRequest, path: str) -> str:
    """Return the address of a path, or of what `reverse` gave, without the prefix of this request."""
    return f"{request.META.get('SCRIPT_NAME', '')}/{_inside(path)}"


def _inside(path: str) -> str:
    return path.removeprefix(get_script_prefix()).lstrip("/")


def _of_preview(token: str) -> tuple[Reading, Release | None]:
    """Return what a token opens. Makes no query. Raises Http404 if it opens nothing."""
    file = previews.file_of(token)
    if file is None:
        raise Http404(_why_not(None))
    return Reading(EDITION, file=file, is_preview=True), None


def reading_of_day(which: str) -> tuple[Reading, Release]:
    """Return what is read as of a day, and the last release by its end. One query.

    Raises Http404 with a sentence for the reader, where the edition is not there after another query.
    """
    day = checked_day(which)
    if day > today():
        raise Http404(_("That day has not come yet."))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    releases: Any = Release.objects.using(LIVE)
    newest = Subquery(releases.order_by("-number").values("number")[:1])
    last = releases.filter(published_at__lt=end).annotate(newest=newest).first()
    if last is None:
        raise Http404(_("Nothing had been published by that day."))
    file = kept.place_of(last)
    if file.exists():  # no release changes it while it is read
        return Reading(EDITION, day, file), last
    if last.number == last.newest:
        return Reading(LIVE, day), last
    raise Http404(_why_not(last))


def _why_not(last: Release | None) -> str:
    """Return why a day has no edition that ends with its last release; without one, no preview."""
    if last is None:
        return _("There is no such preview, or it has ended.")
    is_over = kept.day_of(last) < timezone.localdate()
    if not is_over or last in kept.wanted(LIVE):
        return _("The edition of that day is being made: come back in a few minutes.")
    return _("No edition is kept for that day.")


_CHOSEN = {"as-of": reading_of_day, "preview": _of_preview}
