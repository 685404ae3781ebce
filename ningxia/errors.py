"""An error under /api/ is a problem document, anywhere else a page."""

import sys
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from industries.api.errors import problem_response
from industries.editions import EDITION, alias, is_api_path, is_desk_path, is_preview
from industries.filtersets import InvalidFilterError
from industries.pages.between import EditionError
from industries.pages.errors import error_page, moved, withdrawn_page, without
from industries.pages.suggesting import search_for, suggestions
from industries.publishing.history import MovedError, WithdrawnError


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, with a sentence for each parameter that a list refused."""
    known = exception.problems if isinstance(exception, InvalidFilterError) else []
    if known and not is_api_path(request.path_info):
        said = [problem.said or problem.message for problem in known]
        return error_page(request, HTTPStatus.BAD_REQUEST, *said, onward=without(request, known))
    said = [problem.message for problem in known]
    # a subclass may be a suspicion of Django's, which is for the log
    said += [str(exception)] if type(exception) is BadRequest else []
    return _answer(request, HTTPStatus.BAD_REQUEST, *said)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return _answer(request, HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that was not sent from its own page; the reason is in the log."""
    sentence = _(
        "The form was open too long, or cookies are off. Load its page again and send it anew."
    )
    return _answer(request, HTTPStatus.FORBIDDEN, sentence)


def too_many_failures(request: HttpRequest, *_about: object) -> HttpResponse:
    """Answer 429 to whoever goes on guessing a password."""
    sentence = _(
        "Too many failed attempts to sign in with this name from this network. Wait five minutes, or"
        " ask an administrator for a one-time link."
    )
    return _answer(request, HTTPStatus.TOO_MANY_REQUESTS, sentence)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, with the sentence that the view gave; a record that moved or went has its own."""
    if isinstance(exception, MovedError):
        return moved(request, exception)
    if isinstance(exception, WithdrawnError):
        return withdrawn_page(request, exception)
    given = exception.args[:1] if isinstance(exception, Http404) else ()
    # the resolver's own argument is a dictionary of what it tried
    said = [text for text in given if isinstance(text, str)]
    if is_api_path(request.path_info) or is_desk_path(request.path_info):
        return _answer(request, HTTPStatus.NOT_FOUND, *said)
    like, onward = suggestions(request), search_for(request)
    return error_page(request, HTTPStatus.NOT_FOUND, *said, like=like, onward=onward)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 if a database does not answer; the log has the reason."""
    error = sys.exc_info()[1]
    of_edition = isinstance(error, DatabaseError) and alias() == EDITION
    if of_edition or isinstance(error, EditionError):
        sentence = _("The edition of that day cannot be read. It will be made anew: come back later.")
        if is_preview():
            sentence = _("The preview cannot be read. Make another on the page that publishes.")
        response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, sentence)
    elif isinstance(error, OperationalError | InterfaceError):
        response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    response["Retry-After"] = "60"
    return response


def _answer(request: HttpRequest, status: HTTPStatus, *sentences: str) -> HttpResponse:
    if is_api_path(request.path_info):
        return problem_response(status=status, detail=" ".join(sentences) or f"{status.description}.")
    return error_page(request, status, *sentences)
