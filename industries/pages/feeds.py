"""Atom feeds: of the log, of corrections, of each list and each record. An entry is a version."""

import re
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from industries import filtersets
from industries.models import RECORDS, Release, Version
from industries.pages.changes import Change, changes_in
from industries.pages.fetching import filtered, one_release
from industries.pages.history import about, versions_of
from industries.pages.page import framed
from industries.publishing.history import record_at

NEWEST = 50  # entries of a feed
# what a text may have and XML cannot
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

FILTERSETS = {
    "industry": filtersets.IndustryFilterSet,
    "initiative": filtersets.InitiativeFilterSet,
    "target": filtersets.TargetFilterSet,
    "indicator": filtersets.IndicatorFilterSet,
    "source": filtersets.SourceFilterSet,
}


@require_safe
def release_feed(request: HttpRequest) -> HttpResponse:
    """Feed what the releases of the list changed."""
    filterset = filtersets.ReleaseFilterSet.of(request.GET, Release.objects.all(), paging=())
    return _feed(
        request,
        filterset.versions,
        title=_("Changes"),
        path=filtered(reverse("release_list"), filterset),
    )


@require_safe
def release_detail_feed(request: HttpRequest, number: int) -> HttpResponse:
    """Feed what one release changed, the last of it if it is long."""
    release = one_release(number)
    path = release.get_absolute_url()
    return _feed(request, release.versions.all(), title=str(release), path=path)


@require_safe
def correction_feed(request: HttpRequest) -> HttpResponse:
    """Feed what was corrected or withdrawn."""
    corrections = Version.objects.corrections()
    filterset = filtersets.ChangeFilterSet.of(request.GET, corrections, paging=())
    return _feed(
        request,
        filterset.qs,
        title=_("Corrections"),
        path=filtered(reverse("correction_list"), filterset),
    )


@require_safe
def list_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """Feed the changes of the records that a list has: what was withdrawn is on none."""
    model: Any = RECORDS[kind]
    filterset = FILTERSETS[kind].of(request.GET, model.objects.all(), paging=())
    keys = filterset.qs.order_by().values("key")
    versions = Version.objects.filter(kind=kind, key__in=keys)
    title = capfirst(str(model._meta.verbose_name_plural))
    path = filtered(reverse(f"{kind}_list"), filterset)
    return _feed(request, versions, title=title, path=path)


@require_safe
def record_feed(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Feed the versions of one record."""
    entry = record_at(kind, slug)
    path = about(entry)["history"] or reverse("release_list")
    return _feed(request, versions_of(entry), title=entry.name, path=path)


class Feed(Atom1Feed):
    """With the whole difference as content beside the summary."""

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})

    def latest_post_date(self) -> Any:
        """Return the moment of the newest entry; without any, that of the newest release."""
        return max((item["updateddate"] for item in self.items), default=self.feed["released_at"])


def _feed(request: HttpRequest, versions: Any, *, title: str, path: str) -> HttpResponse:
    """Return the feed of the newest of the versions.

    `path` is that of the page with the same, filtered in the same way: it is the feed's id as well.
    """
    frame = framed(request)
    newest = Release.objects.first()
    feed = Feed(
        title=_written(f"{frame['ledger_name']}: {title}"),
        link=request.build_absolute_uri(path),
        description=_("Each change to the public record, with what stood before."),
        language="zh-Hans" if frame["language"] != "en" else "en",
        author_name=frame["ledger_name"],
        feed_url=request.build_absolute_uri(),
        feed_copyright=frame["licence"],
        released_at=newest.published_at if newest else timezone.now(),
    )
    # chosen before what stands beside them is looked for: that is looked for in each otherwise
    chosen: Any = Version.objects.filter(pk__in=versions.order_by("-id").values("pk")[:NEWEST])
    for change in changes_in(chosen.with_before().order_by("-id")):
        feed.add_item(**_item(request, change))
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _item(request: HttpRequest, change: Change) -> dict[str, Any]:
    version, release = change.version, change.version.release
    content = render_to_string("industries/_feed_entry.html", {"change": change})
    return {
        "title": _written(f"{change.name} – {version.get_action_display()}"),
        "link": request.build_absolute_uri(change.here or release.get_absolute_url()),
        "description": _written(escape(release.note)),
        "content": _written(content),
        "pubdate": release.published_at,
        "updateddate": release.published_at,
        "unique_id": _id(version),
        "categories": [change.noun, str(release.get_kind_display())],
    }


def _id(version: Any) -> str:
    """Return an id that is the same on every host and in both languages."""
    name = f"{version.release.sha256} {version.kind} {version.key}"
    return uuid.uuid5(uuid.NAMESPACE_OID, name).urn


def _written(text: str) -> str:
    return _UNWRITABLE.sub("", text)
