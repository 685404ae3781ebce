"""What records are called, by kind and key: as they stand, else as the log has them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from industries.choices import Action
from industries.models import RECORDS, Version
from industries.models.bilingual import is_chinese, joined
from industries.publishing.payload import Payload, Reference, chunks, references


def names_of(wanted: Iterable[Reference], using: str) -> dict[Reference, str]:
    """Return what the records are called in a database, those that were withdrawn as they last were.

    A query for each kind and 500 records, one more for each kind of which some are not there.
    """
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in wanted:
        keys[kind].add(key)
    found: dict[Reference, str] = {}
    for kind, mine in keys.items():
        model: Any = RECORDS[kind]
        for part in chunks(sorted(mine)):
            rows = model.objects.using(using).for_list().filter(key__in=part)
            found |= {(kind, row.key): str(row) for row in rows}
        missing = sorted(key for key in mine if (kind, key) not in found)
        for part in chunks(missing):
            log: Any = Version.objects.using(using).filter(kind=kind, key__in=part)
            for version in log.filter(action=Action.PUBLISH).order_by("n"):
                found[kind, version.key] = name_in(version.payload) or version.key
    return found


def referred(kind: str, *payloads: Payload | None) -> set[Reference]:
    """Return every record that the payloads of one kind refer to."""
    return {found for payload in payloads if payload for found in references(kind, payload)}


def name_in(payload: Payload, indicator: str = "") -> str:
    """Return what a record is called by its payload alone; a figure is named after its indicator."""
    if "indicator" in payload:
        when = payload.get("period") or (payload.get("due_on") or "")[:4] or _("no deadline")
        return joined(indicator or payload["indicator"], when)
    both = [payload.get("name_en"), payload.get("name_zh")]
    return next(filter(None, reversed(both) if is_chinese() else both), None) or payload.get(
        "title", ""
    )
