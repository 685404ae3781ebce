"""Records as the API gives them: codes of the vocabulary, exact figures, null for what is missing."""

from datetime import UTC
from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from industries import choices
from industries.api.assessments import AssessmentSerializer
from industries.choices import Basis
from industries.models import (
    ChainLink,
    Citation,
    Indicator,
    Industry,
    IndustryGroup,
    Initiative,
    Membership,
    Observation,
    Product,
    Release,
    Source,
    Strategy,
    Target,
    Version,
)

HEAD = ("id", "slug", "url", "page_url", "version", "updated_at", "corrected_at")
NAMES = ("name_en", "name_zh", "name_zh_basis", "aliases", "summary_en", "summary_zh")
NOTES = ("note_en", "note_zh")


@extend_schema_field(OpenApiTypes.URI)
class ApiUrl(serializers.Field):
    """The record's own address in the API."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, record: Any) -> str:
        kind = getattr(record, "kind", "")
        path = reverse(f"api:{kind}-detail", args=[record.key])
        return self.context["request"].build_absolute_uri(path)


@extend_schema_field(OpenApiTypes.URI)
class PageUrl(serializers.Field):
    """The page that shows the record to readers, in English."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, record: Any) -> str:
        return self.context["request"].build_absolute_uri(record.get_absolute_url())


class NullForEmpty(serializers.ModelSerializer):
    """Read only; text that is missing is null."""

    def to_representation(self, instance: Any) -> Any:
        shown = super().to_representation(instance)
        return {name: None if value == "" else value for name, value in shown.items()}

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
    name_en = serializers.CharField(read_only=True)
    name_zh = serializers.SerializerMethodField()

    def get_name_zh(self, record: Any) -> str | None:
        return record.name_zh or None


def optional(reference: type[Reference]) -> Any:
    return reference(read_only=True, allow_null=True)


class CitedSource(NullForEmpty):
    id = serializers.CharField(source="key", read_only=True)
    url = ApiUrl()
    link = serializers.SerializerMethodField(help_text="Null where it may not be shown.")

    class Meta:
        model = Source
        fields = ("id", "url", "title", "publisher", "link", "confidence", "published_on")

    def get_link(self, source: Source) -> str | None:
        return source.link or None


class CitationSerializer(NullForEmpty):
    """Where a record stands in a source. A null locator means that none was recorded."""

    source: Any = CitedSource(read_only=True)

    class Meta:
        model = Citation
        fields = ("source", "locator", "as_stated")


class RecordSerializer(NullForEmpty):
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


class NamedSerializer(CitedSerializer):
    aliases = serializers.SerializerMethodField()

    def get_aliases(self, record: Any) -> list[str]:
        return record.aliases.splitlines()


class SourceSerializer(RecordSerializer):
    kind = code("source_kind", choices.SourceKind)
    link = serializers.SerializerMethodField(help_text="Null where it may not be shown.")

    class Meta:
        model = Source
        fields = (
            *HEAD,
            *("title", "publisher", "link", "language", "kind", "confidence"),
            *("published_on", "held_on", *NOTES),
        )

    def get_link(self, source: Source) -> str | None:
        return source.link or None


class GroupSerializer(NamedSerializer):
    in_framework = serializers.BooleanField(read_only=True, help_text="Whether its band is `part`.")

    class Meta:
        model = IndustryGroup
        fields = (*HEAD, *NAMES, "position", "band", "in_framework", "open_ended", "citations")


class StrategySerializer(NamedSerializer):
    class Meta:
        model = Strategy
        fields = (*HEAD, *NAMES, "position", "citations")


class MembershipSerializer(NullForEmpty):
    group = NamedReference(read_only=True)
    source: Any = CitedSource(read_only=True)

    class Meta:
        model = Membership
        fields = ("group", "basis", "position", "source", "locator", "as_stated")


class IndustrySerializer(NamedSerializer):
    memberships = MembershipSerializer(many=True, read_only=True)

    class Meta:
        model = Industry
        fields: tuple[str, ...] = (*HEAD, *NAMES, "stage", "position", "memberships", "citations")


class ChainLinkSerializer(NullForEmpty):
    from_product = NamedReference(read_only=True)
    to_product = NamedReference(read_only=True)
    technology = optional(NamedReference)
    source: Any = CitedSource(read_only=True)

    class Meta:
        model = ChainLink
        fields = (
            *("from_product", "to_product", "technology", "basis"),
            *("position", "source", "locator", "as_stated"),
        )


class IndustryDetailSerializer(IndustrySerializer):
    """With its products and value chain."""

    products = NamedReference(many=True, read_only=True)
    chain_links = ChainLinkSerializer(many=True, read_only=True)

    class Meta(IndustrySerializer.Meta):
        fields = (*IndustrySerializer.Meta.fields, "products", "chain_links")


class ProductSerializer(NamedSerializer):
    kind = code("product_kind", choices.ProductKind)
    industry = NamedReference(read_only=True)

    class Meta:
        model = Product
        fields = (*HEAD, *NAMES, "kind", "industry", "industry_basis", "citations")


class InitiativeSerializer(NamedSerializer):
    kind = code("initiative_kind", choices.InitiativeKind)
    strategy = optional(NamedReference)
    parent = optional(NamedReference)
    industries = NamedReference(many=True, read_only=True)

    class Meta:
        model = Initiative
        fields = (
            *HEAD,
            *NAMES,
            *("kind", "strategy", "parent", "industries", "stage", "status_as_stated"),
            *("starts", "ends", "dates_as_stated", "lead_body", *NOTES, "citations"),
        )


