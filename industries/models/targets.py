"""What was promised, with what the source leaves open."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from industries.choices import (
    WINDOW_KINDS,
    AnnouncedBasis,
    Basis,
    Comparator,
    Component,
    Standing,
    TargetKind,
)
from industries.models.base import RecordManager, RecordQuerySet, validate_period
from industries.models.bilingual import joined
from industries.models.initiatives import is_circular
from industries.models.measurement import UNIT_CHOICES, ScopedRecord, value_field


class TargetQuerySet(RecordQuerySet):
    def for_list(self) -> Self:
        return self.select_related("indicator", "industry", "initiative")

    def for_api(self) -> Self:
        """Leave the citations to the query that fetches what the targets are judged by."""
        related = ("restates", "stretch_of", "same_promise")
        rows = self.for_list().with_version()
        return rows.select_related(*related).prefetch_related("also_restates")

    def for_detail(self) -> Self:
        """Fetch what its page shows but for citations, which come with the series."""
        others = ("restates", "stretch_of", "same_promise")
        scope = [f"{name}__{part}" for name in others for part in ("indicator", "industry")]
        also = models.Prefetch("also_restates", Target.objects.for_list())
        return self.for_list().with_version().select_related(*scope).prefetch_related(also)

    def on_day(self, day: date) -> Self:
        """Annotate what live keeps of each target for the day, in the order of promises.

        `verdict`, `reasons` and `flags` (codes between blanks), `next_due_on`, `counted`, `is_changed`,
        `first_id` (of the target that its promise began with) and `place`. Live alone keeps them.
        """
        names = ("verdict", "reasons", "flags", "next_due_on", "counted", "is_changed", "place")
        kept = {name: models.F(f"kept__{name}") for name in (*names, "first_id")}
        of_day = self.filter(kept__from_day__lte=day, kept__to_day__gte=day)
        return of_day.annotate(**kept).order_by("place")

    def pointing_at(self, target: "Target") -> Self:
        """Keep those that restate it, stretch it or make the same promise."""
        restating = Q(restates=target) | Q(also_restates=target)
        return self.filter(restating | Q(stretch_of=target) | Q(same_promise=target)).distinct()


def _earlier(label: Any, related_name: str) -> Any:
    return models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=label,
    )


def _basis_constraint(name: str, component: str, message: Any) -> models.CheckConstraint:
    absent = Q(**{f"{component}__isnull": True})
    not_stated = Q(**{f"{name}_basis": Basis.NOT_STATED})
    return models.CheckConstraint(
        name=f"target_{name}_has_its_basis",
        condition=(absent & not_stated) | (~absent & ~not_stated),
        violation_error_message=message,
    )


def _not_itself(field: str, message: Any) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"target_{field}_another",
        condition=Q(**{f"{field}__isnull": True}) | ~Q(**{field: models.F("id")}),
        violation_error_message=message,
    )


class Target(ScopedRecord):
    """One promise, expectation or forecast, with the basis of each of its components."""

    kind = "target"
    optional_references = (
        "initiative",
        "restates",
        "also_restates",
        "stretch_of",
        "same_promise",
    )

    target_kind = models.CharField(_("kind"), max_length=10, choices=TargetKind)
    kind_basis = models.CharField(_("kind is"), max_length=10, choices=Basis)
    standing = models.CharField(_("standing"), max_length=16, choices=Standing)
    comparator = models.CharField(_("comparator"), max_length=6, choices=Comparator)
    value = value_field(_("value"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True, choices=UNIT_CHOICES)
    unit_basis = models.CharField(
        _("unit is"),
        max_length=10,
        choices=Basis,
        help_text=_("Not stated: the ledger reckons in the indicator's unit and says so."),
    )
    due_on = models.DateField(
        _("due on"), null=True, blank=True, help_text=_("Last day of the deadline's period.")
    )
    due_as_stated = models.CharField(_("deadline as stated"), max_length=100, blank=True)
    deadline_basis = models.CharField(_("deadline is"), max_length=10, choices=Basis)
    window_starts_on = models.DateField(_("window from"), null=True, blank=True)
    window_ends_on = models.DateField(_("window to"), null=True, blank=True)
    baseline = value_field(_("baseline"), null=True, blank=True)
    baseline_period = models.CharField(
        _("baseline period"), max_length=15, blank=True, validators=[validate_period]
    )
    baseline_basis = models.CharField(_("baseline is"), max_length=10, choices=Basis)
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    announced_basis = models.CharField(
        _("announcement dated by"), max_length=10, choices=AnnouncedBasis
    )
    restates = _earlier(_("restates"), "restated_by")
    also_restates: Any = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="also_restated_by",
        verbose_name=_("also restates"),
    )
    stretch_of = _earlier(_("stretch goal of"), "stretched_by")
    same_promise = _earlier(_("same promise as"), "promised_again_by")

    objects: ClassVar[Any] = RecordManager.from_queryset(TargetQuerySet)()

    class Meta(ScopedRecord.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = [models.F("due_on").asc(nulls_last=True), "key"]
        constraints: ClassVar = [
            *ScopedRecord.Meta.constraints,
            models.CheckConstraint(
                name="target_value_with_unit",
                condition=Q(value__isnull=True, unit="") | (Q(value__isnull=False) & ~Q(unit="")),
                violation_error_message=_("A value never stands without its unit."),
            ),
            _basis_constraint(
                "deadline", "due_on", _("A deadline is stated or inferred; none is “not stated”.")
            ),
            _basis_constraint(
                "baseline", "baseline", _("A baseline is stated or inferred; none is “not stated”.")
            ),
            models.CheckConstraint(
                name="target_announced_has_its_basis",
                condition=Q(announced_on__isnull=True, announced_basis=AnnouncedBasis.NOT_STATED)
                | (Q(announced_on__isnull=False) & ~Q(announced_basis=AnnouncedBasis.NOT_STATED)),
                violation_error_message=_("A day of announcement says what dates it."),
            ),
            models.CheckConstraint(
                name="target_baseline_with_period",
                condition=Q(baseline__isnull=True, baseline_period="")
                | (Q(baseline__isnull=False) & ~Q(baseline_period="")),
                violation_error_message=_("A baseline has a period, and only a baseline."),
            ),
            models.CheckConstraint(
                name="target_window_where_kind_needs_it",
                condition=Q(target_kind__in=WINDOW_KINDS, window_starts_on__isnull=False)
                | (
                    ~Q(target_kind__in=WINDOW_KINDS)
                    & Q(window_starts_on__isnull=True, window_ends_on__isnull=True)
                ),
                violation_error_message=_("Every year, a mean or a sum has a window; the others none."),
            ),
            models.CheckConstraint(
                name="target_window_in_order",
                condition=Q(window_ends_on__isnull=True)
                | Q(window_ends_on__gte=models.F("window_starts_on")),
                violation_error_message=_("A window ends after it starts."),
            ),
            _not_itself("restates", _("A target does not restate itself.")),
            _not_itself("stretch_of", _("A target is not the stretch goal of itself.")),
            _not_itself("same_promise", _("A target is not the same promise as itself.")),
        ]

    def __str__(self) -> str:
        if self.due_on:
            return joined(self.indicator, self.due_on.year)
        return str(self.indicator)

    def get_absolute_url(self) -> str:
        return reverse("target_detail", args=[self.slug])

    @property
    def missing(self) -> list[Component]:
        """The parts of the promise that its source leaves open, in order."""
        is_open = {
            Component.QUANTITY: self.value is None,
            Component.UNIT: self.unit_basis == Basis.NOT_STATED,
            Component.DEADLINE: self.due_on is None,
            Component.BASELINE: self.baseline is None,
            Component.ANNOUNCEMENT: self.announced_on is None,
        }
        return [component for component, holds in is_open.items() if holds]

    def clean(self) -> None:
        self.check_unit(self.unit)
        for field in ("restates", "stretch_of", "same_promise"):
            if is_circular(self, self._following(field)):
                raise ValidationError({field: _("These targets point at one another in a circle.")})

    @staticmethod
    def _following(field: str) -> Any:
        """Return what leads from a target to those it points at by the field."""

        def following(target: Target) -> list[Target | None]:
            further = target.also_restates.all() if field == "restates" and target.pk else ()
            return [getattr(target, field), *further]

        return following
