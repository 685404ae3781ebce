"""An error under /api/ is a problem document, anywhere else a page."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from industries.api.errors import problem_response

from industries.pages import errors as pages


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    if _is_api(request):
        return _problem(request, HTTPStatus.BAD_REQUEST)
    return pages.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    if _is_api(request):
        return _problem(request, HTTPStatus.FORBIDDEN)
    return pages.forbidden(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, with the sentence that the view gave."""
    if _is_api(request):
        given = exception.args[0] if isinstance(exception, Http404) and exception.args else None
        sentence = given if isinstance(given, str) else "There is nothing at this address."
        return _problem(request, HTTPStatus.NOT_FOUND, sentence)
    return pages.not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; the log has the reason."""
    if _is_api(request):
        return _problem(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    return pages.server_error(request)


def _is_api(request: HttpRequest) -> bool:
    return "/api/" in f"{request.path}/"


def _problem(request: HttpRequest, status: HTTPStatus, detail: str = "") -> HttpResponse:
    return problem_response(
        request, status=status, title=status.phrase, detail=detail or status.description
    )
