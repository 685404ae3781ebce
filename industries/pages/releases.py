"""Pages of the whole log: its releases, one of them, and what was corrected."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from industries.conditional import begins_with_release
from industries.editions import today
from industries.filtersets import ChangeFilterSet, ReleaseFilterSet
from industries.models import Release, Version
from industries.pages.changes import changes_in, named
from industries.pages.fetching import listed, one_release, page_of
from industries.pages.page import page
from industries.pages.reporting import answers_in

NAMES_OF_EACH = 5  # records of a release that a list of releases names


@begins_with_release
@require_safe
def release_list(request: HttpRequest) -> HttpResponse:
    """List the releases, the newest first, with their notes and some of what they changed."""
    releases = Release.objects.annotate(size=Count("versions")).order_by("-number")
    context = listed(request, ReleaseFilterSet.of(request.GET, releases))
    of_page = context["filterset"].versions.filter(release__in=[r.number for r in context["rows"]])
    names = named(of_page.first_of_each_release(NAMES_OF_EACH).with_before())
    for release in context["rows"]:
        release.names = names.get(release.number, [])
    context["last_day"] = today()
    return page(request, "industries/release_list.html", context)


@require_safe
def release_detail(request: HttpRequest, number: int) -> HttpResponse:
    """Show one release with each record that it changed, and how."""
    release = one_release(number)
    # in the order of the log, which is that of their kinds
    rows = page_of(release.versions.with_before().order_by("id"), request)
    context = {
        "shown": release,
        "rows": rows,
        "changes": changes_in(rows),
        "answers": answers_in(release),
        "feed": reverse("release_detail_feed", args=[number]),
        "csv": reverse("release_csv", args=[number]),
        "json": reverse("release_json", args=[number]),
        "release": rows.paginator.newest,
    }
    return page(request, "industries/release_detail.html", context)


@begins_with_release
@require_safe
def correction_list(request: HttpRequest) -> HttpResponse:
    """List everything public that was corrected or withdrawn, the newest first."""
    corrections = Version.objects.corrections().with_before().order_by("-id")
    context = listed(request, ChangeFilterSet.of(request.GET, corrections), "correction")
    context["changes"] = changes_in(context["rows"])
    return page(request, "industries/correction_list.html", context)
