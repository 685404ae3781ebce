"""The filterset of each kind of record. Each filter is declared."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from industries import choices
from industries.editions import today
from industries.filtersets.base import (
    CodesFilter,
    CodesThroughFilter,
    CodesWithinFilter,
    KeysFilter,
    KeysThroughFilter,
    MomentFilter,
    Ordering,
    StrictFilterSet,
    TextFilter,
    WholeFilter,
    YesNoFilter,
)
from industries.models import (
    Indicator,
    Industry,
    IndustryGroup,
    Initiative,
    KeptVerdict,
    Observation,
    Product,
    Source,
    Strategy,
    Target,
    Version,
)
from industries.models.measurement import UNIT_CHOICES

NAMES = ("name_en", "name_zh", "aliases", "key")


class RecordFilterSet(StrictFilterSet):
    """What every list of records understands."""

    id = KeysFilter(field_name="key", help_text="Keys, with commas between: any of these.")
    updated_after = MomentFilter(
        method="by_version", help_text="Of which a version was published after the moment."
    )

    def by_version(self, records: Any, _name: str, moment: datetime) -> Any:
        versions = Version.objects.filter(kind=records.model.kind, key=OuterRef("key"))
        return records.filter(Exists(versions.filter(release__published_at__gt=moment)))


class GroupFilterSet(RecordFilterSet):
    search = TextFilter(*NAMES)
    band = CodesFilter(choices.Band)
    in_framework = YesNoFilter(method="by_in_framework", help_text="Whether its band is `part`.")
    ordering = Ordering(fields=["position", "key"])

    class Meta:
        model = IndustryGroup
        fields: ClassVar[list[str]] = []

    def by_in_framework(self, groups: Any, name: str, value: bool) -> Any:
        is_part = Q(band=choices.Band.PART)
        return groups.filter(is_part if value else ~is_part)


class StrategyFilterSet(RecordFilterSet):
    search = TextFilter(*NAMES)
    ordering = Ordering(fields=["position", "key"])

    class Meta:
        model = Strategy
        fields: ClassVar[list[str]] = []


class IndustryFilterSet(RecordFilterSet):
    shown = ("search", "group", "stage", "ordering")

    search = TextFilter(*NAMES)
    group = KeysFilter(field_name="groups__key", distinct=True, label=gettext_lazy("Group"))
    stage = CodesFilter(choices.IndustryStage, label=gettext_lazy("Stage"))
    ordering = Ordering(fields=["position", "name_en", "key"])

    class Meta:
        model = Industry
        fields: ClassVar[list[str]] = []


class ProductFilterSet(RecordFilterSet):
    search = TextFilter(*NAMES)
    kind = CodesFilter(choices.ProductKind, field_name="product_kind")
    industry = KeysFilter(field_name="industry__key")
    ordering = Ordering(fields=["name_en", "key"])

    class Meta:
        model = Product
        fields: ClassVar[list[str]] = []


class InitiativeFilterSet(RecordFilterSet):
    shown = ("search", "strategy", "kind", "stage", "industry", "ordering")

    search = TextFilter(*NAMES)
    strategy = KeysFilter(field_name="strategy__key", label=gettext_lazy("Strategy"))
    strategy__isnull = YesNoFilter(field_name="strategy", lookup_expr="isnull")
    kind = CodesFilter(
        choices.InitiativeKind,
        field_name="initiative_kind",
        label=pgettext_lazy("of a record", "Kind"),
    )
    stage = CodesFilter(choices.InitiativeStage, label=gettext_lazy("Stage"))
    industry = KeysFilter(field_name="industries__key", distinct=True, label=gettext_lazy("Industry"))
    parent = KeysFilter(field_name="parent__key", label=gettext_lazy("Part of"))
    parent__isnull = YesNoFilter(field_name="parent", lookup_expr="isnull")
    ordering = Ordering(fields=["name_en", "starts", "ends", "key"])

    class Meta:
        model = Initiative
        fields: ClassVar[list[str]] = []


class IndicatorFilterSet(RecordFilterSet):
    shown = ("search", "measure", "direction", "ordering")

    search = TextFilter(*NAMES, "definition_en", "definition_zh")
    unit = CodesFilter(SimpleNamespace(choices=UNIT_CHOICES))
    measure = CodesFilter(choices.Measure, label=gettext_lazy("Measure"))
    direction = CodesFilter(choices.Direction, label=gettext_lazy("Direction"))
    frequency = CodesFilter(choices.Frequency)
    ordering = Ordering(fields=["name_en", "key"])

    class Meta:
        model = Indicator
        fields: ClassVar[list[str]] = []


class ScopedFilterSet(RecordFilterSet):
    """What targets and observations share."""

    search = TextFilter(
        "indicator__name_en", "indicator__name_zh", "indicator__aliases", "scope", "key"
    )
    indicator = KeysFilter(field_name="indicator__key", label=gettext_lazy("Indicator"))
    industry = KeysFilter(field_name="industry__key", label=gettext_lazy("Industry"))
    industry__isnull = YesNoFilter(field_name="industry", lookup_expr="isnull")
    initiative = KeysFilter(field_name="initiative__key")
    initiative__isnull = YesNoFilter(field_name="initiative", lookup_expr="isnull")
    value__gte = filters.NumberFilter(field_name="value", lookup_expr="gte")
    value__lte = filters.NumberFilter(field_name="value", lookup_expr="lte")
    value__gt = filters.NumberFilter(field_name="value", lookup_expr="gt")
    value__lt = filters.NumberFilter(field_name="value", lookup_expr="lt")
    confidence = CodesThroughFilter(
        choices.Confidence,
        field_name="citations__source__confidence",
        label=gettext_lazy("Confidence of a source"),
    )
    source = KeysThroughFilter(field_name="citations__source__key", label=gettext_lazy("Source"))


# how SQL asks for what `Target.left_open` says of one row
MISSING = {
    choices.Component.QUANTITY: Q(value=None),
    choices.Component.UNIT: Q(unit_basis=choices.Basis.NOT_STATED),
    choices.Component.DEADLINE: Q(due_on=None),
    choices.Component.BASELINE: Q(baseline=None, target_kind=choices.TargetKind.BY_DATE),
    choices.Component.ANNOUNCEMENT: Q(announced_on=None),
}


def _of_kept(name: str) -> str:
    """Return a target's order as that of what live keeps of it."""
    sign, bare = ("-", name[1:]) if name.startswith("-") else ("", name)
    return name if bare in ("place", "next_due_on") else f"{sign}target__{bare}"


