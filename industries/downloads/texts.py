"""The texts beside the tables of a data package: what it is, its licence, how to cite it."""

from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from industries.downloads.descriptor import LICENCES
from industries.models import Release

_README = """\
# {title} ({title_zh})

Release {number} of {day}, a data package (https://datapackage.org): `datapackage.json` says of every
column what it is, and `SHA256SUMS` proves that the files are whole (`sha256sum --check SHA256SUMS`).
The same release is the same files, whenever they are made.

Home: {origin}

## Tables, with their numbers of rows

{tables}

## How to read them

- UTF-8, one line of names, cells quoted only where they need it. An empty cell is missing: the source
  does not say. Which parts of a target are stated, inferred or not stated is in the columns `…_basis`.
- Figures are exact decimals in the unit beside them; never without unit and period. Days are written
  2026-01-31, moments in UTC, periods 2025, 2025-H1, 2025-Q3, 2025-06 or 2025-01-01/2025-09-30.
- `id` is a record's key, which never changes. A column named like another table's noun has its key, and
  `…_name` beside it what the record is called. Several keys stand in one cell with blanks between.
- `source`, `locator` and `as_stated` are a record's first citation; `citations.csv` has all of them.
- Text that a spreadsheet would take for a formula has an apostrophe in front: take it off to have the
  source's own words.
- `verdicts.csv` is computed by the ledger's published method, not stated by a source: which verdict a
  target has from one day to another, by what had been published by then.

## Licence

{licence}
"""

_LICENCE = """\
Text and compilation of {title}: {licence}.{address}

Figures and the few words that are quoted belong to their sources, which are named beside each of them.
"""


def readme(release: Release, package: dict[str, Any], rows: dict[str, int]) -> str:
    """Return what whoever unpacks it reads first; `rows` are the numbers of rows by table."""
    tables = [
        f"- `{part['path']}`: {part['title'].lower()} ({rows[part['name']]})"
        for part in package["resources"]
    ]
    return _README.format(
        **_names(),
        title_zh=settings.LEDGER_NAME_ZH,
        number=release.number,
        day=_day(release),
        origin=settings.LEDGER_ORIGIN,
        tables="\n".join(tables),
        licence=licence(),
    )


def licence() -> str:
    """Return what may be done with it."""
    address = LICENCES.get(settings.LEDGER_LICENCE, "")
    shown = f"\nThe licence is at {address}" if address else ""
    return _LICENCE.format(**_names(), licence=settings.LEDGER_LICENCE, address=shown)


def citation(release: Release) -> str:
    """Return how to cite the whole, as reference managers read it: https://citation-file-format.github.io."""
    about: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this data, please cite it as below.",
        "type": "dataset",
        "title": settings.LEDGER_NAME_EN,
        "authors": [{"name": settings.LEDGER_PUBLISHER_EN}],
        "version": f"release {release.number}",
        "date-released": _day(release),
        "url": settings.LEDGER_ORIGIN,
    }
    if settings.LEDGER_LICENCE in LICENCES:
        about["license"] = settings.LEDGER_LICENCE.replace(" ", "-")
    return str(yaml.safe_dump(about, allow_unicode=True, sort_keys=False))


def _names() -> dict[str, str]:
    return {"title": settings.LEDGER_NAME_EN}


def _day(release: Release) -> str:
    return timezone.localdate(release.published_at).isoformat()
