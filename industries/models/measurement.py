"""Indicators and what was observed of them."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from industries.choices import (
    Basis,
    Direction,
    Frequency,
    Measure,
    Method,
    ObservationBasis,
    ObservationStatus,
    Qualifier,
    Rank,
)
from industries.models.base import (
    NamedRecord,
    PeriodDayField,
    Record,
    RecordManager,
    RecordQuerySet,
    validate_period,
)
from industries.models.bilingual import is_chinese, joined
from industries.models.catalogue import Industry
from industries.models.initiatives import Initiative
from industries.units import UNITS, kept_name, plain

_named = lazy(lambda code: kept_name(code, chinese=is_chinese()), str)
UNIT_CHOICES = [(code, _named(code)) for code in UNITS]


# SQLite keeps a decimal as a double: this many digits come back as they went in, no more
EXACT_DIGITS = 15
DECIMALS = 6


def validate_exact(value: Decimal) -> None:
    """Raise ValidationError if the figure has more digits than every database keeps exactly."""
    if len(plain(abs(value)).replace(".", "").strip("0")) > EXACT_DIGITS:
        message = _("%(value)s has more than %(limit)s significant digits and cannot be kept exactly.")
        params = {"value": plain(value), "limit": EXACT_DIGITS}
        raise ValidationError(message, code="digits", params=params)


def value_field(label: Any, **kwargs: Any) -> Any:
    """Return a field for a figure: exact decimals, wide enough for a national total in yuan."""
    kwargs |= {"max_digits": 21, "decimal_places": DECIMALS, "validators": [validate_exact]}
    return models.DecimalField(label, **kwargs)


class Indicator(NamedRecord):
    """A defined quantity. Its definition is the ledger's own, so it needs no citation."""

    kind = "indicator"
    needs_citation = False

    unit = models.CharField(_("unit"), max_length=20, choices=UNIT_CHOICES)
    definition_en = models.TextField(_("definition (English)"))
    definition_zh = models.TextField(_("definition (Chinese)"), blank=True)
    measure = models.CharField(_("measure"), max_length=10, choices=Measure)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    frequency = models.CharField(_("frequency"), max_length=10, choices=Frequency, blank=True)
    method = models.CharField(
        _("method"),
        max_length=6,
        choices=Method,
        help_text=_("How progress is reckoned: linear for %, percentage points and indices."),
    )

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["name_en", "key"]

    def get_absolute_url(self) -> str:
        return reverse("indicator_detail", args=[self.slug])


class ScopedRecord(Record):
    """What target and observation share: what they are on, and what they measure of it."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("indicator"))
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, verbose_name=_("industry")
    )
    initiative = models.ForeignKey(
        Initiative, models.PROTECT, null=True, blank=True, verbose_name=_("initiative")
    )
    scope = models.CharField(
        _("scope"),
        max_length=100,
        blank=True,
        help_text=_("What is measured where it differs from the definition, or which of several."),
    )
    scope_comparable = models.BooleanField(
        _("scope comparable"),
        null=True,
        blank=True,
        help_text=_("Whether it may stand in one series with entries that have no scope."),
    )
    note_en = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    class Meta:
        abstract = True
        default_related_name = "%(class)ss"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_scope_says_if_comparable",
                condition=models.Q(scope="", scope_comparable__isnull=True)
                | (~models.Q(scope="") & models.Q(scope_comparable__isnull=False)),
                violation_error_message=_("A scope says whether it is comparable, and only a scope."),
            ),
        ]

    def check_unit(self, unit: str) -> None:
        """Raise ValidationError unless the unit is the indicator's."""
        if self.indicator_id and unit and unit != self.indicator.unit:
            message = _("“%(unit)s” is not the unit of %(key)s. Write “%(right)s”.")
            params = {"unit": unit, "key": self.indicator.key, "right": self.indicator.unit}
            raise ValidationError({"unit": ValidationError(message, code="unit", params=params)})


