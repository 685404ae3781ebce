"""How a record's page is cited: in words, and as BibTeX. Always one version, which never changes."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.models.bilingual import written_day
from industries.pages.page import ledger_name

_SPECIAL = re.compile(r"([#$%&_{}])")


@dataclass(frozen=True, slots=True)
class Citable:
    """Both forms; the text has no mark-up."""

    text: str
    bibtex: str


def citable(request: HttpRequest, record: Any, title: str) -> Citable:
    """Return how the version that is shown is cited; the record comes `with_version()`."""
    path = reverse(f"{record.kind}_version", args=[record.slug, record.version])
    address = request.build_absolute_uri(path)
    ledger = ledger_name()
    published = timezone.localdate(record.updated_at)
    entry = {
        "title": f"{{{_escaped(title)}}}",
        "author": f"{{{_escaped(ledger)}}}",
        "year": str(published.year),
        "version": str(record.version),
        "date": published.isoformat(),
        "url": address,
    }
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in entry.items())
    return Citable(
        text=_("%(ledger)s: “%(title)s”, version %(version)s, %(day)s. %(licence)s. %(address)s")
        % {
            "ledger": ledger,
            "title": title,
            "version": record.version,
            "day": written_day(published),
            "licence": settings.LEDGER_LICENCE,
            "address": address,
        },
        bibtex=f"@misc{{{record.key}_v{record.version},\n{fields}\n}}",
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
