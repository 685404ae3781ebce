"""Records as the API gives them: codes of the vocabulary, exact figures, null for what is missing."""

from typing import Any

from rest_framework import serializers

from industries import choices
from industries.api.assessments import AssessmentSerializer, TurnSerializer
from industries.api.fields import (
    LINK,
    NAMES,
    NOTES,
    CitedSerializer,
    CitedSource,
    HasAliases,
    HasUnit,
    NamedReference,
    NullForEmpty,
    RecordSerializer,
    Reference,
    code,
    optional,
)
from industries.models import (
    ChainLink,
    Indicator,
    Industry,
    IndustryGroup,
    Initiative,
    Membership,
    Observation,
    Product,
    Source,
    Strategy,
    Target,
)

HEAD = ("id", "slug", "url", "page_url", "version", "updated_at", "corrected_at")


class SourceSerializer(RecordSerializer):
    kind = code("source_kind", choices.SourceKind)
    link = serializers.CharField(**LINK)

    class Meta:
        model = Source
        fields = (
            *HEAD,
            *("title", "publisher", "link", "language", "kind", "confidence"),
            *("published_on", "held_on", *NOTES),
        )


class NamedSerializer(HasAliases, CitedSerializer):
    """A record with names."""


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


class ScopedSerializer(HasUnit, CitedSerializer):
    """A figure with its unit, and the words that carry it."""

    indicator = NamedReference(read_only=True)
    industry = optional(NamedReference)
    initiative = optional(NamedReference)
    reckoned_in = serializers.CharField(
        source="unit", read_only=True, help_text="The unit that the ledger reckons in."
    )
    as_stated = serializers.SerializerMethodField(help_text="The words that carry the figure.")

    SCOPED = (
        *("indicator", "industry", "initiative", "scope", "scope_comparable"),
        *("value", "unit", "unit_basis", "reckoned_in", "as_stated"),
    )

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

    @staticmethod
    def is_given(target: Target) -> bool:
        return bool(target.set_aside_verdict)


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
        fields: tuple[str, ...] = (
            *HEAD,
            *("kind", "kind_basis", "standing", "comparator"),
            *ScopedSerializer.SCOPED,
            *("due_on", "due_as_stated", "deadline_basis", "window_starts_on", "window_ends_on"),
            *("baseline", "baseline_period", "baseline_basis", "announced_on", "announced_basis"),
            *("restates", "also_restates", "stretch_of", "same_promise", "set_aside"),
            *(*NOTES, "citations"),
            "assessment",
        )


class TargetDetailSerializer(TargetSerializer):
    """With how the verdict came about."""

    verdict_history = TurnSerializer(
        source="judged.history",
        many=True,
        read_only=True,
        help_text="By the current method, each day by what had been published then; the oldest first.",
    )

    class Meta(TargetSerializer.Meta):
        fields = (*TargetSerializer.Meta.fields, "verdict_history")


class ObservationSerializer(ScopedSerializer):
    derived_from = Reference(source="reckoned_from", many=True, read_only=True)

    class Meta:
        model = Observation
        fields = (
            *HEAD,
            *("period", "period_start", "period_end", "period_basis", "stated_on", "stood_on"),
            *("qualifier", *ScopedSerializer.SCOPED, "status", "rank", "rank_reason"),
            *("basis", "derived_from", "break_code", "break_on", "break_note", *NOTES, "citations"),
        )