class IndicatorSerializer(NamedSerializer):
    class Meta:
        model = Indicator
        fields = (
            *HEAD,
            *NAMES,
            *("unit", "definition_en", "definition_zh", "measure", "direction"),
            *("frequency", "method", "citations"),
        )


class ScopedSerializer(CitedSerializer):
    """A figure with its unit, and the words that carry it."""

    indicator = NamedReference(read_only=True)
    industry = optional(NamedReference)
    initiative = optional(NamedReference)
    unit = serializers.SerializerMethodField(help_text="Null where the source states none.")
    reckoned_in = serializers.CharField(
        source="unit", read_only=True, help_text="The unit that the ledger reckons in."
    )
    as_stated = serializers.SerializerMethodField(help_text="The words that carry the figure.")

    SCOPED = (
        *("indicator", "industry", "initiative", "scope", "scope_comparable"),
        *("value", "unit", "unit_basis", "reckoned_in", "as_stated"),
    )

    def get_unit(self, record: Any) -> str | None:
        return None if record.unit_basis == Basis.NOT_STATED else record.unit or None

    def get_as_stated(self, record: Any) -> str | None:
        return next((c.as_stated for c in record.cited if c.as_stated), None)


class SetAside(NullForEmpty):
    """The verdict that a person put beside the computed one; the computed one stays what it is."""

    verdict = code("set_aside_verdict", choices.Verdict)
    reason_en = serializers.CharField(source="set_aside_reason_en", read_only=True, allow_null=True)
    reason_zh = serializers.CharField(source="set_aside_reason_zh", read_only=True, allow_null=True)
    source: Any = Reference(source="set_aside_source", read_only=True)
    locator = serializers.CharField(source="set_aside_locator", read_only=True, allow_null=True)
    until = serializers.DateField(
        source="set_aside_until", read_only=True, help_text="The last day on which it holds."
    )

    class Meta:
        model = Target
        fields = ("verdict", "reason_en", "reason_zh", "source", "locator", "until")

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(instance) if instance.set_aside_verdict else None


class TargetSerializer(ScopedSerializer):
    """What was promised, and how it stands on the day."""

    kind = code("target_kind", choices.TargetKind)
    set_aside = SetAside(source="*", read_only=True, allow_null=True)
    restates = optional(Reference)
    also_restates = Reference(many=True, read_only=True)
    stretch_of = optional(Reference)
    same_promise = optional(Reference)
    assessment = AssessmentSerializer(source="judged", read_only=True)

    class Meta:
        model = Target
        fields = (
            *HEAD,
            *("kind", "kind_basis", "standing", "comparator"),
            *ScopedSerializer.SCOPED,
            *("due_on", "due_as_stated", "deadline_basis", "window_starts_on", "window_ends_on"),
            *("baseline", "baseline_period", "baseline_basis", "announced_on", "announced_basis"),
            *("restates", "also_restates", "stretch_of", "same_promise", "set_aside"),
            *(*NOTES, "citations"),
            "assessment",
        )


class ObservationSerializer(ScopedSerializer):
    derived_from = Reference(many=True, read_only=True)

    class Meta:
        model = Observation
        fields = (
            *HEAD,
            *("period", "period_start", "period_end", "period_basis", "stated_on", "stood_on"),
            *("qualifier", *ScopedSerializer.SCOPED, "status", "rank", "rank_reason"),
            *("basis", "derived_from", "break_code", "break_on", "break_note", *NOTES, "citations"),
        )


class AnswerSerializer(serializers.Serializer):
    """What was found about a report from a reader. Who reported, and in which words, is not public."""

    report = serializers.CharField(help_text="The number that the reader was given.")
    kind = serializers.CharField(help_text="Of the record that the report is about.")
    id = serializers.CharField(source="key")
    url = ApiUrl()
    found_en = serializers.CharField(allow_null=True)
    found_zh = serializers.CharField(allow_null=True)

    def to_representation(self, instance: Any) -> Any:
        shown = super().to_representation(instance)
        return {name: None if value == "" else value for name, value in shown.items()}


class ReleaseSerializer(NullForEmpty):
    url = serializers.HyperlinkedIdentityField(
        view_name="api:release-detail", lookup_field="pk", lookup_url_kwarg="number"
    )
    page_url = PageUrl()
    published_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)
    answers = AnswerSerializer(source="answered", many=True, read_only=True)

    class Meta:
        model = Release
        fields: tuple[str, ...] = (
            *("number", "url", "page_url", "published_at", "kind", *NOTES, "answers", "sha256"),
        )


class VersionSerializer(NullForEmpty):
    id = serializers.CharField(source="key", read_only=True)
    version = serializers.IntegerField(source="n", read_only=True)
    url = ApiUrl()

    class Meta:
        model = Version
        fields = ("kind", "id", "version", "action", "sha256", "url")


class ReleaseDetailSerializer(ReleaseSerializer):
    """With what changed in it."""

    versions = VersionSerializer(many=True, read_only=True)

    class Meta(ReleaseSerializer.Meta):
        fields = (*ReleaseSerializer.Meta.fields, "versions")
