"""The log as tables: releases, and what each of them changed."""

from typing import Any

from django.urls import reverse

from industries.editions import alias
from industries.models import Release, Version
from industries.publishing.names import in_log
from industries.tables.columns import Column, Table, at, of_model

NOTES = ("note_en", "note_zh")


def _page(release: Release, origin: str) -> str:
    return f"{origin}{release.get_absolute_url()}"


RELEASES = Table(
    "releases",
    Release,
    (
        *of_model(Release, "number"),
        Column("permalink", _page, about="Address of its page.", required=True),
        *of_model(Release, "published_at", "kind", *NOTES, "sha256"),
    ),
    rows=lambda found: found,
    key=("number",),
    order=("number",),
)


def _version_page(version: Any, origin: str) -> str | None:
    if not version.slug:
        return None
    return f"{origin}{reverse(f'{version.kind}_version', args=[version.slug, version.n])}"


def _name(versions: list[Any]) -> None:
    """Give each version the name of its record: a query or two."""
    entries = in_log({(version.kind, version.key) for version in versions}, alias())
    for version in versions:
        version.name = entries[version.kind, version.key].name


CHANGES = Table(
    "changes",
    Version,
    (
        Column("release", at("release_id"), "integer", "Number of the release.", required=True),
        Column("published_at", at("release.published_at"), "datetime", "When.", required=True),
        Column("release_kind", at("release.kind"), about="Kind of release.", required=True),
        *of_model(Version, "kind", "id=key", "version=n", "action"),
        Column("name", at("name"), about="What the record was called last.", required=True),
        Column("permalink", _version_page, about="Empty if another record has its address by now."),
        Column("note_en", at("release.note_en"), about="The release's public note in English."),
        Column("note_zh", at("release.note_zh"), about="The same in Chinese."),
        *of_model(Version, "sha256"),
    ),
    rows=lambda found: found.select_related("release").with_slug(),
    complete=_name,
    key=("kind", "id", "version"),
    order=("release", "pk"),
)
