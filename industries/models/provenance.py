"""Sources, and the places in them that support records."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from industries.choices import Confidence, SourceKind
from industries.models.base import Record
from industries.models.publishing import corrected_at

CITED_BY = (
    "group",
    "industry",
    "product",
    "strategy",
    "initiative",
    "indicator",
    "target",
    "observation",
)

SCOPED = ("target", "observation")
LISTED = ("product", *SCOPED)  # what pages of other records list with all that is on it
BELONGING = {"industry": ("product", *SCOPED), "initiative": SCOPED}


class Source(Record):
    """A published document. It needs no citation: it is what is cited."""

    kind = "source"
    owned = ()
    needs_citation = False

    title = models.TextField(_("title"), help_text=_("In its own language."))
    publisher = models.CharField(_("publisher"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    link_safe = models.BooleanField(
        _("link may be shown"),
        default=False,
        help_text=_("Off for mirrors and odd domains: the address is then never shown."),
    )
    language = models.CharField(_("language"), max_length=8, help_text=_("en, zh, ja …"))
    source_kind = models.CharField(_("kind"), max_length=24, choices=SourceKind)
    confidence = models.CharField(
        _("confidence"),
        max_length=8,
        choices=Confidence,
        help_text=_("What rests on weak sources alone is a lead and is not published."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    held_on = models.DateField(_("event held on"), null=True, blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = [models.F("published_on").desc(nulls_last=True), "key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="source_safe_link_has_address",
                condition=models.Q(link_safe=False) | ~models.Q(url=""),
                violation_error_message=_("A link that may be shown needs an address."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("source_detail", args=[self.slug])

    @property
    def link(self) -> str:
        """The address, or nothing where it may not be shown. Render this, never `url`."""
        return self.url if self.link_safe else ""


class CitedPlace(models.Model):
    """A place in a source. Nobody invents a locator: an empty one means that none was recorded."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    locator = models.CharField(
        _("locator"),
        max_length=200,
        blank=True,
        help_text=_("Where in the source: page, section, paragraph. Empty if not recorded."),
    )
    as_stated = models.TextField(
        _("words as stated"),
        blank=True,
        help_text=_("The few words that carry the fact, as the source prints them."),
    )

    class Meta:
        abstract = True


def _owner_of_citation(name: str) -> Any:
    return models.ForeignKey(
        f"industries.{'IndustryGroup' if name == 'group' else name.capitalize()}",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="citations",
    )


def _exactly_one_owner() -> models.Q:
    condition = models.Q()
    for owner in CITED_BY:
        condition |= models.Q(**{f"{name}__isnull": name != owner for name in CITED_BY})
    return condition


class CitationQuerySet(models.QuerySet[Any]):
    def on(self, record: Record) -> Self:
        """Keep those of the record itself and of what belongs to it.

        That is an industry's products, targets and observations, an initiative's targets and
        observations. What is published has a citation, so this one query finds all of them.
        """
        mine = models.Q(**{record.kind: record})
        for owner in BELONGING.get(record.kind, ()):
            mine |= models.Q(**{f"{owner}__{record.kind}": record})
        return self.filter(mine)

    def with_owners(self) -> Self:
        """Fetch the source and the record that each one supports.

        `<kind>_corrected_at` is when that record was last corrected, of those that pages list.
        """
        scoped = [f"{owner}__{name}" for owner in SCOPED for name in ("indicator", "industry")]
        corrected = {f"{kind}_corrected_at": corrected_at(kind, f"{kind}__key") for kind in LISTED}
        found = self.select_related("source", "product__industry", *CITED_BY, *scoped)
        return found.annotate(**corrected)


class Citation(CitedPlace):
    """The place in a source that supports one record; the first of a record is its main one."""

    content: ClassVar = ("source", "locator", "as_stated", "position")

    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The first carries the figure; others agree.")
    )
    group = _owner_of_citation("group")
    industry = _owner_of_citation("industry")
    product = _owner_of_citation("product")
    strategy = _owner_of_citation("strategy")
    initiative = _owner_of_citation("initiative")
    indicator = _owner_of_citation("indicator")
    target = _owner_of_citation("target")
    observation = _owner_of_citation("observation")

    objects: ClassVar[Any] = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="citation_of_exactly_one_record",
                condition=_exactly_one_owner(),
                violation_error_message=_("A citation belongs to exactly one record."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source.title}, {self.locator}" if self.locator else self.source.title

    @property
    def owner(self) -> Any:
        """The record that it supports; a query unless fetched by `with_owners()`."""
        return next(getattr(self, name) for name in CITED_BY if getattr(self, f"{name}_id"))

    def clean(self) -> None:
        owners = [name for name in CITED_BY if getattr(self, f"{name}_id")]
        if len(owners) > 1:
            raise ValidationError(_("A citation belongs to exactly one record."))
