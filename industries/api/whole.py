"""References given whole, by `expand`: another record with what it says itself.

The records that it refers to are left out, and its version, citations and past are at their address.
"""

from typing import Any

from rest_framework import serializers

from industries import choices
from industries.api.fields import (
    LINK,
    NAMES,
    NOTES,
    HasAliases,
    HasUnit,
    NamedReference,
    NullForEmpty,
    PageUrl,
    Reference,
    code,
    optional,
)
from industries.models import (
    Indicator,
    Industry,
    IndustryGroup,
    Initiative,
    Observation,
    Source,
    Strategy,
    Target,
)

HEAD = ("id", "slug", "url", "page_url")


class WholeSource(Reference, NullForEmpty):
    page_url = PageUrl()
    kind = code("source_kind", choices.SourceKind)
    link = serializers.CharField(**LINK)

    class Meta:
        model = Source
        fields = (
            *(*HEAD, "title", "publisher", "link", "language", "kind", "confidence"),
            *("published_on", "held_on", *NOTES),
        )


class Whole(HasAliases, NamedReference, NullForEmpty):
    page_url = PageUrl()


class WholeGroup(Whole):
    in_framework = serializers.BooleanField(read_only=True)

    class Meta:
        model = IndustryGroup
        fields = (*HEAD, *NAMES, "position", "band", "in_framework", "open_ended")


class WholeStrategy(Whole):
    class Meta:
        model = Strategy
        fields = (*HEAD, *NAMES, "position")


class WholeIndustry(Whole):
    class Meta:
        model = Industry
        fields = (*HEAD, *NAMES, "stage", "position")


class WholeInitiative(Whole):
    kind = code("initiative_kind", choices.InitiativeKind)
    strategy = optional(NamedReference)

    class Meta:
        model = Initiative
        fields = (
            *(*HEAD, *NAMES, "kind", "strategy", "stage", "status_as_stated"),
            *("starts", "ends", "dates_as_stated", "lead_body", *NOTES),
        )


class WholeIndicator(Whole):
    class Meta:
        model = Indicator
        fields = (
            *(*HEAD, *NAMES, "unit", "definition_en", "definition_zh", "measure", "direction"),
            *("frequency", "method"),
        )


class WholeTarget(HasUnit, Reference, NullForEmpty):
    page_url = PageUrl()
    kind = code("target_kind", choices.TargetKind)

    class Meta:
        model = Target
        fields = (
            *(*HEAD, "kind", "kind_basis", "standing", "comparator", "scope", "value", "unit"),
            *("unit_basis", "due_on", "due_as_stated", "deadline_basis", "window_starts_on"),
            *("window_ends_on", "baseline", "baseline_period", "baseline_basis"),
            *("announced_on", "announced_basis", *NOTES),
        )


class WholeObservation(HasUnit, Reference, NullForEmpty):
    class Meta:
        model = Observation
        fields = (
            *("id", "slug", "url", "period", "period_start", "period_end", "period_basis"),
            *("stated_on", "stood_on", "qualifier", "scope", "value", "unit", "unit_basis"),
            *("status", "rank", "rank_reason", "basis", *NOTES),
        )


CITED: dict[str, type[Any]] = {"citations.source": WholeSource}
SCOPED = CITED | {
    "indicator": WholeIndicator,
    "industry": WholeIndustry,
    "initiative": WholeInitiative,
    "initiative.strategy": WholeStrategy,
}
# of each kind the references that may be given whole, by path
EXPANDABLE: dict[str, dict[str, type[Any]]] = {
    "group": CITED,
    "strategy": CITED,
    "industry": CITED | {"memberships.group": WholeGroup, "memberships.source": WholeSource},
    "product": CITED | {"industry": WholeIndustry},
    "initiative": CITED
    | {
        "strategy": WholeStrategy,
        "parent": WholeInitiative,
        "parent.strategy": WholeStrategy,
        "industries": WholeIndustry,
    },
    "indicator": CITED,
    "target": SCOPED
    | {
        "restates": WholeTarget,
        "also_restates": WholeTarget,
        "stretch_of": WholeTarget,
        "same_promise": WholeTarget,
        "set_aside.source": WholeSource,
    },
    "observation": SCOPED | {"derived_from": WholeObservation},
    "source": {},
}
# what has to be fetched with it, where a row of the API does not bring all of it
JOINED: dict[str, str] = {"initiative": "initiative__strategy", "parent": "parent__strategy"}
