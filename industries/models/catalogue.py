"""The framework: groups, industries and their place in groups, products and value chains."""

from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from industries.choices import Band, Basis, IndustryStage, MembershipBasis, ProductKind
from industries.models.base import NamedRecord, RecordManager, RecordQuerySet
from industries.models.provenance import CitedPlace


class IndustryGroupQuerySet(RecordQuerySet):
    def with_members(self) -> Self:
        """Fetch the memberships with their industries, in order: one query for all groups."""
        memberships = Membership.objects.select_related("industry")
        return self.prefetch_related(models.Prefetch("memberships", memberships))


class IndustryGroup(NamedRecord):
    """A set that the framework names, or one beside it (traditional, emerging, future)."""

    kind = "group"

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    band = models.CharField(
        _("place"),
        max_length=8,
        choices=Band,
        default=Band.BESIDE,
        help_text=_("Ahead is what is to grow, beneath is what is there already."),
    )
    open_ended = models.BooleanField(
        _("open-ended"),
        default=False,
        help_text=_("The source’s list of this group is open, “+ N”."),
    )

    objects: ClassVar[Any] = RecordManager.from_queryset(IndustryGroupQuerySet)()

    class Meta:
        verbose_name = _("industry group")
        verbose_name_plural = _("industry groups")
        ordering = ["position", "key"]

    def get_absolute_url(self) -> str:
        return f"{reverse('industry_list')}?group={self.key}"

    @property
    def in_framework(self) -> bool:
        return self.band == Band.PART


class IndustryQuerySet(RecordQuerySet):
    def for_list(self) -> Self:
        memberships = Membership.objects.select_related("group", "source")
        return self.prefetch_related(models.Prefetch("memberships", memberships))

    def for_detail(self) -> Self:
        links = ChainLink.objects.select_related("from_product", "to_product", "technology", "source")
        return super().for_detail().prefetch_related("products", models.Prefetch("chain_links", links))


class Industry(NamedRecord):
    kind = "industry"
    owned = ("citations", "memberships", "chain_links")

    stage = models.CharField(_("stage"), max_length=12, choices=IndustryStage)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    groups: Any = models.ManyToManyField(IndustryGroup, through="Membership", related_name="industries")

    objects: ClassVar[Any] = RecordManager.from_queryset(IndustryQuerySet)()

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering = ["position", "key"]

    def get_absolute_url(self) -> str:
        return reverse("industry_detail", args=[self.slug])


class Membership(CitedPlace):
    """An industry's place in a group."""

    content: ClassVar = ("group", "basis", "position", "source", "locator", "as_stated")

    industry = models.ForeignKey(Industry, models.CASCADE, related_name="memberships")
    group = models.ForeignKey(
        IndustryGroup, models.PROTECT, related_name="memberships", verbose_name=_("industry group")
    )
    basis = models.CharField(_("basis"), max_length=16, choices=MembershipBasis)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("In the order of the group's source.")
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="membership_once_for_each_group",
                fields=["industry", "group"],
                violation_error_message=_("The industry is in this group already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.industry} – {self.group}"


class ProductQuerySet(RecordQuerySet):
    def for_list(self) -> Self:
        return self.select_related("industry")


class Product(NamedRecord):
    kind = "product"

    product_kind = models.CharField(_("kind"), max_length=12, choices=ProductKind)
    industry = models.ForeignKey(
        Industry, models.PROTECT, related_name="products", verbose_name=_("industry")
    )
    industry_basis = models.CharField(
        _("industry is"),
        max_length=10,
        choices=[
            (Basis.STATED.value, Basis.STATED.label),
            (Basis.INFERRED.value, Basis.INFERRED.label),
        ],
        help_text=_("Inferred: the source names no industry."),
    )

    objects: ClassVar[Any] = RecordManager.from_queryset(ProductQuerySet)()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["industry", "key"]

    def get_absolute_url(self) -> str:
        return f"{self.industry.get_absolute_url()}#{self.slug}"


class ChainLink(CitedPlace):
    """An arrow of an industry's value chain, with the technology on it where one is named."""

    content: ClassVar = (
        "from_product",
        "to_product",
        "technology",
        "basis",
        "position",
        "source",
        "locator",
        "as_stated",
    )

    industry = models.ForeignKey(Industry, models.CASCADE, related_name="chain_links")
    from_product = models.ForeignKey(
        Product, models.PROTECT, related_name="links_out", verbose_name=_("from")
    )
    to_product = models.ForeignKey(
        Product, models.PROTECT, related_name="links_in", verbose_name=_("to")
    )
    technology = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="links_by",
        verbose_name=_("technology"),
    )
    basis = models.CharField(_("basis"), max_length=10, choices=Basis)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("chain link")
        verbose_name_plural = _("chain links")
        ordering = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="chain_link_between_two_products",
                condition=~models.Q(from_product=models.F("to_product")),
                violation_error_message=_("A chain link joins two different products."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_product} → {self.to_product}"
