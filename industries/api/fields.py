"""What the serializers are made of: codes, addresses, references; null for what is missing."""

from datetime import UTC
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from industries.api.rows import Addresses, Given
from industries.choices import Basis
from industries.models import Citation, Source

NAMES = ("name_en", "name_zh", "name_zh_basis", "aliases", "summary_en", "summary_zh")
NOTES = ("note_en", "note_zh")


@extend_schema_field(OpenApiTypes.URI)
class ApiUrl(Given):
    """The record's own address in the API."""

    def given(self, row: Any, at: Addresses) -> str:
        return at.of_record(row.kind, row.key)


@extend_schema_field(OpenApiTypes.URI)
class PageUrl(Given):
    """The page that shows the record to readers, in English."""

    def given(self, row: Any, at: Addresses) -> str:
        return at.full(row.get_absolute_url())


@extend_schema_field(OpenApiTypes.URI)
class ReleaseUrl(Given):
    """The release's own address in the API."""

    def given(self, row: Any, at: Addresses) -> str:
        return at.of_record("release", row.pk)


class NullForEmpty(serializers.ModelSerializer):
    """Read only; text that is missing is null."""

    null_for_empty = True

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field, kwargs = super().build_standard_field(field_name, model_field)
        kwargs["read_only"] = True
        # a range is the database's own, and what it can hold is no part of the API
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        kwargs.pop("allow_blank", None)
        if model_field.blank:
            kwargs["allow_null"] = True
        return field, kwargs


def code(source: str, codes: Any) -> serializers.ChoiceField:
    """Return a field for a code that the model keeps under a longer name."""
    return serializers.ChoiceField(choices=codes.choices, source=source, read_only=True)


class Reference(serializers.Serializer):
    """Another record: its key and where to read it."""

    id = serializers.CharField(source="key", read_only=True)
    url = ApiUrl()


class NamedReference(Reference):
    """Another record, with its name."""

    null_for_empty = True

    name_en = serializers.CharField(read_only=True)
    name_zh = serializers.CharField(read_only=True, allow_null=True)


def optional(reference: type[Reference]) -> Any:
    return reference(read_only=True, allow_null=True)


LINK: dict[str, Any] = {
    "read_only": True,
    "allow_null": True,
    "help_text": "Null where it may not be shown.",
}


class CitedSource(NullForEmpty):
    """The document that a record rests on."""

    id = serializers.CharField(source="key", read_only=True)
    url = ApiUrl()
    link = serializers.CharField(**LINK)

    class Meta:
        model = Source
        fields: tuple[str, ...] = (
            *("id", "url", "title", "publisher", "link", "confidence", "published_on"),
        )


class CitationSerializer(NullForEmpty):
    """Where a record stands in a source. A null locator means that none was recorded."""

    source: Any = CitedSource(read_only=True)

    class Meta:
        model = Citation
        fields = ("source", "locator", "as_stated")


class RecordSerializer(NullForEmpty):
    """What every record has."""

    id = serializers.CharField(source="key", read_only=True, help_text="Never changes.")
    url = ApiUrl()
    page_url = PageUrl()
    version = serializers.IntegerField(read_only=True, help_text="Counts its published changes.")
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)
    corrected_at = serializers.DateTimeField(
        read_only=True, allow_null=True, default_timezone=UTC, help_text="Null if it never was."
    )


class CitedSerializer(RecordSerializer):
    citations = CitationSerializer(source="cited", many=True, read_only=True)


class HasAliases(serializers.Serializer):
    aliases = serializers.SerializerMethodField(help_text="Other names.")

    def get_aliases(self, record: Any) -> list[str]:
        return record.aliases.splitlines()


class HasUnit(serializers.Serializer):
    unit = serializers.SerializerMethodField(help_text="Null where the source states none.")

    def get_unit(self, record: Any) -> str | None:
        return None if record.unit_basis == Basis.NOT_STATED else record.unit or None
