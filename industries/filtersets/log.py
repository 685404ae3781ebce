"""Filtersets of the log: its releases, and the versions in them."""

from types import SimpleNamespace
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from industries import choices
from industries.filtersets.base import (
    CodesFilter,
    KeysFilter,
    MomentFilter,
    MonthFilter,
    StrictFilterSet,
    WholeFilter,
    YesNoFilter,
)
from industries.models import RECORDS, Involvement, Release, Version
from industries.models.publishing import CORRECTIONS, of_same_record

LAST_NUMBER = 2**31 - 1  # of a release, as every database keeps it

# the kinds of record, as a closed list
RECORD_KINDS = SimpleNamespace(
    choices=[(kind, capfirst(model._meta.verbose_name)) for kind, model in RECORDS.items()]
)


def about(versions: Any, industries: list[str]) -> Any:
    """Keep the versions that are about any of these industries."""
    involved = Involvement.objects.filter(version=OuterRef("pk"), industry__in=industries)
    return versions.filter(Exists(involved))


class ReleaseFilterSet(StrictFilterSet):
    """Releases by what they say of themselves, and by what is in them: see `versions`."""

    shown = ("kind", "record", "industry", "month")

    kind = CodesFilter(choices.ReleaseKind, label=gettext_lazy("Kind of release"))
    record = CodesFilter(RECORD_KINDS, label=gettext_lazy("Kind of record"), method="unchanged")
    industry = KeysFilter(label=gettext_lazy("Industry"), method="unchanged")
    month = MonthFilter(field_name="published_at", label=gettext_lazy("Month"))
    updated_after = MomentFilter(field_name="published_at", lookup_expr="gt")
    number__gte = WholeFilter(field_name="number", lookup_expr="gte", max_value=LAST_NUMBER)
    number__lte = WholeFilter(field_name="number", lookup_expr="lte", max_value=LAST_NUMBER)

    class Meta:
        model = Release
        fields: ClassVar[list[str]] = []

    def unchanged(self, queryset: Any, _name: str, _value: list[str]) -> Any:
        """Leave the queryset to `filter_queryset`: one version has to be of both."""
        return queryset

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        if not any(map(self.form.cleaned_data.get, ("record", "industry"))):
            return found
        return found.filter(Exists(self._asked_for().filter(release=OuterRef("pk"))))

    @property
    def versions(self) -> Any:
        """The versions in these releases that are of the kinds and industries asked for."""
        if not any(self.form.cleaned_data.values()):
            return self._asked_for()  # of every release: to name them all takes long
        return self._asked_for().filter(release__in=self.qs.order_by().values("pk"))

    def _asked_for(self) -> Any:
        found: Any = Version.objects.all()
        if kinds := self.form.cleaned_data.get("record"):
            found = found.filter(kind__in=kinds)
        if industries := self.form.cleaned_data.get("industry"):
            found = about(found, industries)
        return found


class ChangeFilterSet(StrictFilterSet):
    """Versions in the log. No `ordering`: a long table is paged by a cursor over `id` alone."""

    shown = ("kind", "industry")

    kind = CodesFilter(RECORD_KINDS, label=gettext_lazy("Kind of record"))
    id = KeysFilter(field_name="key")
    industry = KeysFilter(label=gettext_lazy("Industry"), method="on_industry")
    release = WholeFilter(field_name="release", max_value=LAST_NUMBER)
    release__gte = WholeFilter(field_name="release", lookup_expr="gte", max_value=LAST_NUMBER)
    release_kind = CodesFilter(choices.ReleaseKind, field_name="release__kind")
    action = CodesFilter(choices.Action)
    correction = YesNoFilter(
        method="by_correction", help_text="Corrected what was public, or withdrew it."
    )
    updated_after = MomentFilter(field_name="release__published_at", lookup_expr="gt")

    class Meta:
        model = Version
        fields: ClassVar[list[str]] = []

    def by_correction(self, queryset: Any, _name: str, value: bool) -> Any:
        return queryset.filter(CORRECTIONS if value else ~CORRECTIONS)

    def on_industry(self, queryset: Any, _name: str, value: list[str]) -> Any:
        return about(queryset, value)


class BetweenFilterSet(StrictFilterSet):
    """Versions `between()` two releases; also says which verdicts are asked for."""

    shown = ("industry",)

    industry = KeysFilter(label=gettext_lazy("Industry"), method="on_industry")
    target = KeysFilter(label=gettext_lazy("Target"), method="on_target")

    class Meta:
        model = Version
        fields: ClassVar[list[str]] = []

    def on_industry(self, queryset: Any, _name: str, value: list[str]) -> Any:
        """Keep the records of which any version in between is about the industry."""
        start, end = Q(n__gt=OuterRef("n_before")), Q(n__lte=OuterRef("n"))
        return queryset.filter(Exists(about(of_same_record().filter(start, end), value)))

    def on_target(self, queryset: Any, _name: str, value: list[str]) -> Any:
        """Keep the targets, their indicators and the figures of their series. One query more."""
        kept = Q(kind="target", key__in=value)
        for indicator, industry in _series_of(value):
            seen = Q(payload__indicator=indicator, payload__industry=industry)
            of_series = Exists(of_same_record().filter(seen))
            kept |= Q(kind="indicator", key=indicator) | Q(of_series, kind="observation")
        return queryset.filter(kept)

    def verdicts(self, kept: Any) -> Any:
        """Keep the verdicts on the targets that are asked for."""
        targets = self.form.cleaned_data.get("target")
        return kept.filter(target__key__in=targets) if targets else kept

    def is_about(self, *industries: str | None) -> bool:
        """Return whether one of the industries is asked for, or none at all is."""
        asked = self.form.cleaned_data.get("industry")
        return not asked or not set(asked).isdisjoint(industries)


def _series_of(targets: list[str]) -> set[tuple[str, str | None]]:
    """Return the indicators and industries that the targets are or ever were on. One query."""
    versions = Version.objects.filter(kind="target", key__in=targets, action=choices.Action.PUBLISH)
    return set(versions.order_by().values_list("payload__indicator", "payload__industry"))
