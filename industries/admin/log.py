"""The log, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from industries.models import Release, ReleaseAuthor, Version


class ReadOnlyMixin:
    """The log is append-only: it grows by publishing, nothing here edits it."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Release)
class ReleaseAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ("number", "published_at", "kind", "note", "records", "author")
    list_filter = ("kind",)
    show_full_result_count = False
    fields = ("number", "published_at", "kind", "note_en", "note_zh", "records", "author", "sha256")
    search_fields = ("note_en", "note_zh")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        of = ReleaseAuthor.objects.filter(release_number=OuterRef("number"))
        author = Subquery(of.values("user__username")[:1])
        return super().get_queryset(request).annotate(records=Count("versions"), author=author)

    @admin.display(description=_("records"))
    def records(self, release: Any) -> int:
        count: int = release.records
        return count

    @admin.display(description=_("published by"))
    def author(self, release: Any) -> str:
        return release.author or "—"


@admin.register(Version)
class VersionAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ("key", "kind", "n", "action", "release")
    list_filter = ("kind", "action")
    show_full_result_count = False
    search_fields = ("key",)
    list_select_related = ("release",)
