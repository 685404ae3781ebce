"""How a record is cited: in words, and as BibTeX. Always one version, which never changes."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.models import Release
from industries.models.bilingual import ledger_name, publisher, written_day

_SPECIAL = re.compile(r"([#$%&_{}])")


@dataclass(frozen=True, slots=True)
class Citable:
    """Both forms; the text has no mark-up."""

    text: str
    bibtex: str


def permalink(record: Any, origin: str) -> str:
    """Return the address of the version that is shown; the record comes `with_version()`."""
    return f"{origin}{reverse(f'{record.kind}_version', args=[record.slug, record.version])}"


def cited(record: Any, title: str, origin: str) -> str:
    """Return how the version that is shown is cited in words; the record comes `with_version()`."""
    return in_words(title, record.version, record.updated_at, permalink(record, origin))


def in_words(title: str, version: Any, updated_at: datetime, address: str) -> str:
    """Return how a version that was published then, and is at that address, is cited."""
    return _("%(ledger)s: “%(title)s”, version %(version)s, %(day)s. %(licence)s. %(address)s") % {
        "ledger": ledger_name(),
        "title": title,
        "version": version,
        "day": written_day(timezone.localdate(updated_at)),
        "licence": settings.LEDGER_LICENCE,
        "address": address,
    }


def citable(record: Any, title: str, origin: str) -> Citable:
    """Return both forms; the record comes `with_version()`, the origin without a slash at its end."""
    entry = {
        "title": f"{{{_escaped(title)}}}",
        "author": f"{{{_escaped(publisher())}}}",
        "howpublished": _escaped(ledger_name()),
        "version": str(record.version),
        "url": permalink(record, origin),
    }
    key = f"{record.key}_v{record.version}"
    return Citable(cited(record, title, origin), _bibtex(key, entry, record.updated_at))


def citable_whole(release: Release, origin: str) -> Citable:
    """Return how the whole ledger is cited as it was published with a release."""
    address, name = f"{origin}{release.get_absolute_url()}", ledger_name()
    text = _("%(ledger)s, release %(number)s, %(day)s. %(licence)s. %(address)s") % {
        "ledger": name,
        "number": release.number,
        "day": written_day(timezone.localdate(release.published_at)),
        "licence": settings.LEDGER_LICENCE,
        "address": address,
    }
    entry = {
        "title": f"{{{_escaped(name)}}}",
        "author": f"{{{_escaped(publisher())}}}",
        "version": f"release {release.number}",
        "url": address,
    }
    return Citable(text, _bibtex(f"ledger_release_{release.number}", entry, release.published_at))


def _bibtex(key: str, entry: dict[str, str], published_at: datetime) -> str:
    day = timezone.localdate(published_at)
    dated = entry | {"year": str(day.year), "date": day.isoformat()}
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in dated.items())
    return f"@misc{{{key},\n{fields}\n}}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
