"""One filterset for each list, for page and API. Each filter is declared; no client string becomes an
ORM lookup. A name or value that is not known is an error, never an empty filter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import django_filters as filters
from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from industries import choices
from industries.models import (
    Indicator,
    Industry,
    IndustryGroup,
    Initiative,
    Observation,
    Product,
    Release,
    Source,
    Strategy,
    Target,
)


@dataclass(frozen=True, slots=True)
class FilterProblem:
    """One parameter that was not understood, and what would have been."""

    code: str
    path: str
    message: str


class InvalidFilterError(BadRequest):
    """The query string asks for what this list does not have: 400, with a sentence for each problem."""

    def __init__(self, problems: list[FilterProblem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class CodesFilter(filters.BaseInFilter, filters.ChoiceFilter):
    """One or more codes of a closed list, with commas between them: any of these."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices.choices, **kwargs)


class KeysFilter(filters.BaseInFilter, filters.CharFilter):
    """One or more keys of another record, with commas between them: any of these."""


class YesNoFilter(filters.TypedChoiceFilter):
    """`true` or `false`; the library's own takes any other word for no filter at all."""

    def __init__(self, **kwargs: Any) -> None:
        codes = [("true", "true"), ("false", "false")]
        super().__init__(choices=codes, coerce=lambda code: code == "true", **kwargs)


LAST_NUMBER = 2**31 - 1  # of a release, as every database keeps it


