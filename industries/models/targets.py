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
    Verdict,
)
from industries.models.base import RecordManager, RecordQuerySet, validate_period
from industries.models.initiatives import is_circular
from industries.models.measurement import UNIT_CHOICES, ScopedRecord, value_field
from industries.models.naming import target_name, written_figure
from industries.models.provenance import Source

# by this code a form knows its constraint again
SET_ASIDE = "set_aside"


class TargetQuerySet(RecordQuerySet):
    def for_list(self) -> Self:
        return self.select_related("indicator", "industry", "initiative")

    def for_api(self) -> Self:
        """Leave the citations to the query that fetches what the targets are judged by."""
        related = ("restates", "stretch_of", "same_promise", "set_aside_source")
        rows = self.for_list().with_version()
        return rows.select_related(*related).prefetch_related("also_restates")

    def for_detail(self) -> Self:
        """Fetch what its page shows but for citations, which come with the series."""
        others = ("restates", "stretch_of", "same_promise")
        scope = [f"{name}__{part}" for name in others for part in ("indicator", "industry")]
        also = models.Prefetch("also_restates", Target.objects.for_list())
        rows = self.for_list().with_version().select_related(*scope, "set_aside_source")
        return rows.prefetch_related(also)

    def with_earlier_goals(self) -> Self:
        """Fetch the goals that each took the place of, with what tells them apart; one query more."""
        also = models.Prefetch("also_restates", Target.objects.for_list())
        return self.select_related("restates__indicator").prefetch_related(also)

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


def _set_aside_whole() -> Q:
    """Return the condition that all is there that setting a verdict aside takes, or nothing of it."""
    reason = ~Q(set_aside_reason_en="") | ~Q(set_aside_reason_zh="")
    rest = Q(set_aside_source__isnull=False, set_aside_until__isnull=False)
    nothing = Q(
        set_aside_verdict="",
        set_aside_reason_en="",
        set_aside_reason_zh="",
        set_aside_source__isnull=True,
        set_aside_locator="",
        set_aside_until__isnull=True,
    )
    return (~Q(set_aside_verdict="") & reason & rest) | nothing


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
    set_aside_verdict = models.CharField(
        _("verdict beside the computed one"), max_length=20, blank=True, choices=Verdict
    )
    set_aside_reason_en = models.TextField(_("reason for setting it aside (English)"), blank=True)
    set_aside_reason_zh = models.TextField(_("reason for setting it aside (Chinese)"), blank=True)
    set_aside_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sets_aside",
        verbose_name=_("source of that reason"),
        help_text=_("It has to be public, and not a weak one."),
    )
    set_aside_locator = models.CharField(
        _("where in that source"), max_length=200, blank=True, help_text=_("Page, section, paragraph.")
    )
    set_aside_until = models.DateField(
        _("set aside until"), null=True, blank=True, help_text=_("The last day on which it holds.")
    )

    objects: ClassVar[Any] = RecordManager.from_queryset(TargetQuerySet)()

    class Meta(ScopedRecord.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = [models.F("due_on").asc(nulls_last=True), "key"]
        indexes: ClassVar = [models.Index(name="target_due", fields=["due_on", "key"])]
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
            models.CheckConstraint(
                name="target_set_aside_is_whole",
                condition=_set_aside_whole(),
                violation_error_code=SET_ASIDE,
                violation_error_message=_(
                    "A computed verdict is set aside with another verdict, a reason, its source and "
                    "the last day, or not at all."
                ),
            ),
            _not_itself("restates", _("A target does not restate itself.")),
            _not_itself("stretch_of", _("A target is not the stretch goal of itself.")),
            _not_itself("same_promise", _("A target is not the same promise as itself.")),
        ]

    def __str__(self) -> str:
        comparator = Comparator(self.comparator)
        figure = written_figure(self.value, self.unit, self.unit_basis, comparator)
        year = self.due_on.year if self.due_on else None
        industry = self.industry.name if self.industry else ""
        return target_name(self.indicator.name, industry, self.scope, figure, year)

    def get_absolute_url(self) -> str:
        return reverse("target_detail", args=[self.slug])

    @property
    def unit_stated(self) -> bool:
        """Whether its source says the unit, or it can be told from it."""
        return self.unit_basis != Basis.NOT_STATED

    @property
    def left_open(self) -> tuple[Component, ...]:
        """The parts of the promise that its source leaves open, in the order of the vocabulary."""
        is_open = {
            Component.QUANTITY: self.value is None,
            Component.UNIT: self.unit_basis == Basis.NOT_STATED,
            Component.DEADLINE: self.due_on is None,
            # a promise of years is judged without one
            Component.BASELINE: self.baseline is None and self.target_kind == TargetKind.BY_DATE,
            Component.ANNOUNCEMENT: self.announced_on is None,
        }
        return tuple(component for component in Component if is_open[component])

    def is_set_aside(self, as_of: date) -> bool:
        """Return whether another verdict stands beside the computed one; the last day is one of its."""
        return self.set_aside_until is not None and as_of <= self.set_aside_until

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