class TargetFilterSet(ScopedFilterSet):
    """Targets as the verdicts that live keeps have them today; by default a promise's together."""

    shown: ClassVar[tuple[str, ...]] = (
        *("search", "verdict", "industry", "group", "due_year", "ordering"),
    )
    more: ClassVar[tuple[str, ...]] = (
        *("reason", "kind", "standing", "initiative", "strategy", "missing", "flag"),
        *("changed_goal", "overdue", "confidence"),
    )

    page_size = 25  # each with words, figures, chart and sources
    # what a list keeps of all, and its order, both by what live keeps
    only: ClassVar[dict[str, Any]] = {}
    order: ClassVar[tuple[str, ...]] = ("place",)
    # the filters by what live keeps, whose names a target `on_day()` has as well
    of_kept: ClassVar[tuple[str, ...]] = (
        *("verdict", "reason", "flag", "changed_goal", "counted"),
        *("overdue", "next_due_on__lte", "next_due_on__gte"),
    )

    verdict = CodesFilter(choices.Verdict, label=gettext_lazy("Verdict"))
    reason = CodesWithinFilter(
        choices.Reason, field_name="reasons", label=gettext_lazy("Why it cannot be judged")
    )
    flag = CodesWithinFilter(
        choices.Flag, field_name="flags", label=gettext_lazy("To be known beside it")
    )
    changed_goal = YesNoFilter(field_name="is_changed", label=gettext_lazy("Goal changed"))
    counted = YesNoFilter(
        label=gettext_lazy("Counted among the commitments"),
        help_text="Commitments, each promise once, stretch goals apart.",
    )
    overdue = YesNoFilter(method="by_overdue", label=gettext_lazy("Next figure overdue"))
    next_due_on__lte = filters.DateFilter(field_name="next_due_on", lookup_expr="lte")
    next_due_on__gte = filters.DateFilter(field_name="next_due_on", lookup_expr="gte")
    missing = CodesFilter(
        choices.Component, method="by_missing", label=gettext_lazy("Left open by the source")
    )
    initiative = KeysFilter(field_name="initiative__key", label=gettext_lazy("Initiative"))
    kind = CodesFilter(
        choices.TargetKind, field_name="target_kind", label=pgettext_lazy("of a record", "Kind")
    )
    standing = CodesFilter(choices.Standing, label=gettext_lazy("Standing"))
    comparator = CodesFilter(choices.Comparator)
    group = KeysThroughFilter(field_name="industry__groups__key", label=gettext_lazy("Group"))
    strategy = KeysFilter(field_name="initiative__strategy__key", label=gettext_lazy("Strategy"))
    due_year = WholeFilter(
        field_name="due_on",
        lookup_expr="year",
        label=gettext_lazy("Deadline year"),
        max_value=9999,
    )
    due_on__gte = filters.DateFilter(
        field_name="due_on", lookup_expr="gte", label=gettext_lazy("Deadline from")
    )
    due_on__lt = filters.DateFilter(field_name="due_on", lookup_expr="lt")
    due_on__lte = filters.DateFilter(field_name="due_on", lookup_expr="lte")
    due_on__isnull = YesNoFilter(field_name="due_on", lookup_expr="isnull")
    value__isnull = YesNoFilter(field_name="value", lookup_expr="isnull")
    announced_on__gte = filters.DateFilter(field_name="announced_on", lookup_expr="gte")
    announced_on__lte = filters.DateFilter(field_name="announced_on", lookup_expr="lte")
    ordering = Ordering(fields=["due_on", "announced_on", "next_due_on", "value", "key"])

    class Meta:
        model = Target
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: Any) -> Any:
        rows = queryset.on_day(today()).filter(**self.only).order_by(*self.order)
        return super().filter_queryset(rows)

    @property
    def found(self) -> Any:
        """Return what live keeps of the targets if no filter asks for more, else the targets."""
        if not set(self.applied) <= {*self.of_kept, "ordering"}:
            return self.qs
        kept = KeptVerdict.objects.on_day(today()).filter(**self.only)
        for name in self.of_kept:
            kept = self.filters[name].filter(kept, self.form.cleaned_data.get(name))
        return kept.order_by(*(_of_kept(name) for name in self.qs.query.order_by))

    def whole(self, found: Any) -> Any:
        """Return the targets; that no filter is asked again keeps SQLite from starting with it."""
        targets = found.values("target" if found.model is KeptVerdict else "pk")
        rows = self.queryset.on_day(today()).filter(pk__among=targets)
        return rows.order_by(*self.qs.query.order_by)

    def by_overdue(self, queryset: Any, _name: str, value: bool) -> Any:
        due = Q(next_due_on__lt=today())
        return queryset.filter(due if value else Q(next_due_on=None) | ~due)

    def by_missing(self, queryset: Any, _name: str, value: list[str]) -> Any:
        found = Q()
        for component in value:
            found |= MISSING[choices.Component(component)]
        return queryset.filter(found)


