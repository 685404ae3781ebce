"""How a record is cited: in words, and as BibTeX. Always one version, which never changes."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.models.bilingual import ledger_name, written_day

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
    return _("%(ledger)s: “%(title)s”, version %(version)s, %(day)s. %(licence)s. %(address)s") % {
        "ledger": ledger_name(),
        "title": title,
        "version": record.version,
        "day": written_day(timezone.localdate(record.updated_at)),
        "licence": settings.LEDGER_LICENCE,
        "address": permalink(record, origin),
    }


def citable(record: Any, title: str, origin: str) -> Citable:
    """Return both forms; the record comes `with_version()`, the origin without a slash at its end."""
    published = timezone.localdate(record.updated_at)
    entry = {
        "title": f"{{{_escaped(title)}}}",
        "author": f"{{{_escaped(ledger_name())}}}",
        "year": str(published.year),
        "version": str(record.version),
        "date": published.isoformat(),
        "url": permalink(record, origin),
    }
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in entry.items())
    return Citable(
        text=cited(record, title, origin),
        bibtex=f"@misc{{{record.key}_v{record.version},\n{fields}\n}}",
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
