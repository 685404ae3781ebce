"""Pages of one record's past: its versions, one of them, and what differs between two."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from industries.editions import alias, today
from industries.filtersets import BetweenFilterSet, FilterProblem, InvalidFilterError
from industries.models import RECORDS, Version
from industries.models.publishing import newest_version
from industries.pages.changes import Change, address_of, changes_in, facts, names_in, place_of
from industries.pages.fetching import one, page_of
from industries.pages.page import page
from industries.publishing.differences import differences
from industries.publishing.history import MovedError, record_at, shown_payloads, why_gone
from industries.publishing.names import Entry, in_log, referred

WHOLE = re.compile(r"[0-9]{1,9}")


@require_safe
def record_page(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Lead to where a record without a page of its own is shown."""
    model: Any = RECORDS[kind]
    return HttpResponseRedirect(one(model.objects.for_list(), slug).get_absolute_url())


@require_safe
def record_history(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show each version of one record, the newest first, with what it changed."""
    entry = record_at(kind, slug)
    if request.GET.keys() & {"a", "b"}:
        return _to_diff(request, kind, slug)
    rows = page_of(versions_of(entry).order_by("-n"), request)
    changes = changes_in(rows)
    context = about(entry) | {
        "rows": rows,
        "changes": changes,
        # the page of a record that was corrected leads here
        "newest_correction": next((c.version.n for c in changes if c.is_correction), None),
        "numbers": range(1, rows.paginator.count + 1),
        "feed": reverse(f"{kind}_history_feed", args=[slug]),
        "from_day": _since(entry, changes),
        "release": rows.paginator.newest,
    }
    return page(request, "industries/record_history.html", context)


@require_safe
def record_version(request: HttpRequest, kind: str, slug: str, n: int) -> HttpResponse:
    """Show one record as it was in one version, which need not be what is public now."""
    entry = record_at(kind, slug)
    found = _numbered(entry, n, n + 1)
    version = _among(found, n)
    _before, payload = shown_payloads(version)
    entries = in_log(referred(kind, payload), alias())
    context = about(entry) | {
        "version": version,
        "following": found.get(n + 1),
        "facts": facts(kind, payload, entries) if payload else [],
    }
    if not entry.is_public:
        context["withdrawal"] = why_gone(entry).release
    return page(request, "industries/record_version.html", context)


@require_safe
def record_diff(request: HttpRequest, kind: str, slug: str, a: int, b: int) -> HttpResponse:
    """Show what differs between two versions of one record."""
    entry = record_at(kind, slug)
    if a == b:
        raise Http404(_("A version does not differ from itself: give two."))
    if a > b:
        raise MovedError(a=b, b=a)
    found = _numbered(entry, a, b)
    older, newer = _among(found, a), _among(found, b)
    old, new = shown_payloads(older)[1], shown_payloads(newer)[1]
    names = names_in(in_log(referred(kind, old, new), alias()))
    context = about(entry) | {
        "older": older,
        "newer": newer,
        "sides": [{"version": v, "here": place_of(entry, "version", v.n)} for v in (older, newer)],
        "differences": differences(kind, old, new, names),
        "is_new": old is None,
    }
    return page(request, "industries/record_diff.html", context)


def _since(entry: Entry, changes: list[Change]) -> tuple[date, str] | None:
    """Return the first day of the versions, and the address of what else changed since; maybe None."""
    day = timezone.localdate(changes[-1].version.release.published_at)
    if entry.kind not in BetweenFilterSet.base_filters or day >= today():
        return None
    query = urlencode({"from": day.isoformat(), entry.kind: entry.key})
    return day, f"{reverse('release_days')}?{query}"


def versions_of(entry: Entry) -> Any:
    """Return every version of a record, with the one before each."""
    return Version.objects.filter(kind=entry.kind, key=entry.key).with_before()


def about(entry: Entry) -> dict[str, Any]:
    """Return what every page of a record's past says of it. Makes no query."""
    return {
        "entry": entry,
        "noun": RECORDS[entry.kind]._meta.verbose_name,
        "address": address_of(entry),
        "history": place_of(entry, "history"),
        "report": place_of(entry, "report") if entry.is_public else "",
    }


def _to_diff(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Lead to what differs between the two versions that the page's form asks for."""
    numbers = [request.GET.get(name, "") for name in ("a", "b")]
    if not all(WHOLE.fullmatch(number) for number in numbers):
        message = _("Give the numbers of two versions, as in ?a=1&b=2.")
        raise InvalidFilterError([FilterProblem("invalid_value", "a, b", message)])
    return HttpResponseRedirect(reverse(f"{kind}_diff", args=[slug, *map(int, numbers)]))


def _numbered(entry: Entry, *numbers: int) -> dict[int, Any]:
    """Return the versions with these numbers, each with the `newest` number of all. One query."""
    which = Q()
    for number in numbers:  # each by itself: a list of numbers is not checked for those too large
        which |= Q(n=number)
    versions = versions_of(entry).filter(which).annotate(newest=newest_version(entry.kind, "n"))
    return {version.n: version for version in versions}


def _among(found: dict[int, Any], n: int) -> Any:
    """Return the version with the number. Raises Http404."""
    if n not in found:
        raise Http404(_("It has no version %(n)s.") % {"n": n})
    return found[n]
