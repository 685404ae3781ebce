"""On the page that publishes: releases that are set for a moment, listed, opened again and given up."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.admin.asked import refuse_unless_allowed
from industries.admin.releasing import MOMENT
from industries.models import ScheduledRelease
from industries.publishing.payload import Reference
from industries.publishing.schedule import forget, needed_for


def scheduled_releases() -> list[Any]:
    """Return those that are not public yet, the next first. One query."""
    return list(ScheduledRelease.objects.select_related("by"))


def scheduled_of(request: HttpRequest) -> ScheduledRelease | None:
    """Return the one that the address or form is about; None if it is none any more. One query.

    Raises PermissionDenied if the account may not publish it.
    """
    asked: Mapping[str, Any] = request.POST if request.method == "POST" else request.GET
    pk = str(asked.get("scheduled", ""))
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    found = ScheduledRelease.objects.filter(pk=pk).first()
    if found:
        refuse_unless_allowed(request, found.wanted, *needed_for(found))
    return found


def schedules(request: HttpRequest, wanted: set[Reference], sealed: str) -> dict[str, Any]:
    """Return what the page says of schedules: its own, and others that have some of its records.

    `has_changed` is whether something changed since the release was reviewed, which would stop it;
    `is_other` whether the page has other records than are scheduled.
    """
    found = scheduled_releases()
    mine = scheduled_of(request)
    return {
        "scheduled": mine,
        "has_changed": mine is not None and mine.seal != sealed,
        "is_other": mine is not None and mine.wanted != wanted,
        "also_scheduled": [one for one in found if one != mine and one.wanted & wanted],
    }


def typed_in(found: ScheduledRelease) -> dict[str, str]:
    """Return what was typed for a scheduled release, by the names of the page's fields."""
    typed = {"note_en": found.note_en, "note_zh": found.note_zh, "kind": found.kind}
    typed["moment"] = timezone.localtime(found.moment).strftime(MOMENT)
    for answer in found.answers:
        number = answer["report"]
        typed |= {f"{number}-chosen": "on"}
        typed |= {f"{number}-{name}": answer[name] for name in ("found_en", "found_zh")}
    return typed


def unschedule(request: HttpRequest) -> None:
    """Let the release not be published at its moment; what was typed for it stays on the page."""
    found = scheduled_of(request)
    if found and forget(found.pk):
        messages.success(request, _("It is not scheduled any more, and not published."))
    else:
        said = _(
            "It is not scheduled like this any more: it was published, given up or scheduled anew."
        )
        messages.warning(request, said)
