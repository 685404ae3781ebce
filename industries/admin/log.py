"""The log, to read."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from industries.admin.forms import CheckedActions
from industries.models import RECORDS, Release, ReleaseAuthor, Version


class ReadOnlyMixin:
    """The log is append-only: it grows by publishing, nothing here edits it."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Release)
class ReleaseAdmin(ReadOnlyMixin, CheckedActions):
    list_display = ("number", "published_at", "kind", "note", "records", "author")
    list_filter = ("kind",)
    show_full_result_count = False
    fields = (
        "number",
        "published_at",
        "kind",
        "note_en",
        "note_zh",
        "records",
        "author",
        "reports",
        "sha256",
    )
    search_fields = ("note_en", "note_zh")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        of = ReleaseAuthor.objects.filter(release_number=OuterRef("number"))
        author = Subquery(of.values("user__username")[:1])
        return super().get_queryset(request).annotate(records=Count("versions"), author=author)

    @admin.display(description=_("note"))
    def note(self, release: Release) -> str:
        return release.note

    @admin.display(description=_("records"))
    def records(self, release: Any) -> int:
        count: int = release.records
        return count

    @admin.display(description=_("published by"))
    def author(self, release: Any) -> str:
        return release.author or "—"

    @admin.display(description=_("reports answered"))
    def reports(self, release: Release) -> str:
        return ", ".join(answer.report for answer in release.answered) or "—"


class KindFilter(admin.SimpleListFilter):
    title = pgettext_lazy("of a record", "kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind, model._meta.verbose_name) for kind, model in RECORDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() in RECORDS else queryset


@admin.register(Version)
class VersionAdmin(ReadOnlyMixin, CheckedActions):
    list_display = ("key", "noun", "n", "action", "release_number")
    list_filter = (KindFilter, "action")
    show_full_result_count = False
    search_fields = ("key",)
    fields = ("release_number", "noun", "key", "n", "action", "content", "sha256")

    @admin.display(description=pgettext_lazy("of a record", "kind"), ordering="kind")
    def noun(self, version: Version) -> str:
        return str(RECORDS[version.kind]._meta.verbose_name)

    @admin.display(description=_("release"), ordering="release")
    def release_number(self, version: Version) -> int:
        return version.release_id

    @admin.display(description=_("content"))
    def content(self, version: Version) -> SafeString:
        """Show the record's state as the log keeps it."""
        text = json.dumps(version.payload, ensure_ascii=False, indent=2)
        return format_html('<pre lang="en"><code>{}</code></pre>', text)
