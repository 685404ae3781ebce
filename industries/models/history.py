"""What live alone keeps, so that a page need not read or reckon it all; written with each release."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from industries.choices import Verdict
from industries.models.publishing import Version
from industries.models.targets import Target


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


class KeptVerdictQuerySet(models.QuerySet[Any]):
    def on_day(self, day: date) -> Self:
        """Keep those that hold on the day: one of each target."""
        # in this order, by one comparison most of what is over is passed
        return self.filter(to_day__gte=day).filter(from_day__lte=day)


class KeptVerdict(models.Model):
    """The verdict on a target from one day to another, and the target's place in its family.

    Reckoned from what is public, for lists to filter, sort and count by; a page of one target reckons
    its own. `to_day` is the calendar's last while nothing is known to end it. Codes stand between
    blanks. `place` sorts by the deadline of the target that a promise began with, a family together.
    """

    # deleting a target, on the desk, must not ask for rows that the desk does not have
    target = models.ForeignKey(Target, models.DO_NOTHING, related_name="kept")
    first = models.ForeignKey(Target, models.DO_NOTHING, related_name="+")
    place = models.CharField(max_length=200)
    counted = models.BooleanField()
    is_changed = models.BooleanField()
    from_day = models.DateField()
    to_day = models.DateField()
    verdict = models.CharField(max_length=20, choices=Verdict)
    reasons = models.CharField(max_length=200, blank=True)
    flags = models.CharField(max_length=200, blank=True)
    next_due_on = models.DateField(null=True)

    objects: ClassVar[Any] = KeptVerdictQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # in order: all, those with a verdict, and those whose next figure is due
            models.Index(name="kept_verdict_place", fields=["place", "to_day", "from_day"]),
            models.Index(name="kept_verdict_list", fields=["verdict", "place", "to_day", "from_day"]),
            models.Index(
                name="kept_verdict_due", fields=["next_due_on", "place", "to_day", "from_day"]
            ),
            # what holds on a day, counted without a look at the rows
            models.Index(
                name="kept_verdict_day",
                fields=["to_day", "from_day", "target", "is_changed", "next_due_on"],
            ),
            # how many there are of each verdict without sorting them, with all that lists filter by
            models.Index(
                name="kept_verdict_tally",
                fields=[
                    *("verdict", "counted", "reasons", "to_day", "from_day"),
                    *("is_changed", "next_due_on", "flags"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.verdict} {self.from_day}/{self.to_day}"


class Projection(models.Model):
    """The one row that says with which models live was made: after a change it is made again."""

    migration = models.CharField(max_length=200)

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return self.migration


LIVE_ONLY = frozenset({"address", "involvement", "keptverdict", "projection"})
