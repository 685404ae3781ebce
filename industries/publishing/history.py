"""What the public may know of a record's past: its versions, its addresses, and why it is gone."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from industries.editions import alias
from industries.models import RECORDS, Address, Release, Version
from industries.publishing.names import Entry, in_log
from industries.publishing.payload import Payload, raised, shape_of


class MovedError(Http404):
    """What is asked for has another address; `parts` are those parts of it that differ."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(_("It is at another address."))
        self.parts = parts


class WithdrawnError(Http404):
    """The record was public until the release, whose note is the reason."""

    def __init__(self, entry: Entry, release: Release) -> None:
        super().__init__(_("It was withdrawn."))
        self.entry, self.release = entry, release


def record_at(kind: str, slug: str) -> Entry:
    """Return the record that has this address, or had it last, public or not. Up to three queries.

    Raises MovedError if it has another by now, Http404 if no record was ever public there.
    """
    keys = Address.objects.filter(kind=kind, slug=slug).values_list("key", flat=True)
    entry = _entry(kind, keys.first())
    if entry is None:
        raise Http404(nothing_there(kind))
    if entry.slug and entry.slug != slug:
        raise MovedError(slug=entry.slug)
    return entry


def withdrawn(kind: str, key: str) -> WithdrawnError | None:
    """Return the error that says when and why the record was withdrawn, None if it was not."""
    entry = _entry(kind, key)
    return None if entry is None or entry.is_public else why_gone(entry)


def why_gone(entry: Entry) -> WithdrawnError:
    """Return the error of a record that is not public any more. One query."""
    versions = Version.objects.filter(kind=entry.kind, key=entry.key).select_related("release")
    return WithdrawnError(entry, versions.latest("n").release)


def nothing_there(kind: str) -> str:
    """Return the sentence for a reader who looks for a record where none is."""
    return _("There is no %(noun)s at this address.") % {"noun": RECORDS[kind]._meta.verbose_name}


def _entry(kind: str, key: str | None) -> Entry | None:
    return in_log({(kind, key)}, alias()).get((kind, key)) if key else None


def shown_payloads(version: Any) -> tuple[Payload | None, Payload | None]:
    """Return what stood before a version and what stands in it, as far as the public sees it.

    In today's format; None is a record that is not public. The version comes `with_before()`. An
    address that may not be shown is left out, in older versions as well: it was found unsafe since.
    """
    before, now = (
        raised(version.kind, payload) if payload else None
        for payload in (version.before, version.payload)
    )
    if version.kind != "source":
        return before, now
    is_safe_now = not version.unsafe_later and (now is None or now["link_safe"])
    is_safe_before = is_safe_now and (before is None or before["link_safe"])
    return _shown(before, is_safe=is_safe_before), _shown(now, is_safe=is_safe_now)


def _shown(payload: Payload | None, *, is_safe: bool) -> Payload | None:
    return payload if payload is None or is_safe else {**payload, "url": ""}


def changed_values(kind: str, before: Payload | None, now: Payload | None) -> list[dict[str, Any]]:
    """Return field, old and new of each value that differs, as payloads have them; None for nothing."""
    shape = shape_of(kind)
    names = [part.name for part in (*shape.fields, *shape.rows)]
    values = [(name, *(_value(payload, name) for payload in (before, now))) for name in names]
    return [{"field": name, "old": old, "new": new} for name, old, new in values if old != new]


def _value(payload: Payload | None, name: str) -> Any:
    value = payload.get(name) if payload else None
    return None if value in ("", []) else value
