"""Bringing the desk's record back to what a version has; the newest one discards what is pending."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from industries.admin.asked import busy_message, refuse_unless_allowed, way_back
from industries.admin.lines import as_on_desk
from industries.choices import Action, State
from industries.editions import DESK
from industries.models import RECORDS, ReleaseAuthor, Version
from industries.models.desk import with_states
from industries.publishing.differences import differences
from industries.publishing.names import names_of, referred
from industries.publishing.payload import Reference, raised
from industries.publishing.review import RestoreError, restore


def restore_page(request: HttpRequest, kind: str, key: str, n: int) -> HttpResponse:
    """Show what of the record would become as it was in the version; once it is sent, make it so."""
    if kind not in RECORDS:
        raise Http404(_("There is no such kind of record."))
    reference = (kind, key)
    refuse_unless_allowed(request, [reference])
    version = Version.objects.filter(kind=kind, key=key, n=n, action=Action.PUBLISH).first()
    if version is None:
        raise Http404(_("There is no such version to bring back."))
    error = _restored(request, version) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        return HttpResponseRedirect(way_back({reference}))
    snapshot = as_on_desk([reference]).get(reference)
    if snapshot is None:
        raise Http404(_("There is no such version to bring back."))
    then = raised(kind, version.payload)
    names = names_of({reference, *referred(kind, snapshot.payload, then)}, DESK)
    newest = Version.objects.filter(kind=kind, key=key).latest("n")
    context = {
        **admin.site.each_context(request),
        "title": _("Discard changes") if newest.n == n else _("Bring an old version back"),
        "name": names[reference],
        "version": version,
        "is_newest": newest.n == n,
        "differences": differences(kind, snapshot.payload, then, names),
        "seen": snapshot.digest,
        "error": error,
        "back": way_back({reference}),
    }
    return TemplateResponse(request, "admin/industries/restore.html", context)


def _restored(request: Any, version: Version) -> str:
    """Bring the version back; return what is in the way of it, or nothing."""
    model: Any = RECORDS[version.kind]
    try:
        with transaction.atomic(using=DESK):
            seen = request.POST.get("seen", "")
            restore(version.kind, version.key, version.n, request.user, seen=seen)
            record = model.objects.get(pk=version.row_id)
            LogEntry.objects.create(
                user_id=request.user.pk,
                content_type=ContentType.objects.get_for_model(model),
                object_id=str(version.row_id),
                object_repr=str(record)[:200],
                action_flag=CHANGE,
                change_message=_("Brought back version %(n)s.") % {"n": version.n},
            )
    except RestoreError as error:
        return str(error)
    except OperationalError as error:
        return busy_message(error)
    said = _("The desk has the record as it was in version %(n)s.") % {"n": version.n}
    messages.success(request, said)
    return ""


def versions_of(reference: Reference) -> list[dict[str, Any]]:
    """Return the record's versions, the newest first, each with its release and its way back."""
    kind, key = reference
    versions = Version.objects.filter(kind=kind, key=key).select_related("release").order_by("-n")
    found = list(versions.defer("payload", "child_ids"))
    authors = dict(
        ReleaseAuthor.objects.filter(release_number__in=[v.release_id for v in found]).values_list(
            "release_number", "user__username"
        )
    )
    return [
        {
            "version": version,
            "release": version.release,
            "author": authors.get(version.release_id) or "—",
            "restore": _way_back_to(reference, version, newest=place == 0),
        }
        for place, version in enumerate(found)
    ]


def _way_back_to(reference: Reference, version: Version, *, newest: bool) -> str:
    """Return the address on which a version is brought back; empty if the desk is like it already."""
    if version.action == Action.WITHDRAW:
        return ""
    return discard_address(reference) if newest else restore_address(reference, version.n)


def restore_address(reference: Reference, n: int) -> str:
    """Return the address on which a version is brought back."""
    return reverse("admin:restore", args=[*reference, n])


def discard_address(reference: Reference) -> str:
    """Return the address on which what is pending is discarded, empty if nothing is. Two queries."""
    kind, key = reference
    found = with_states().filter(kind=kind, key=key).exclude(live_digest="")
    if not found.exclude(state=State.LIVE).exists():
        return ""
    newest = Version.objects.filter(kind=kind, key=key).values_list("n", flat=True).latest("n")
    return restore_address(reference, newest)