class ObservationQuerySet(RecordQuerySet):
    def for_list(self) -> Self:
        return self.select_related("indicator", "industry", "initiative")

    def for_api(self) -> Self:
        # a list of its own: of 1,000 rows a manager for each takes as long as the query
        used = models.Prefetch("derived_from", to_attr="reckoned_from")
        return super().for_api().prefetch_related(used)


class Observation(ScopedRecord):
    """One reported or derived value of an indicator for a period."""

    kind = "observation"
    optional_references = ("initiative",)

    period = models.CharField(_("period"), max_length=15, validators=[validate_period])
    period_start = PeriodDayField(_("first day"), day="start")
    period_end = PeriodDayField(_("last day"), day="end", db_index=True)
    period_basis = models.CharField(_("period is"), max_length=10, choices=Basis)
    stated_on = models.DateField(
        _("day of the words"),
        null=True,
        blank=True,
        help_text=_("The day of the words, only where the period is not stated."),
    )
    stood_on = models.DateField(
        _("day it stood"), null=True, blank=True, help_text=_("The day the value stood, if known.")
    )
    qualifier = models.CharField(
        _("qualifier"), max_length=6, choices=Qualifier, default=Qualifier.EXACT
    )
    value = value_field(_("value"))
    unit = models.CharField(_("unit"), max_length=20, choices=UNIT_CHOICES)
    unit_basis = models.CharField(_("unit is"), max_length=10, choices=Basis, default=Basis.STATED)
    status = models.CharField(_("status"), max_length=12, choices=ObservationStatus)
    rank = models.CharField(_("rank"), max_length=10, choices=Rank, default=Rank.NORMAL)
    rank_reason = models.CharField(_("why that rank"), max_length=200, blank=True)
    basis = models.CharField(
        _("basis"), max_length=8, choices=ObservationBasis, default=ObservationBasis.REPORTED
    )
    derived_from: Any = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="derivatives",
        verbose_name=_("derived from"),
    )
    break_code = models.CharField(
        _("break before it"),
        max_length=20,
        blank=True,
        choices=[("definition_changed", _("definition changed"))],
        help_text=_("The count was redefined: not one series with what came before."),
    )
    break_on = models.DateField(_("day of the break"), null=True, blank=True)
    break_note = models.TextField(_("about the break"), blank=True)

    objects: ClassVar[Any] = RecordManager.from_queryset(ObservationQuerySet)()

    class Meta(ScopedRecord.Meta):
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["indicator", "period_end", "key"]
        indexes: ClassVar = [
            # the series of an indicator, and whether it goes on to a day
            models.Index(name="observation_series", fields=["indicator", "industry", "period_end"]),
        ]
        constraints: ClassVar = [
            *ScopedRecord.Meta.constraints,
            models.CheckConstraint(
                name="observation_value_with_unit",
                condition=~models.Q(unit=""),
                violation_error_message=_("A value never stands without its unit."),
            ),
            models.UniqueConstraint(
                "indicator",
                Coalesce("industry", 0),
                "scope",
                "period",
                name="observation_one_preferred",
                condition=models.Q(rank=Rank.PREFERRED),
                violation_error_message=_(
                    "Another observation is preferred for this indicator, industry, scope and period."
                ),
            ),
            models.CheckConstraint(
                name="observation_stated_on_where_period_is_not",
                condition=models.Q(stated_on__isnull=True) | ~models.Q(period_basis=Basis.STATED),
                violation_error_message=_(
                    "The day of the words stands only where the period is not stated."
                ),
            ),
            models.CheckConstraint(
                name="observation_break_is_whole",
                condition=models.Q(break_code="", break_on__isnull=True, break_note="")
                | (~models.Q(break_code="") & models.Q(break_on__isnull=False)),
                violation_error_message=_("A break has a code and a day."),
            ),
        ]

    def __str__(self) -> str:
        return joined(self.indicator, self.period)

    def get_absolute_url(self) -> str:
        return f"{self.indicator.get_absolute_url()}#{self.slug}"

    def clean(self) -> None:
        self.check_unit(self.unit)
        if self.basis == ObservationBasis.DERIVED and not self.note_en and not self.note_zh:
            raise ValidationError({"note_en": _("A derived figure shows its working here.")})
