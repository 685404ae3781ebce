"""Strategies and the initiatives under them."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from industries.choices import InitiativeKind, InitiativeStage
from industries.models.base import NamedRecord, RecordManager, RecordQuerySet
from industries.models.catalogue import Industry

DAY_MONTH_OR_YEAR = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z",
    _("Write a year, month or day: 2025, 2025-06 or 2025-06-30."),
)


class Strategy(NamedRecord):
    """One of the aspects that the first source sets out."""

    kind = "strategy"

    position = models.PositiveSmallIntegerField(_("position"), unique=True)

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        ordering = ["position"]

    def get_absolute_url(self) -> str:
        return f"{reverse('initiative_list')}?strategy={self.key}"


class InitiativeQuerySet(RecordQuerySet):
    def for_list(self) -> Self:
        return self.select_related("strategy", "parent").prefetch_related("industries")


class Initiative(NamedRecord):
    kind = "initiative"
    optional_references = ("parent", "industries")

    initiative_kind = models.CharField(_("kind"), max_length=20, choices=InitiativeKind)
    strategy = models.ForeignKey(
        Strategy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("strategy"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    industries: Any = models.ManyToManyField(
        Industry, blank=True, related_name="initiatives", verbose_name=_("industries")
    )
    stage = models.CharField(
        _("stage"), max_length=12, choices=InitiativeStage, default=InitiativeStage.NOT_STATED
    )
    status_as_stated = models.CharField(
        _("status as found"), max_length=200, blank=True, help_text=_("What the stage rests on.")
    )
    starts = models.CharField(_("starts"), max_length=10, blank=True, validators=[DAY_MONTH_OR_YEAR])
    ends = models.CharField(_("ends"), max_length=10, blank=True, validators=[DAY_MONTH_OR_YEAR])
    dates_as_stated = models.CharField(_("dates as stated"), max_length=100, blank=True)
    lead_body = models.CharField(_("lead body"), max_length=200, blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    objects: ClassVar[Any] = RecordManager.from_queryset(InitiativeQuerySet)()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = [models.F("strategy__position").asc(nulls_last=True), "key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="initiative_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message=_("An initiative is not part of itself."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("initiative_detail", args=[self.slug])

    def clean(self) -> None:
        if is_circular(self, lambda initiative: [initiative.parent]):
            raise ValidationError({"parent": _("An initiative is not part of itself.")})


def is_circular(start: Any, following: Any) -> bool:
    """Return whether a walk along the given links comes back to the start. A query a step."""
    todo = [row for row in following(start) if row is not None]
    seen: set[int] = set()
    while todo:
        row = todo.pop()
        if row.pk == start.pk:
            return True
        if row.pk not in seen:
            seen.add(row.pk)
            todo.extend(found for found in following(row) if found is not None)
    return False
