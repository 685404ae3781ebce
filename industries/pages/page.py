"""What every page carries: its other language, the day it is read as of, the newest release."""

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from industries.editions import PREFIX, as_of, is_preview
from industries.models.bilingual import CHINESE, ENGLISH, is_chinese, ledger_name
from industries.newest import seen_release
from industries.prefixes import unprefixed

# what no XML can hold, escaped or not
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

SECTIONS = {
    "industry": _("Industries"),
    "initiative": _("Initiatives"),
    "target": _("Targets"),
    "indicator": _("Indicators"),
    "source": _("Sources"),
    "release": _("Changes"),
}


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Return the page; one query for the newest release, unless the context has it."""
    if "release" not in context:
        context["release"] = seen_release()
    context["origin"] = request.build_absolute_uri("/").rstrip("/")
    return render(request, template, framed(request) | context)


def framed(request: HttpRequest) -> dict[str, Any]:
    """Return what a page needs around its content. Makes no query, and trusts no header.

    An error page is framed too, and the error may be a host that is not served.
    """
    return {
        "ledger_name": ledger_name(),
        "licence": settings.LEDGER_LICENCE,
        "language": CHINESE if is_chinese() else ENGLISH,
        "addresses": addresses(request),
        "as_of": as_of(),
        "is_preview": is_preview(),
        "present": present(request) if as_of() or is_preview() else "",
        "since": since(request, as_of()) if as_of() else "",
        "sections": sections(request),
    }


def sections(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Return address and name of each section, and whether this page is in it."""
    # an error page may have no match
    name = request.resolver_match.url_name if request.resolver_match else None
    here = (name or "").partition("_")[0]
    return [(reverse(f"{noun}_list"), str(label), noun == here) for noun, label in SECTIONS.items()]


def addresses(request: HttpRequest) -> dict[str, str]:
    """Return this page's path in each language, prefix and query string kept."""
    start, path = get_script_prefix(), request.path_info
    if match := PREFIX.match(path):  # it was refused before it was taken off
        start, path = f"{start}{match['kind']}/{match['which']}/", match["rest"] or "/"
    path = path.lstrip("/")
    if path == CHINESE or path.startswith(f"{CHINESE}/"):
        path = path[len(CHINESE) :].lstrip("/")
    return {
        "english": with_query(request, f"{start}{path}"),
        "chinese": with_query(request, f"{start}{CHINESE}/{path}"),
    }


def present(request: HttpRequest) -> str:
    """Return the address of the same page as the public reads it now."""
    return with_query(request, unprefixed(request, request.path_info))


def with_query(request: HttpRequest, path: str) -> str:
    """Return a path with what this request asks of its own, as an address."""
    query = request.META.get("QUERY_STRING", "")
    return str(iri_to_uri(f"{path}?{query}" if query else path))


def refuse_in_preview() -> None:
    """Raise Http404 in a preview, for what there is of the public site only."""
    if is_preview():
        raise Http404(_("A preview has no such page: the public site has."))


def since(request: HttpRequest, day: date | None) -> str:
    """Return the public address of what has changed since a day."""
    return f"{unprefixed(request, reverse('release_days'))}?from={day}"


def writable(text: str) -> str:
    """Return the text without the letters that XML, and so a feed or a drawing, cannot hold."""
    return _UNWRITABLE.sub("", text)
