"""What the API and the data files have in common: who may read them, and by which methods."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from industries.api.errors import problem_response
from industries.editions import is_api_path, is_desk_path, without_prefix
from industries.middleware import READING, network_of
from industries.models.bilingual import CHINESE
from industries.quotas import Quota, taken

ALLOWED = ", ".join([*READING, "OPTIONS"])
# what a script of another host may send along, and what it may see of the answer
SENT = "Accept, Cache-Control, If-Modified-Since, If-None-Match, If-Range, Range, X-Request-ID"
SEEN = (
    "Allow, Content-Disposition, Content-Range, ETag, Link, RateLimit-Limit, RateLimit-Remaining,"
    " RateLimit-Reset, Retry-After, X-Request-ID"
)
COUNTERS = "api_counters"  # the file, in the data folder; it can be thrown away
REMEMBERED = 24 * 3600  # seconds for which a browser need not ask again whether it may

_DATA_FILE = re.compile(
    rf"^(?:/{CHINESE})?/(?:.+\.(?:csv|json|ndjson|xlsx)|data/(?:ledger|editions/[0-9-]+)\.[a-z0-9]+)$"
)


class OpenDataMiddleware:
    """Opens the API and the data files to pages of any host. They are read only and know no cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_data(without_prefix(request.path_info)):
            return self.get_response(request)
        response = _allowed() if _is_preflight(request) else self.get_response(request)
        if response.status_code == HTTPStatus.NO_CONTENT:
            del response["Content-Type"], response["Content-Length"]  # of nothing
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = SEEN
        return response


class ApiMethodMiddleware:
    """Says which methods the API has, and refuses the others with a problem document."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Any, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer whatever is not to be read; no address that is unknown comes here."""
        if request.method in READING or not is_api_path(request.path_info):
            return None
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": ALLOWED})
        detail = f"{request.method} is not a method of this API, which is read only: {ALLOWED} are."
        response = problem_response(status=HTTPStatus.METHOD_NOT_ALLOWED, detail=detail)
        response["Allow"] = ALLOWED
        return response


class RateLimitMiddleware:
    """Lets a network ask the API so many times a minute, and tells it what is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = settings.LEDGER_API_RATE
        if not limit or not request.path_info.startswith("/api/v1/"):
            return self.get_response(request)
        quota = taken(network_of(request) or "", limit, settings.DATA_DIR / COUNTERS)
        response = _too_many(quota) if quota.is_over else self.get_response(request)
        response["RateLimit-Limit"] = str(quota.limit)
        response["RateLimit-Remaining"] = str(quota.left)
        response["RateLimit-Reset"] = str(quota.resets_in)
        return response


def _too_many(quota: Quota) -> HttpResponse:
    detail = (
        f"From your network came {quota.limit} requests in this minute, which is what we answer."
        f" Ask again in {quota.resets_in} seconds; a page of a list has up to 1000 rows, and all"
        " there is can be had in one file at /data/."
    )
    response = problem_response(status=HTTPStatus.TOO_MANY_REQUESTS, detail=detail)
    response["Retry-After"] = str(quota.resets_in)
    return response


def _is_data(path: str) -> bool:
    return is_api_path(path) or bool(_DATA_FILE.match(path) and not is_desk_path(path))


def _is_preflight(request: HttpRequest) -> bool:
    """Return whether a browser asks if a script may send what it wants to."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def _allowed() -> HttpResponse:
    headers = {
        "Allow": ALLOWED,
        "Access-Control-Allow-Methods": ", ".join(READING),
        "Access-Control-Allow-Headers": SENT,
        "Access-Control-Max-Age": str(REMEMBERED),
    }
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)
