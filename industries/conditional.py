"""Tags of public answers: whoever has the answer already gets 304, after one query and no view.

A tag is made of all that an answer can depend on: the address, newest release, language, day and
database that are read, the code with its settings, and what a view names. It is reckoned before
anything else is read, so that no answer is older than its tag. Nothing is kept: a shared cache may
keep the answer, and asks here before it gives it to anybody.
"""

import functools
import hashlib
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language

from industries.editions import alias, is_api_path, is_desk_path, is_preview, today
from industries.middleware import READING
from industries.newest import seen_release, was_seen

KEPT_BUT_ASKED = "public, max-age=0, must-revalidate"
PROJECT = settings.ROOT_URLCONF.partition(".")[0]
SOURCES = ("industries", PROJECT, "templates", "requirements.txt")


def untagged(view: Any) -> Any:
    """Mark a view whose answers bear no tag, or one of their own."""
    view.is_untagged = True
    return view


def begins_with_release(view: Any) -> Any:
    """Mark a view whose first query brings the newest release along: it is not asked for before."""
    view.begins_with_release = True
    return view


def depends_on(state: Callable[[], Any]) -> Callable[[Any], Any]:
    """Mark a view whose answers also depend on what the function returns; it makes no query."""

    def mark(view: Any) -> Any:
        view.depends_on = state
        return view

    return mark


class ConditionalMiddleware:
    """Tags answers of public views, and gives 304 where the reader has what the view would answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            del response["Content-Length"]  # it would be that of the answer that is not sent
        seed = getattr(request, "tag_seed", None)
        has_own_rule = "Cache-Control" in response
        if not seed or response.status_code != HTTPStatus.OK or has_own_rule or not was_seen():
            return response
        tag = _tag(seed)
        if _had(request) == ["*"]:  # whatever there is, but there must be something
            return _not_modified(request, tag)
        return _tagged(response, tag)

    def process_view(
        self, request: Any, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer 304 if the tag is one that the reader has. No address that is unknown comes here."""
        if request.method not in READING or is_desk_path(request.path_info):
            return None
        if getattr(view, "is_untagged", False) or is_preview():
            return None
        request.tag_seed = _seed(request, view)
        if not _had(request) and getattr(view, "begins_with_release", False):
            return None
        seen_release()  # before the view reads anything
        tag = _tag(request.tag_seed)
        return _not_modified(request, tag) if _opaque(tag) in map(_opaque, _had(request)) else None


class FleetingErrorsMiddleware:
    """Forbids to keep an error: the next moment may mend it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


@functools.cache
def code_mark() -> str:
    """Return a mark of the code that answers: its sources, packages and settings. Reads them once."""
    digest = hashlib.sha256()
    for path in sorted(_files()):
        digest.update(f"{path.relative_to(settings.BASE_DIR)}\0".encode())
        digest.update(path.read_bytes())
    for name in sorted(name for name in dir(settings) if name.startswith("LEDGER_")):
        digest.update(f"\0{name}={getattr(settings, name)!r}".encode())
    digest.update(f"\0{settings.TIME_ZONE}".encode())
    return digest.hexdigest()


def _files() -> list[Path]:
    places = [settings.BASE_DIR / name for name in SOURCES]
    found = [file for place in places for file in (place.rglob("*") if place.is_dir() else [place])]
    return [file for file in found if file.is_file() and file.suffix != ".pyc"]


def _seed(request: Any, view: Any) -> str:
    """Return what a tag is made of beside the release."""
    parts = [request.build_absolute_uri(), get_language(), alias(), today(), code_mark()]
    if is_api_path(request.path_info):
        parts.append(request.headers.get("Accept", ""))
    if state := getattr(view, "depends_on", None):
        parts.append(state())
    request.varies_by_accept = len(getattr(_class_of(view), "renderer_classes", ())) > 1
    return repr(parts)


def _class_of(view: Any) -> Any:
    return getattr(view, "cls", None)


def _tag(seed: str) -> str:
    newest = seen_release()
    release = f"{newest.number} {newest.sha256}" if newest else ""
    return f'W/"{hashlib.sha256(f"{release} {seed}".encode()).hexdigest()[:32]}"'


def _had(request: HttpRequest) -> list[str]:
    """Return the tags that the reader has."""
    return parse_etags(request.headers.get("If-None-Match", ""))


def _opaque(tag: str) -> str:
    return tag.removeprefix("W/")


def _tagged(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response["ETag"] = tag
    response["Cache-Control"] = KEPT_BUT_ASKED
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _not_modified(request: Any, tag: str) -> HttpResponseBase:
    response: Any = HttpResponseNotModified()
    if request.varies_by_accept:
        response["Vary"] = "Accept"
    # a browser would take these for news of the answer that it has, which may have had others
    response._csp_exempt = response.xframe_options_exempt = True
    return _tagged(response, tag)
