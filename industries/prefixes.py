"""Prefixes of addresses that change what is read, and are then taken off the path.

`/as-of/<date>/…` and `/preview/<token>/…`: nothing behind this module knows of them.
"""

import contextvars
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.copies import kept
from industries.copies.connecting import EDITION
from industries.editions import DESK, LIVE, PREFIX, Reading, is_desk_path, reading
from industries.models import Release
from industries.newest import one_answer


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
        with reading(chosen), one_answer(newest):
            response = self.get_response(request)
            if response.streaming:
                # the body is read after this middleware has returned: keep its context for it
                steps: Any = response
                context = contextvars.copy_context()
                steps.streaming_content = _steps_in(context, chosen, steps.streaming_content)
            return response


def _steps_in(context: contextvars.Context, chosen: Reading, body: Any) -> Iterator[bytes]:
    steps = iter(body)
    while (step := context.run(_next, steps, chosen)) is not None:
        yield step


def _next(steps: Iterator[bytes], chosen: Reading) -> bytes | None:
    # another answer of this thread may have read another edition meanwhile
    with reading(chosen):
        return next(steps, None)


def _chosen(kind: str, which: str) -> tuple[Reading, Release]:
    """Return what the prefix selects, and its newest release. One query, another if it is not there.

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
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    releases: Any = Release.objects.using(LIVE)
    newest = Subquery(releases.order_by("-number").values("number")[:1])
    last = releases.filter(published_at__lt=end).annotate(newest=newest).first()
    if last is None:
        raise Http404(_("Nothing had been published by that day."))
    if last.number == last.newest:
        return Reading(LIVE, day), last
    file = kept.place_of(last)
    if not file.exists():
        raise Http404(_why_not(last))
    return Reading(EDITION, day, file), last


def _why_not(last: Release) -> str:
    """Return why there is no edition that ends with a release of a past day."""
    if last in kept.to_be_kept(kept.last_of_days(LIVE)):
        return _("The edition of that day is being made: come back in a few minutes.")
    return _("No edition is kept for that day.")
