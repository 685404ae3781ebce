"""Atom feeds: of the log, of corrections, of each list and each record. An entry is a version."""

import uuid
from datetime import datetime, time
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
from industries.editions import today
from industries.models import RECORDS, Release, Target, Version
from industries.models.bilingual import written_day
from industries.newest import seen_release
from industries.pages.changes import Change, changes_in
from industries.pages.fetching import filtered, one_release
from industries.pages.history import about, versions_of
from industries.pages.page import framed, writable
from industries.pages.promises import Due, due_of
from industries.pages.tracking import tracked
from industries.publishing.history import record_at

NEWEST = 50  # entries of a feed
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


@require_safe
def changed_goal_feed(request: HttpRequest) -> HttpResponse:
    """Feed the changes of goals that were changed."""
    filterset = filtersets.ChangedGoalFilterSet.of(request.GET, Target.objects.all(), paging=())
    keys = filterset.qs.order_by().values("key")
    versions = Version.objects.filter(kind="target", key__in=keys)
    path = filtered(reverse("changed_goal_list"), filterset)
    return _feed(request, versions, title=_("Changed goals"), path=path)


@require_safe
def due_feed(request: HttpRequest) -> HttpResponse:
    """Feed the figures that were due and have not been found, the last that became so first."""
    targets = Target.objects.for_list()
    filterset = filtersets.DueFilterSet.of(request.GET, targets, paging=())
    overdue = filterset.qs.filter(next_due_on__lt=today()).order_by("-next_due_on", "place")
    path = filtered(reverse("due_list"), filterset)
    summary = _("Figures that were due and have not been found, the last that became so first.")
    feed = _framed(request, title=_("Overdue figures"), path=path, summary=summary)
    for due in due_of(tracked(overdue[:NEWEST], today()), today()):
        feed.add_item(**_overdue(request, due))
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


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
    feed = _framed(request, title=title, path=path)
    # chosen before what stands beside them is looked for: that is looked for in each otherwise
    chosen: Any = Version.objects.filter(pk__in=versions.order_by("-id").values("pk")[:NEWEST])
    for change in changes_in(chosen.with_before().order_by("-id")):
        feed.add_item(**_item(request, change))
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _framed(request: HttpRequest, *, title: str, path: str, summary: str = "") -> Feed:
    """Return a feed without entries."""
    frame = framed(request)
    newest = seen_release()
    return Feed(
        title=writable(f"{frame['ledger_name']}: {title}"),
        link=request.build_absolute_uri(path),
        description=summary or _("Each change to the public record, with what stood before."),
        language="zh-Hans" if frame["language"] != "en" else "en",
        author_name=frame["ledger_name"],
        feed_url=request.build_absolute_uri(),
        feed_copyright=frame["licence"],
        released_at=newest.published_at if newest else timezone.now(),
    )


def _overdue(request: HttpRequest, due: Due) -> dict[str, Any]:
    target, ahead = due.row.target, due.ahead
    since = timezone.make_aware(datetime.combine(ahead.due_on, time()))
    message = _("The figure for the period to %(end)s was due by %(due)s and has not been found.")
    text = message % {"end": written_day(ahead.ends_on), "due": written_day(ahead.due_on)}
    return {
        "title": writable(str(target)),
        "link": request.build_absolute_uri(target.get_absolute_url()),
        "description": writable(escape(text)),
        "content": writable(escape(text)),
        "pubdate": since,
        "updateddate": since,
        "unique_id": _urn(f"due {target.key} {ahead.ends_on}"),
        "categories": [str(due.row.assessment.verdict.label)],
    }


def _item(request: HttpRequest, change: Change) -> dict[str, Any]:
    version, release = change.version, change.version.release
    content = render_to_string("industries/_feed_entry.html", {"change": change})
    return {
        "title": writable(f"{change.name} – {version.get_action_display()}"),
        "link": request.build_absolute_uri(change.here or release.get_absolute_url()),
        "description": writable(escape(release.note)),
        "content": writable(content),
        "pubdate": release.published_at,
        "updateddate": release.published_at,
        "unique_id": _id(version),
        "categories": [change.noun, str(release.get_kind_display())],
    }


def _id(version: Any) -> str:
    return _urn(f"{version.release.sha256} {version.kind} {version.key}")


def _urn(name: str) -> str:
    """Return an id that is the same on every host and in both languages."""
    return uuid.uuid5(uuid.NAMESPACE_OID, name).urn
