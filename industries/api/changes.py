"""The log as the API gives it: a row for each version, with what it changed."""

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from industries.api.fields import ApiUrl, NullForEmpty
from industries.api.releases import ReleaseReference
from industries.api.rows import Addresses, Given
from industries.choices import Action
from industries.models import Version
from industries.publishing.history import changed_values, shown_payloads


@extend_schema_field(OpenApiTypes.ANY)
class Value(serializers.ReadOnlyField):
    """A value as the log keeps it: codes, keys of other records, decimals as text, rows as objects."""


@extend_schema_field({"type": ["string", "null"], "format": "uri"})
class LastPage(Given):
    """The page that shows the record to readers."""

    def given(self, version: Any, at: Addresses) -> str | None:
        if version.action == Action.WITHDRAW or not version.slug:
            return None
        return at.full(reverse(f"{version.kind}_detail", args=[version.slug]))


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
    page_url = LastPage(help_text="Null for what was withdrawn.")
    changes = serializers.SerializerMethodField()

    class Meta:
        model = Version
        fields: tuple[str, ...] = (
            *("release", "kind", "id", "version", "action", "slug", "url", "page_url"),
            *("changes", "sha256"),
        )

    @extend_schema_field(ChangedValue(many=True))
    def get_changes(self, version: Any) -> list[dict[str, Any]]:
        return changed_values(version.kind, *shown_payloads(version))


class ContentSerializer(ChangeSerializer):
    """One version of one record, with all that it says."""

    record = serializers.SerializerMethodField(
        help_text="Its members as the log keeps them: other records by key, decimals as text, rows as "
        "objects. Null for what was withdrawn."
    )

    class Meta(ChangeSerializer.Meta):
        fields = (*ChangeSerializer.Meta.fields, "record")

    @extend_schema_field({"type": ["object", "null"], "additionalProperties": True})
    def get_record(self, version: Any) -> dict[str, Any] | None:
        _before, now = shown_payloads(version)
        return now