class WholeFilter(filters.NumberFilter):
    """A whole number from 1 up to `max_value`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, decimal_places=0, **kwargs)


# SQLite refuses a pattern over 50,000 bytes and a condition of over 1,000 parts
LONGEST_SEARCH = 100


class TextFilter(filters.CharFilter):
    """Words that must all occur, each in any of the named fields."""

    def __init__(self, *fields: str) -> None:
        super().__init__(label=gettext_lazy("Search"), max_length=LONGEST_SEARCH)
        self.fields = fields

    def filter(self, qs: Any, value: Any) -> Any:
        for word in (value or "").split():
            found = Q()
            for field in self.fields:
                found |= Q(**{f"{field}__icontains": word})
            qs = qs.filter(found)
        return qs


class Ordering(filters.OrderingFilter):
    """Named orders; the key breaks ties, so that pages neither repeat nor skip a row."""

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        return qs.order_by(*(self.get_ordering_value(param) for param in value), "key")


class StrictFilterSet(filters.FilterSet):
    """A filterset that refuses names it does not know.

    `shown` names the filters that a page offers as a form, in order.
    """

    shown: ClassVar[tuple[str, ...]] = ("search",)
    paging: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, data: QueryDict, queryset: QuerySet[Any], *, paging: tuple[str, ...] = ("page",)
    ) -> Self:
        """Return the filterset, valid. Raises InvalidFilterError otherwise.

        `paging` are the names that the list itself understands.
        """
        filterset = cls(data, queryset=queryset)
        filterset.paging = paging
        if problems := list(filterset._problems()):
            raise InvalidFilterError(problems)
        return filterset

    @property
    def applied(self) -> dict[str, str]:
        """Name and value of each filter in use."""
        return {name: self.data[name] for name in self.filters if self.data.get(name)}

    def _problems(self) -> Iterable[FilterProblem]:
        valid = sorted(self.filters)
        for name in sorted(set(self.data) - set(valid) - set(self.paging)):
            message = _("“%(name)s” is not a parameter of this list. Valid are: %(valid)s.")
            params = {"name": name, "valid": ", ".join([*valid, *self.paging])}
            yield FilterProblem("unknown_parameter", name, message % params)
        for name, values in self.data.lists():
            if len(values) > 1:
                message = _("“%(name)s” is given more than once. Write %(name)s=%(values)s.")
                params = {"name": name, "values": ",".join(values)}
                yield FilterProblem("repeated_parameter", name, message % params)
        for name, errors in self.form.errors.items():
            codes = self.filters[name].extra.get("choices") if name in self.filters else None
            hint = ""
            if codes and not callable(codes):
                hint = " " + _("Valid are: %(valid)s.") % {
                    "valid": ", ".join(str(code) for code, _label in codes)
                }
            for error in errors:
                yield FilterProblem("invalid_value", name, f"{error}{hint}")


NAMES = ("name_en", "name_zh", "aliases", "key")


class GroupFilterSet(StrictFilterSet):
    search = TextFilter(*NAMES)
    in_framework = YesNoFilter()
    ordering = Ordering(fields=["position", "key"])

    class Meta:
        model = IndustryGroup
        fields: ClassVar[list[str]] = []


class StrategyFilterSet(StrictFilterSet):
    search = TextFilter(*NAMES)
    ordering = Ordering(fields=["position", "key"])

    class Meta:
        model = Strategy
        fields: ClassVar[list[str]] = []


class IndustryFilterSet(StrictFilterSet):
    shown = ("search", "group", "stage")

    search = TextFilter(*NAMES)
    group = KeysFilter(field_name="groups__key", distinct=True, label=gettext_lazy("Group"))
    stage = CodesFilter(choices.IndustryStage, label=gettext_lazy("Stage"))
    ordering = Ordering(fields=["position", "name_en", "key"])

    class Meta:
        model = Industry
        fields: ClassVar[list[str]] = []


class ProductFilterSet(StrictFilterSet):
    search = TextFilter(*NAMES)
    kind = CodesFilter(choices.ProductKind, field_name="product_kind")
    industry = KeysFilter(field_name="industry__key")
    ordering = Ordering(fields=["name_en", "key"])

    class Meta:
        model = Product
        fields: ClassVar[list[str]] = []


class InitiativeFilterSet(StrictFilterSet):
    shown = ("search", "strategy", "kind", "stage", "industry")

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
    parent = KeysFilter(field_name="parent__key")
    ordering = Ordering(fields=["name_en", "starts", "ends", "key"])

    class Meta:
        model = Initiative
        fields: ClassVar[list[str]] = []


class IndicatorFilterSet(StrictFilterSet):
    shown = ("search", "measure", "direction")

    search = TextFilter(*NAMES, "definition_en", "definition_zh")
    unit = KeysFilter()
    measure = CodesFilter(choices.Measure, label=gettext_lazy("Measure"))
    direction = CodesFilter(choices.Direction, label=gettext_lazy("Direction"))
    frequency = CodesFilter(choices.Frequency)
    ordering = Ordering(fields=["name_en", "key"])

    class Meta:
        model = Indicator
        fields: ClassVar[list[str]] = []


class ScopedFilterSet(StrictFilterSet):
    """What targets and observations share."""

    search = TextFilter(
        "indicator__name_en", "indicator__name_zh", "indicator__aliases", "scope", "key"
    )
    indicator = KeysFilter(field_name="indicator__key")
    industry = KeysFilter(field_name="industry__key", label=gettext_lazy("Industry"))
    industry__isnull = YesNoFilter(field_name="industry", lookup_expr="isnull")
    initiative = KeysFilter(field_name="initiative__key")
    value__gte = filters.NumberFilter(field_name="value", lookup_expr="gte")
    value__lte = filters.NumberFilter(field_name="value", lookup_expr="lte")
    value__gt = filters.NumberFilter(field_name="value", lookup_expr="gt")
    value__lt = filters.NumberFilter(field_name="value", lookup_expr="lt")
    confidence = CodesFilter(
        choices.Confidence,
        field_name="citations__source__confidence",
        distinct=True,
        label=gettext_lazy("Confidence of a source"),
    )
    source = KeysFilter(field_name="citations__source__key", distinct=True)


class TargetFilterSet(ScopedFilterSet):
    shown = ("search", "industry", "kind", "standing", "due_year", "confidence")

    kind = CodesFilter(
        choices.TargetKind, field_name="target_kind", label=pgettext_lazy("of a record", "Kind")
    )
    standing = CodesFilter(choices.Standing, label=gettext_lazy("Standing"))
    comparator = CodesFilter(choices.Comparator)
    group = KeysFilter(field_name="industry__groups__key", distinct=True)
    strategy = KeysFilter(field_name="initiative__strategy__key")
    due_year = WholeFilter(
        field_name="due_on",
        lookup_expr="year",
        label=gettext_lazy("Deadline year"),
        max_value=9999,
    )
    due_on__gte = filters.DateFilter(field_name="due_on", lookup_expr="gte")
    due_on__lt = filters.DateFilter(field_name="due_on", lookup_expr="lt")
    due_on__lte = filters.DateFilter(field_name="due_on", lookup_expr="lte")
    due_on__isnull = YesNoFilter(field_name="due_on", lookup_expr="isnull")
    announced_on__gte = filters.DateFilter(field_name="announced_on", lookup_expr="gte")
    announced_on__lte = filters.DateFilter(field_name="announced_on", lookup_expr="lte")
    ordering = Ordering(fields=["due_on", "announced_on", "value", "key"])

    class Meta:
        model = Target
        fields: ClassVar[list[str]] = []


class ObservationFilterSet(ScopedFilterSet):
    """No `ordering`: a long table is paged by a cursor over `id` alone."""

    period = KeysFilter()
    period_start__gte = filters.DateFilter(field_name="period_start", lookup_expr="gte")
    period_end__lte = filters.DateFilter(field_name="period_end", lookup_expr="lte")
    status = CodesFilter(choices.ObservationStatus)
    rank = CodesFilter(choices.Rank)
    qualifier = CodesFilter(choices.Qualifier)
    basis = CodesFilter(choices.ObservationBasis)

    class Meta:
        model = Observation
        fields: ClassVar[list[str]] = []


class SourceFilterSet(StrictFilterSet):
    shown = ("search", "kind", "confidence")

    search = TextFilter("title", "publisher", "key")
    kind = CodesFilter(
        choices.SourceKind, field_name="source_kind", label=pgettext_lazy("of a record", "Kind")
    )
    confidence = CodesFilter(choices.Confidence, label=gettext_lazy("Confidence"))
    language = KeysFilter()
    published_on__gte = filters.DateFilter(field_name="published_on", lookup_expr="gte")
    published_on__lte = filters.DateFilter(field_name="published_on", lookup_expr="lte")
    ordering = Ordering(fields=["published_on", "title", "publisher", "key"])

    class Meta:
        model = Source
        fields: ClassVar[list[str]] = []


class ReleaseFilterSet(StrictFilterSet):
    shown = ("kind",)

    kind = CodesFilter(choices.ReleaseKind, label=gettext_lazy("Kind of release"))
    number__gte = WholeFilter(field_name="number", lookup_expr="gte", max_value=LAST_NUMBER)
    number__lte = WholeFilter(field_name="number", lookup_expr="lte", max_value=LAST_NUMBER)

    class Meta:
        model = Release
        fields: ClassVar[list[str]] = []
