"""On the page that publishes: previews of what would be public, made, listed and ended."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from industries.copies import previews
from industries.copies.previews import Preview
from industries.models.bilingual import CHINESE, ENGLISH
from industries.prefixes import prefixed
from industries.publishing.payload import Reference


@dataclass(frozen=True, slots=True)
class Open:
    """A preview that can be read, its address, and the name of whoever made it."""

    preview: Preview
    address: str
    by: str


def open_previews(request: HttpRequest) -> list[Open]:
    """Return the previews that have not ended, the newest first. A query if there is any."""
    found = previews.previews()
    names = get_user_model().objects.in_bulk({preview.by for preview in found}) if found else {}
    return [Open(one, _address(request, one), str(names.get(one.by, ""))) for one in found]


def preview(request: HttpRequest, wanted: set[Reference], **about: Any) -> None:
    """Make a preview of the records and say where it is. Raises as `previews.make`."""
    if not (about["note_en"] or about["note_zh"]):
        about |= _notes_to_come()
    made = previews.make(wanted, by=request.user, **about)
    link = format_html('<a href="{}">{}</a>', _address(request, made), _("Open the preview"))
    said = _(
        "Whoever has its address can read it, for a day. It is listed below, where it can be ended."
    )
    messages.success(request, format_html("{} · {}", link, said))


def end_preview(request: HttpRequest, name: str) -> None:
    previews.end(name)
    messages.success(request, _("The preview has ended: its address leads nowhere now."))


def _address(request: HttpRequest, made: Preview) -> str:
    """Return where the release of a preview is in it: its page leads to all records."""
    page = prefixed(request, "preview", made.token, reverse("release_detail", args=[made.release]))
    return request.build_absolute_uri(page)


def _notes_to_come() -> dict[str, str]:
    """Return what a release says in a preview before anybody has written its note."""
    found = {}
    for name, language in (("note_en", ENGLISH), ("note_zh", CHINESE)):
        with override(language):
            found[name] = _("Preview: the note of this release is still to be written.")
    return found