class DueFilterSet(TargetFilterSet):
    """Targets whose next figure has a day by which it is due, the first of them first."""

    shown = ("search", "industry", "group", "overdue")
    more = ()
    only: ClassVar[dict[str, Any]] = {"next_due_on__isnull": False}
    order = ("next_due_on", "place")


class ChangedGoalFilterSet(TargetFilterSet):
    """Targets that took another's place, or whose place another took."""

    shown = ("search", "industry", "group")
    more = ()
    only: ClassVar[dict[str, Any]] = {"is_changed": True}


class ObservationFilterSet(ScopedFilterSet):
    """No `ordering`: a long table is paged by a cursor over `id` alone."""

    period = KeysFilter(
        r"^[0-9]{4}[-/0-9A-Z]*\Z", gettext_lazy("Write a period: 2024, 2024-05, 2025-H1.")
    )
    period_start__gte = filters.DateFilter(field_name="period_start", lookup_expr="gte")
    period_start__lte = filters.DateFilter(field_name="period_start", lookup_expr="lte")
    period_end__gte = filters.DateFilter(field_name="period_end", lookup_expr="gte")
    period_end__lte = filters.DateFilter(field_name="period_end", lookup_expr="lte")
    status = CodesFilter(choices.ObservationStatus)
    rank = CodesFilter(choices.Rank)
    qualifier = CodesFilter(choices.Qualifier)
    basis = CodesFilter(choices.ObservationBasis)

    class Meta:
        model = Observation
        fields: ClassVar[list[str]] = []


class SourceFilterSet(RecordFilterSet):
    shown = ("search", "kind", "confidence", "ordering")

    search = TextFilter("title", "publisher", "key")
    kind = CodesFilter(
        choices.SourceKind, field_name="source_kind", label=pgettext_lazy("of a record", "Kind")
    )
    confidence = CodesFilter(choices.Confidence, label=gettext_lazy("Confidence"))
    language = KeysFilter(r"^[a-z]{2,8}\Z", gettext_lazy("Write the code of a language: en, zh."))
    published_on__isnull = YesNoFilter(field_name="published_on", lookup_expr="isnull")
    published_on__gte = filters.DateFilter(field_name="published_on", lookup_expr="gte")
    published_on__lte = filters.DateFilter(field_name="published_on", lookup_expr="lte")
    ordering = Ordering(fields=["published_on", "title", "publisher", "key"])

    class Meta:
        model = Source
        fields: ClassVar[list[str]] = []
