"""Language and method of a request, from the request line alone."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils import translation

from industries.editions import is_api_path, is_desk_path
from industries.models.bilingual import CHINESE, ENGLISH

READING = ["GET", "HEAD"]
DESK_METHODS = [*READING, "POST"]

# in front, or right behind a prefix that editions.py takes off
_CHINESE = re.compile(rf"^(?:/(?:as-of|preview)/[^/]+)?/{CHINESE}(?:/|$)")


class LanguageMiddleware:
    """Takes the language from the path.

    Django's own would add `Vary: Accept-Language`, and reads the path before the prefix is off.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = CHINESE if _CHINESE.match(request.path_info) else ENGLISH
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class NoCookieMiddleware:
    """Leaves aside what cookies a browser sends to a public page: it is the same for everybody.

    Else a broken cookie would be answered with a new one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_desk_path(request.path_info):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)


class DeskLanguageMiddleware:
    """Speaks to whoever works at the desk in the language of their account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # a public page does not get as far as asking who the reader is
        if not is_desk_path(request.path_info) or not request.user.is_authenticated:
            return self.get_response(request)
        with translation.override(request.user.language):
            response = self.get_response(request)
        response["Content-Language"] = request.user.language
        return response


class OpenApiMiddleware:
    """Opens the API to pages of any host. It is read only and knows no cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_api_path(request.path_info):
            response["Access-Control-Allow-Origin"] = "*"
        return response


class MethodMiddleware:
    """Refuses methods that nothing here answers; a view function would answer 200 to TRACE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/api/v1/"):  # which answers with a problem document
            allowed = DESK_METHODS if is_desk_path(request.path_info) else READING
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
        return self.get_response(request)
