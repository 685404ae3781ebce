"""What there is to take along, and the files that were made of the newest release."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from industries.citing import citable_whole
from industries.conditional import depends_on, untagged
from industries.downloads.descriptor import LICENCES
from industries.downloads.kept import DOWNLOADS, Kept, kept, opened
from industries.downloads.package import TABLES
from industries.editions import as_of, is_preview
from industries.newest import seen_release
from industries.pages.page import page, refuse_in_preview
from industries.pages.ranges import file_answer
from industries.tables.codes import rows as all_codes
from industries.tables.columns import csv_text
from industries.tables.writing import MEDIA_TYPE

# the lists by what they are of, in the order of the page
LISTS = {
    "industry": gettext_lazy("Industries"),
    "initiative": gettext_lazy("Initiatives"),
    "target": gettext_lazy("Targets, with how far along they are"),
    "indicator": gettext_lazy("Indicators"),
    "source": gettext_lazy("Sources"),
    "due": gettext_lazy("Due and overdue figures"),
    "changed_goal": gettext_lazy("Changed goals"),
    "release": gettext_lazy("Releases"),
    "correction": gettext_lazy("Corrections"),
    "group": gettext_lazy("Groups"),
    "strategy": gettext_lazy("Strategies"),
    "product": gettext_lazy("Products"),
    "observation": gettext_lazy("Figures of indicators"),
}
# those that are no page, which a feed would lead to
WITHOUT_PAGES = ("group", "strategy", "product", "observation")


def _offered() -> list[Any]:
    return [(_readable(ending), of.is_offered()) for ending, of in DOWNLOADS.items()]


@depends_on(_offered)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Show the files, lists, endpoints and feeds, under which licence, and how to cite the whole."""
    release = seen_release()
    origin = request.build_absolute_uri("/").rstrip("/")
    context: dict[str, Any] = {
        "release": release,
        "package": _readable("zip"),
        "copy": _readable("sqlite3"),
        "copy_is_offered": DOWNLOADS["sqlite3"].is_offered(),
        "tables": [table.model._meta.verbose_name_plural for table in TABLES],
        "lists": [
            (label, *(_address(noun, end) for end in ("list_csv", "list_xlsx", "list_json", "feed")))
            for noun, label in LISTS.items()
        ],
        "licence_address": LICENCES.get(settings.LEDGER_LICENCE, ""),
        "citable": citable_whole(release, origin) if release else None,
    }
    return page(request, "industries/data.html", context)


@require_safe
def codes(_request: HttpRequest) -> HttpResponse:
    """Return every closed list of codes with their names in both languages, as CSV; no query."""
    response = HttpResponse(csv_text(all_codes()), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="codes.csv"'
    return response


def _address(noun: str, end: str) -> str:
    """Return the address of a list in that form; empty where it has none."""
    return "" if end == "feed" and noun in WITHOUT_PAGES else reverse(f"{noun}_{end}")


@untagged
@require_safe
def data_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Return the file that was made of the newest release, or a part of it. Raises Http404."""
    of = DOWNLOADS[ending]
    if not of.is_offered():
        raise Http404(_("This ledger offers no SQLite file: its public database is of another kind."))
    refuse_in_preview()
    if as_of():
        raise Http404(_("Files are of the newest release only."))
    found = opened(ending)
    if found is None:
        raise Http404(_("The file is not made yet: come back in a minute."))
    return file_answer(request, *found, of.media_type)


def _readable(ending: str) -> Kept | None:
    """Return the file that is there, None under a prefix: past days and previews have none."""
    return None if as_of() or is_preview() else kept(ending)
