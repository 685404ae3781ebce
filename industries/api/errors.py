"""Errors as problem documents (RFC 9457): what is wrong, where, and what would be right."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from rest_framework import exceptions

from industries.api.rendering import as_json
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.publishing.history import WithdrawnError

MEDIA_TYPE = "application/problem+json"


class BadParameterError(exceptions.APIException):
    """The query string was not understood."""

    status_code = HTTPStatus.BAD_REQUEST
    default_detail = "The query string was not understood."

    def __init__(self, *problems: FilterProblem) -> None:
        super().__init__()
        self.problems = problems


class GoneError(exceptions.APIException):
    """The record was withdrawn: with the reason, and the release in which it was."""

    status_code = HTTPStatus.GONE

    def __init__(self, error: WithdrawnError) -> None:
        release = error.release
        day = timezone.localdate(release.published_at).isoformat()
        super().__init__(f"Withdrawn on {day} in release {release.number}: {release.note}")


def problem(status: int, detail: str, problems: Sequence[FilterProblem] = ()) -> dict[str, Any]:
    """Return the members of a problem document."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "errors": [{"code": p.code, "path": p.path, "message": p.message} for p in problems],
    }


def as_problem(error: Exception, _context: dict[str, Any]) -> HttpResponse | None:
    """Answer an error that a view raised; None for what nobody foresaw, which is then logged."""
    if isinstance(error, InvalidFilterError):
        error = BadParameterError(*error.problems)
    elif isinstance(error, WithdrawnError):
        error = GoneError(error)
    elif isinstance(error, Http404):
        error = exceptions.NotFound(*error.args)
    elif isinstance(error, exceptions.NotAcceptable):
        error = exceptions.NotAcceptable(_other_forms(error), available_renderers=())
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    found = error.problems if isinstance(error, BadParameterError) else ()
    return problem_response(status=error.status_code, detail=str(error.detail), problems=found)


def _other_forms(error: Any) -> str:
    forms = ", ".join(renderer.media_type for renderer in error.available_renderers or ())
    return f"There is no form of this that Accept allows. There are: {forms}."


def problem_response(
    *, status: int, detail: str, problems: Sequence[FilterProblem] = ()
) -> HttpResponse:
    """Answer an error: in JSON, whatever form the view has or was asked for."""
    body = as_json(problem(status, detail, problems))
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE)
