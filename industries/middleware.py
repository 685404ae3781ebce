"""Language, charset and method of a request, from the request line and one header; packed answers."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils import translation
from django.utils.translation import gettext as _
from django_http_compression.middleware import HttpCompressionMiddleware

from industries.editions import is_api_path, is_desk_path
from industries.models.bilingual import CHINESE, ENGLISH

READING = ["GET", "HEAD"]
FORM_METHODS = [*READING, "POST"]

# the one public form; the path comes without a prefix
_REPORTING = re.compile(rf"^(?:/{CHINESE})?/[a-z]+/[-a-zA-Z0-9_]+/report/$")

# in front, or right behind a prefix that prefixes.py takes off
_CHINESE = re.compile(rf"^(?:/(?:as-of|preview)/[^/]+)?/{CHINESE}(?:/|$)")


class CompressionMiddleware(HttpCompressionMiddleware):
    """Packs texts that are written for the request; a stream goes on step by step.

    What is a file already goes out as it is, with its length: its type is none of these.
    """

    content_type_re = re.compile(
        r"text/|image/svg\+xml|application/(?:[a-z.+-]*(?:json|xml)|vnd\.oai\.openapi)\b"
    )


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
    """Speaks to whoever works at the desk in the language of their account.

    To whoever is not signed in yet, in the language that their browser asks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # a public page does not get as far as asking who the reader is
        if not is_desk_path(request.path_info):
            return self.get_response(request)
        if "\0" in unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest(_("No filter has a NUL."))  # and PostgreSQL cannot read one
        if request.user.is_authenticated:
            language = request.user.language  # signing out takes the user away
        else:
            language = translation.get_language_from_request(request)
        with translation.override(language):
            response = self.get_response(request)
        response["Content-Language"] = language
        return response


def network_of(request: HttpRequest) -> str | None:
    """Return the network that a request comes from: an IPv4 address, or the /64 of an IPv6 one.

    Behind proxies it is the address that the outermost of ours has seen: each adds one at the end of
    the header, and those before are whatever the client wrote. Where the header has fewer, it did
    not come through them, and the address is the one that the server sees. None if there is none.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.LEDGER_PROXIES <= len(forwarded) and forwarded != [""]:
        seen = forwarded[-settings.LEDGER_PROXIES].strip()
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


class MethodMiddleware:
    """Refuses methods that nothing here answers; a view function would answer 200 to TRACE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_api_path(request.path_info):  # which answers with a problem document
            takes_forms = is_desk_path(request.path_info) or _REPORTING.match(request.path_info)
            allowed = FORM_METHODS if takes_forms else READING
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
        return self.get_response(request)


def is_utf_8(said: Mapping[str, str]) -> bool:
    """Return whether the parameters of a Content-Type name UTF-8, or no charset."""
    return said.get("charset", "utf-8").lower() in ("utf-8", "utf8")


class CharsetMiddleware:
    """Refuses a form in another charset than UTF-8: it would be kept as other words than were typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READING and not is_utf_8(request.content_params or {}):
            raise BadRequest(_("Forms are taken in UTF-8 only, and this one names another charset."))
        request.encoding = "utf-8"  # Django knows it by this name only
        return self.get_response(request)
