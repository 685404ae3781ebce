"""Pages for what went wrong. They make no query: the database may be what failed."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from industries.pages.page import framed

TITLES = {
    HTTPStatus.BAD_REQUEST: _("This list does not understand the address"),
    HTTPStatus.FORBIDDEN: _("This is not open to you"),
    HTTPStatus.NOT_FOUND: _("There is no such page"),
    HTTPStatus.TOO_MANY_REQUESTS: _("Please wait a little"),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Something failed on our side"),
}


def error_page(request: HttpRequest, status: HTTPStatus, *sentences: str) -> HttpResponse:
    """Return the page for the status, with what is wrong and what would be right."""
    context = {"title": TITLES[status], "sentences": sentences, "status": int(status)}
    return render(request, "error.html", framed(request) | context, status=status)
