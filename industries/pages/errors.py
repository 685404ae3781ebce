"""Pages for what went wrong. What is not there is looked for; the others make no query."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from industries.editions import alias
from industries.filtersets import FilterProblem
from industries.models import Version
from industries.pages.changes import address_of, place_of
from industries.pages.history import about
from industries.pages.page import framed, with_query
from industries.publishing.history import MovedError, WithdrawnError
from industries.publishing.names import in_log

MOST_INSTEAD = 5

TITLES = {
    HTTPStatus.BAD_REQUEST: _("This is not understood"),
    HTTPStatus.FORBIDDEN: _("This is not open to you"),
    HTTPStatus.NOT_FOUND: _("There is no such page"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("This is more text than we take"),
    HTTPStatus.TOO_MANY_REQUESTS: _("Please wait a little"),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Something failed on our side"),
    HTTPStatus.SERVICE_UNAVAILABLE: _("The ledger cannot be read for the moment"),
}
# said where nobody knows anything more precise
USUAL = {
    HTTPStatus.BAD_REQUEST: _("What was sent here is not complete, or not as a browser sends it."),
    HTTPStatus.NOT_FOUND: _("The address may be mistyped, or a link out of date."),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("It is in our log, with what we need to mend it. Try later."),
    HTTPStatus.SERVICE_UNAVAILABLE: _("Its database does not answer. Try again in a minute."),
}


def error_page(
    request: HttpRequest,
    status: HTTPStatus,
    *sentences: str,
    like: Sequence[tuple[str, str]] = (),
    onward: tuple[str, str] | None = None,
) -> HttpResponse:
    """Return the page for the status, with what is wrong and what would be right. Makes no query.

    `like` are address and name of what may have been meant, `onward` address and words of what leads
    on from here.
    """
    context = {
        "title": TITLES[status],
        "sentences": sentences or [USUAL.get(status, "")],
        "like": like,
        "onward": onward,
        "status": int(status),
    }
    return render(request, "error.html", framed(request) | context, status=status)


def without(request: HttpRequest, problems: Sequence[FilterProblem]) -> tuple[str, str]:
    """Return the address that was asked for without what was not understood, and words for it."""
    left_out = {name for problem in problems for name in problem.path.split(", ")} | {"page"}
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and name not in left_out
    ]
    path = get_script_prefix() + request.path_info.removeprefix("/")
    address = iri_to_uri(path) + (f"?{urlencode(kept)}" if kept else "")
    return address, str(_("Open this page without what was not understood"))


def moved(request: HttpRequest, error: MovedError) -> HttpResponse:
    """Lead to where it is, by the same address but for the parts that differ; prefix and query stay."""
    match: Any = request.resolver_match
    path = reverse(match.view_name, kwargs=match.kwargs | error.parts)
    response = HttpResponsePermanentRedirect(with_query(request, path))
    response["Cache-Control"] = "no-cache"  # a slug can be given back: no browser remembers for good
    return response


def withdrawn_page(request: HttpRequest, error: WithdrawnError) -> HttpResponse:
    """Return the page that says when and why a record was withdrawn, and where its past is.

    What the same release published for the first time, of its kind, is what may have taken its place.
    Three queries at most.
    """
    first = Version.objects.filter(release=error.release, kind=error.entry.kind, n=1)
    instead = in_log({(v.kind, v.key) for v in first.order_by("id")[:MOST_INSTEAD]}, alias())
    context = about(error.entry) | {
        "withdrawal": error.release,
        "instead": [(address_of(e), e.name) for e in instead.values() if e.is_public],
        "last": place_of(error.entry, "version", error.entry.n),
    }
    status = HTTPStatus.GONE
    return render(request, "industries/withdrawn.html", framed(request) | context, status=status)
