"""What a release changed, read from the log alone: a record may have changed since."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from industries.models import RECORDS, Indicator, Version
from industries.models.bilingual import is_chinese

HAVE_PAGES = ("source", "industry", "initiative", "indicator", "target")


@dataclass(frozen=True, slots=True)
class Change:
    """One record in one release, as it was named then."""

    noun: str
    name: str
    address: str
    version: Version


def changed(versions: Iterable[Version]) -> list[Change]:
    """Return the changes in order. One query, for the names of indicators."""
    versions = list(versions)
    keys = {(v.payload or {}).get("indicator") for v in versions}
    indicators = Indicator.objects.filter(key__in=keys - {None}).in_bulk(field_name="key")
    return [_change(version, indicators) for version in versions]


def _change(version: Version, indicators: dict[str, Indicator]) -> Change:
    payload = version.payload or {}
    names = [payload.get("name_en"), payload.get("name_zh")]
    name = next(filter(None, reversed(names) if is_chinese() else names), payload.get("title"))
    if indicator := indicators.get(payload.get("indicator", "")):
        when = payload.get("period") or (payload.get("due_on") or "")[:4] or _("no deadline")
        name = f"{indicator.name}, {when}"
    address = ""
    if version.kind in HAVE_PAGES and payload:
        address = reverse(f"{version.kind}_detail", args=[payload["slug"]])
    noun = str(RECORDS[version.kind]._meta.verbose_name)
    return Change(noun, name or version.key, address, version)
