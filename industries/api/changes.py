"""The log as the API gives it: a row for each version, with what it changed."""

from datetime import UTC
from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from industries.api.serializers import ApiUrl, NullForEmpty
from industries.choices import Action
from industries.models import Release, Version
from industries.publishing.history import changed_values, shown_payloads


class ReleaseReference(NullForEmpty):
    """The release that a version is of, with its public note."""

    url = serializers.HyperlinkedIdentityField(
        view_name="api:release-detail", lookup_field="pk", lookup_url_kwarg="number"
    )
    published_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    class Meta:
        model = Release
        fields = ("number", "url", "published_at", "kind", "note_en", "note_zh")


@extend_schema_field(OpenApiTypes.ANY)
class Value(serializers.Field):
    """A value as the log keeps it: codes, keys of other records, decimals as text, rows as objects."""

    def to_representation(self, value: Any) -> Any:
        return value


class ChangedValue(serializers.Serializer):
    """One field, or one list of rows, that a version changed."""

    field = serializers.CharField(read_only=True)
    old = Value(read_only=True, help_text="Null for nothing.")
    new = Value(read_only=True, help_text="Null for nothing.")


class ChangeSerializer(NullForEmpty):
    """One version of one record, with what it changed."""

    release: Any = ReleaseReference(read_only=True)
    id = serializers.CharField(source="key", read_only=True)
    version = serializers.IntegerField(source="n", read_only=True)
    action = serializers.ChoiceField(
        choices=Action.choices, read_only=True, help_text="`withdraw` takes the record away."
    )
    slug = serializers.CharField(
        read_only=True, allow_null=True, help_text="By now; null if another record has taken it over."
    )
    url = ApiUrl()
    page_url = serializers.SerializerMethodField(help_text="Null for what was withdrawn.")
    changes = serializers.SerializerMethodField()

    class Meta:
        model = Version
        fields = (
            *("release", "kind", "id", "version", "action", "slug", "url", "page_url"),
            *("changes", "sha256"),
        )

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_page_url(self, version: Any) -> str | None:
        if version.action == Action.WITHDRAW or not version.slug:
            return None
        path = reverse(f"{version.kind}_detail", args=[version.slug])
        return self.context["request"].build_absolute_uri(path)

    @extend_schema_field(ChangedValue(many=True))
    def get_changes(self, version: Any) -> list[dict[str, Any]]:
        return changed_values(version.kind, *shown_payloads(version))
