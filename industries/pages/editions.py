"""Past days: which editions there are, the files themselves, and the way to any day."""

from datetime import date
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from industries.conditional import depends_on, untagged
from industries.copies import kept
from industries.copies.kept import Edition
from industries.editions import today
from industries.pages.page import page, refuse_in_preview
from industries.pages.ranges import file_answer
from industries.prefixes import checked_day, prefixed

MEDIA_TYPE = "application/vnd.sqlite3"


def there() -> list[tuple[str, int]]:
    """Return the editions that are there: for tags of what depends on them."""
    return kept.marks()


@depends_on(there)
@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    """Show the editions of past days, and a form that leads to any day. Two queries."""
    refuse_in_preview()
    found = [(edition, on_day(request, edition.day)) for edition in kept.editions()]
    return page(request, "industries/editions.html", {"editions": found, "last_day": today()})


@depends_on(there)
@require_safe
def edition_list_json(request: HttpRequest) -> HttpResponse:
    """Return the same for programs. One query."""
    refuse_in_preview()
    rows = [_as_json(request, edition) for edition in kept.editions()]
    return JsonResponse({"editions": rows}, json_dumps_params={"ensure_ascii": False, "indent": 1})


@untagged
@require_safe
def edition_file(request: HttpRequest, day: str) -> HttpResponseBase:
    """Return the edition of a day, or a part of it. Raises Http404. One query."""
    refuse_in_preview()
    edition = kept.edition_of(day)
    try:
        content = edition.path.open("rb") if edition else None
    except FileNotFoundError:  # it was removed a moment ago
        content = None
    if edition is None or content is None:
        raise Http404(
            _("There is no edition of that day: /data/editions/ has the days that there are.")
        )
    return file_answer(request, edition, content, MEDIA_TYPE)


@require_safe
def go_to_day(request: HttpRequest) -> HttpResponse:
    """Lead to the day that the form names. Raises Http404 for what is none."""
    refuse_in_preview()
    return HttpResponseRedirect(on_day(request, checked_day(request.GET.get("day", ""))))


def on_day(request: HttpRequest, day: date, address: str = "") -> str:
    """Return where a page, by default the start page, is as of a day, in the reader's language."""
    return prefixed(request, "as-of", day.isoformat(), address or reverse("home"))


def _as_json(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    day = edition.day.isoformat()
    return {
        "day": day,
        "release": edition.release.number,
        "published_at": edition.published_at.isoformat(),
        "sha256": edition.digest,
        "size": edition.size,
        "rows": edition.manifest.rows,
        "code": edition.manifest.code,
        "file": request.build_absolute_uri(reverse("edition_file", args=[day])),
        "pages": request.build_absolute_uri(on_day(request, edition.day)),
    }
