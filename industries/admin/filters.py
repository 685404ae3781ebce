"""What lists are filtered by beside a field: where a record stands, and what it lacks."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from industries.choices import Rank, State
from industries.editions import today
from industries.models import Citation, DeskState, Observation, Target

# a deadline within so many days is worth looking out for its figure
SOON = timedelta(days=180)

OFFERED = 50  # choices of a filter that has no end


def uncited(model: Any) -> Q | None:
    """Return the condition that no source is cited, or None where none is needed."""
    if not model.needs_citation:
        return None
    return ~Q(Exists(Citation.objects.filter(**{model.kind: OuterRef("pk")})))


def untranslated(model: Any) -> Q | None:
    """Return the condition that a text stands in one language only, or None without such texts."""
    names = {field.name for field in model._meta.fields}
    missing = Q()
    for name in sorted(names):
        other = f"{name.removesuffix('_en')}_zh"
        if name.endswith("_en") and other in names:
            missing |= Q(**{name: ""}) & ~Q(**{other: ""}) | ~Q(**{name: ""}) & Q(**{other: ""})
    return missing or None


def due(model: Any, *, as_of: date | None = None) -> Q | None:
    """Return the condition that a target's deadline is near and its figure is not there yet.

    None for what is no target. `as_of` is today by default.
    """
    if model is not Target:
        return None
    day = as_of or today()
    return Q(due_on__gte=day, due_on__lte=day + SOON) & ~_has_figure()


def overdue(model: Any, *, as_of: date | None = None) -> Q | None:
    """Return the condition that a target's deadline has passed and no figure for it was entered."""
    if model is not Target:
        return None
    return Q(due_on__lt=as_of or today()) & ~_has_figure()


def _has_figure() -> Q:
    """Whether something was observed of the same indicator and industry up to the deadline or on."""
    seen = Observation.objects.filter(
        indicator=OuterRef("indicator"), period_end__gte=OuterRef("due_on")
    ).exclude(rank=Rank.DEPRECATED)
    without_industry = Q(industry__isnull=True) & Q(Exists(seen.filter(industry__isnull=True)))
    return without_industry | Q(Exists(seen.filter(industry=OuterRef("industry"))))


def counted(rows: QuerySet[Any], conditions: dict[str, Q]) -> dict[str, int]:
    """Return how many of the rows each condition holds for. One query."""
    # as columns first: an aggregate over a subquery does not see the rows that it was made of
    columns = {
        f"is_{name}": ExpressionWrapper(condition, BooleanField())
        for name, condition in conditions.items()
    }
    counts = {name: Count("pk", filter=Q(**{f"is_{name}": True}), distinct=True) for name in conditions}
    found: dict[str, int] = rows.order_by().annotate(**columns).aggregate(**counts)
    return found


class CountingChangeList(ChangeList):
    """Counts the choices of all filters that are not in use in one query; Django takes one for each."""

    def counts_for(self, spec: Any) -> dict[str, int]:
        """Return the facets of a filter, by the names that its choices look them up by."""
        if any(value is not None for value in spec.used_parameters.values()):
            others = self.get_queryset(spec.request, exclude_parameters=spec.expected_parameters())
            return counted(others, spec.conditions())
        # the list makes its filters anew each time that it is asked for rows: their order stays
        order = {str(s.expected_parameters()): f"{n}_" for n, s in enumerate(self.filter_specs)}
        if not hasattr(self, "_counts"):
            conditions = {
                f"{order[str(other.expected_parameters())]}{name}": condition
                for other in self.filter_specs
                if isinstance(other, Counting) and not other.used_parameters
                for name, condition in other.conditions().items()
            }
            self._counts = counted(self.queryset, conditions)
        mark = order[str(spec.expected_parameters())]
        return {n.removeprefix(mark): c for n, c in self._counts.items() if n.startswith(mark)}


class Counting:
    """A filter that says by which conditions its choices are counted."""

    def conditions(self) -> dict[str, Q]:
        raise NotImplementedError

    def get_facet_queryset(self, changelist: Any) -> Any:
        return changelist.counts_for(self)


class ChoicesFilter(Counting, admin.ChoicesFieldListFilter):
    def conditions(self) -> dict[str, Q]:
        codes = enumerate(code for code, _label in self.field.flatchoices)
        return {f"{n}__c": Q(**{self.lookup_kwarg: code}) for n, code in codes}


class RelatedFilter(admin.RelatedFieldListFilter):
    """Offers what the rows refer to, most often first: not all that could be referred to."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return []  # they depend on the rows

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Iterator[Any]:
        model: Any = self.field.related_model
        rows = changelist.queryset
        if self.used_parameters:
            rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        referred = rows.order_by().values(self.field_path).annotate(rows=Count("pk", distinct=True))
        counts = dict(referred.order_by("-rows").values_list(self.field_path, "rows")[:OFFERED])
        names = model.objects.in_bulk([pk for pk in counts if pk])
        self.lookup_choices = [
            (pk, f"{names[pk]} ({count})") for pk, count in counts.items() if pk in names
        ]
        unset = f"{self.empty_value_display} ({counts.get(None, 0)})"
        with_facets, changelist.add_facets = changelist.add_facets, False  # they are in the names
        self.empty_value_display = unset
        yield from super().choices(changelist)
        changelist.add_facets = with_facets


class StateFilter(admin.SimpleListFilter):
    """Where the record stands; counted in one query, where Django's own takes one for each state."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset

    def get_facet_queryset(self, changelist: Any) -> dict[str, int]:
        rows = changelist.queryset
        if self.value():
            rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        counts = rows.order_by().values("state").annotate(rows=Count("pk", distinct=True))
        found = dict(counts.values_list("state", "rows"))
        return {f"{n}__c": found.get(state, 0) for n, state in enumerate(State.values)}


class ConditionFilter(Counting, admin.SimpleListFilter):
    """Keeps the rows for which a condition holds; absent from lists where none can hold."""

    offered: dict[str, tuple[Any, Callable[[Any], Q | None]]]

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        found = {code: condition(model) for code, (_label, condition) in self.offered.items()}
        self.found = {code: condition for code, condition in found.items() if condition is not None}
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, label) for code, (label, _c) in self.offered.items() if code in self.found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = self.found.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)

    def conditions(self) -> dict[str, Q]:
        codes = enumerate(code for code, _label in self.lookup_choices)
        return {f"{n}__c": self.found[code] for n, code in codes}


class WorkFilter(ConditionFilter):
    title = _("work to do")
    parameter_name = "lacks"
    offered = {
        "citation": (_("no source cited"), uncited),
        "translation": (_("translation missing"), untranslated),
        "due": (_("figure due soon"), due),
        "figure": (_("figure overdue"), overdue),
    }


class MineFilter(ConditionFilter):
    title = _("last edited by")
    parameter_name = "by"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.offered = {"me": (_("me"), lambda _model: self._mine(request.user.pk, model.kind))}
        super().__init__(request, params, model, model_admin)

    @staticmethod
    def _mine(user: Any, kind: str) -> Q:
        mine = DeskState.objects.filter(last_author=user, kind=kind, key=OuterRef("key"))
        return Q(Exists(mine))
