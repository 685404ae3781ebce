"""`as_of=2026-01-31` leads to the same question under `/as-of/2026-01-31/`, which that day answers."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from industries.api.asking import AS_OF
from industries.api.errors import problem_response
from industries.editions import is_preview
from industries.filtersets import FilterProblem, shown
from industries.middleware import READING
from industries.prefixes import prefixed, read_day


class AsOfMiddleware:
    """Leads to a past day; the views behind it know of none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Any, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer what asks for a day. No address that is unknown comes here."""
        if request.method not in READING or not request.path_info.startswith("/api/v1/"):
            return None
        days = request.GET.getlist(AS_OF)
        if not days:
            return None
        if is_preview():
            return _refused("invalid_value", "A preview has no past days: ask the public API.")
        if len(days) > 1:
            return _refused("repeated_parameter", f"“{AS_OF}” is given more than once.")
        if read_day(days[0]) is None:
            message = f"“{shown(days[0])}” is not a day. Write it as {AS_OF}=2026-01-31."
            return _refused("invalid_value", message)
        query = request.GET.copy()
        del query[AS_OF]
        path = prefixed(request, "as-of", days[0], request.path_info)
        response = HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)
        response.status_code = HTTPStatus.TEMPORARY_REDIRECT  # with the same method
        response["Cache-Control"] = "no-cache"
        return response


def _refused(code: str, message: str) -> HttpResponse:
    problem = FilterProblem(code, AS_OF, message)
    return problem_response(status=HTTPStatus.BAD_REQUEST, detail=message, problems=[problem])
