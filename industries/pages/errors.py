"""Pages for what went wrong. They make no query: the database may be what failed."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from industries.pages.changes import place_of
from industries.pages.history import about
from industries.pages.page import framed
from industries.publishing.history import MovedError, WithdrawnError

TITLES = {
    HTTPStatus.BAD_REQUEST: _("This list does not understand the address"),
    HTTPStatus.FORBIDDEN: _("This is not open to you"),
    HTTPStatus.NOT_FOUND: _("There is no such page"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("This is more text than we take"),
    HTTPStatus.TOO_MANY_REQUESTS: _("Please wait a little"),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Something failed on our side"),
}


def error_page(request: HttpRequest, status: HTTPStatus, *sentences: str) -> HttpResponse:
    """Return the page for the status, with what is wrong and what would be right."""
    context = {"title": TITLES[status], "sentences": sentences, "status": int(status)}
    return render(request, "error.html", framed(request) | context, status=status)


def moved(request: HttpRequest, error: MovedError) -> HttpResponse:
    """Lead to where it is, by the same address but for the parts that differ; prefix and query stay."""
    match: Any = request.resolver_match
    path = reverse(match.view_name, kwargs=match.kwargs | error.parts)
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(iri_to_uri(f"{path}?{query}" if query else path))
    response["Cache-Control"] = "no-cache"  # a slug can be given back: no browser remembers for good
    return response


def withdrawn_page(request: HttpRequest, error: WithdrawnError) -> HttpResponse:
    """Return the page that says when and why a record was withdrawn, and where its past is."""
    context = about(error.entry) | {
        "withdrawal": error.release,
        "last": place_of(error.entry, "version", error.entry.n),
    }
    status = HTTPStatus.GONE
    return render(request, "industries/withdrawn.html", framed(request) | context, status=status)
