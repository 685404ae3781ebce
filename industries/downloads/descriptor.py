"""What a data package says of itself, as Frictionless reads it: https://datapackage.org."""

import re
from typing import Any

from django.conf import settings
from django.utils.text import capfirst, slugify

from industries.models import Release
from industries.tables.columns import Column, Table

# of these the full text is known to be there
LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_NOT_IN_A_NAME = re.compile(r"[^-A-Za-z0-9._]+")


def stem() -> str:
    """Return what files of this ledger are called: its English name in small letters."""
    return slugify(settings.LEDGER_NAME_EN) or "ledger"


def described(release: Release, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the package's descriptor; a resource is what `resource` returns."""
    licence = settings.LEDGER_LICENCE
    about = {
        "name": _NOT_IN_A_NAME.sub("-", licence).strip("-") or "licence",
        "title": licence,
        "path": LICENCES.get(licence, "LICENCE.txt"),
    }
    return {
        "profile": "tabular-data-package",
        "name": stem(),
        "title": settings.LEDGER_NAME_EN,
        "description": f"{settings.LEDGER_NAME_ZH}. Release {release.number}.",
        "homepage": settings.LEDGER_ORIGIN,
        "version": str(release.number),
        "created": release.published_at.isoformat(timespec="seconds"),
        "contributors": [{"title": settings.LEDGER_PUBLISHER_EN, "role": "publisher"}],
        "licenses": [about],
        "resources": resources,
    }


def resource(table: Table, *, size: int, sha256: str) -> dict[str, Any]:
    """Return the descriptor of one table, whose file has that size in bytes and that hash."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if keys := [_foreign_key(table, column) for column in table.columns if column.refers_to]:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": capfirst(str(table.model._meta.verbose_name_plural)),
        "path": f"data/{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "dialect": {"lineTerminator": "\r\n", "doubleQuote": True},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "type": column.type}
    if about := str(column.about):
        found["description"] = about
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.codes:
        constraints["enum"] = list(column.codes)
    return found | ({"constraints": constraints} if constraints else {})


def _foreign_key(table: Table, column: Column) -> dict[str, Any]:
    # a reference within a table names none
    other = "" if column.refers_to == table.name else column.refers_to
    return {"fields": [column.name], "reference": {"resource": other, "fields": ["id"]}}
