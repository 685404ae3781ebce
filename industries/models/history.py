"""What live keeps of the log, so that a page need not read it all; written with each release."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from industries.models.publishing import Version


class Address(models.Model):
    """A slug under which a record is or was public; if several had it, the last of them."""

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=100)
    key = models.CharField(max_length=80)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="address_of_one_record", fields=["kind", "slug"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class Involvement(models.Model):
    """An industry that a version is about, by what stands in it or stood in the one before."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="involvements")
    industry = models.CharField(max_length=80, help_text=_("Its key."))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        indexes: ClassVar = [models.Index(name="involvement_of_industry", fields=["industry"])]

    def __str__(self) -> str:
        return f"{self.industry} in {self.version_id}"


class Projection(models.Model):
    """The one row that says with which models live was made: after a change it is made again."""

    migration = models.CharField(max_length=200)

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return self.migration


LIVE_ONLY = frozenset({"address", "involvement", "projection"})
