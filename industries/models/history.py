"""What live alone keeps, so that a page need not read or reckon it all; written with each release."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from industries.bitmaps import BITS
from industries.choices import Verdict
from industries.models.bilingual import Bilingual
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
        verbose_name = _("verdict by day")
        verbose_name_plural = _("verdicts by day")
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


class KeptFigure(models.Model):
    """What a public observation's row in the file of figures has of its own (tables/figures.py).

    The primary key is the observation's. Another record's name is not in it, nor a reader's language.
    """

    id = models.BigIntegerField(primary_key=True)
    cells = models.TextField()

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return f"{self.pk}"


class KeptCount(models.Model):
    """How many records of a kind are public: PostgreSQL has to read all rows to count them."""

    kind = models.CharField(max_length=20, primary_key=True)
    rows = models.IntegerField()

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.rows}"


# What search finds, in the order in which kinds come: figures are found through their indicator. Live
# keeps the place of each: who changes the order adds a migration, and live is made anew.
FOUND_KINDS = (
    *("group", "strategy", "industry", "product", "initiative", "indicator", "target", "source"),
)
_ROW_BITS = 40


def number_of(kind: str, row_id: int) -> int:
    """Return the one number that search knows a record by: those of a kind are one range."""
    return FOUND_KINDS.index(kind) << _ROW_BITS | row_id


def kind_of_block(block: int) -> str:
    """Return the kind of the records in a block of grams."""
    return FOUND_KINDS[block >> (_ROW_BITS - BITS)]


class Findable(Bilingual, models.Model):
    """What search knows of one public record; the primary key is its `number_of`.

    `place` sorts the records of a kind, the smallest first. `titles` and `text` are folded and what is
    searched, `pieces` what is shown of it: pairs of a language, maybe empty, and a text. `language` is
    of a title that is one for all readers, `on_slug` of the industry that a product is shown on.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    slug = models.CharField(max_length=100)
    on_slug = models.CharField(max_length=100)
    title_en = models.TextField()
    title_zh = models.TextField()
    where_en = models.TextField()
    where_zh = models.TextField()
    language = models.CharField(max_length=8)
    place = models.IntegerField()
    pieces = models.JSONField()
    titles = models.TextField()
    text = models.TextField()

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def get_absolute_url(self) -> str:
        from industries.models import RECORDS, Industry

        using, model = self._state.db, RECORDS[self.kind]
        record: Any = model.from_db(using, ["key", "slug"], [self.key, self.slug])
        if self.kind == "product":
            record.industry = Industry.from_db(using, ["id", "slug"], [None, self.on_slug])
        return str(record.get_absolute_url())

    @property
    def noun(self) -> str:
        """What kind of record it is, in the reader's language."""
        from industries.models import RECORDS

        return capfirst(str(RECORDS[self.kind]._meta.verbose_name))

    def said(self, field: str) -> tuple[str, str]:
        """Return title or place for this reader, and the code of the language that it is in."""
        text, language = self.in_language(field)
        return text, self.language or language


class Gram(models.Model):
    """The records of a block whose words have a run of letters (see grams.py), packed (bitmaps.py).

    A record's block is its number without the last bits, which are its place in the block.
    """

    gram = models.CharField(max_length=4)
    block = models.BigIntegerField()
    records = models.BinaryField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="gram_once_in_block", fields=["gram", "block"]),
        ]

    def __str__(self) -> str:
        return f"{self.gram} in {self.block}"


class Projection(models.Model):
    """The one row that says with which models live was made: after a change it is made again."""

    migration = models.CharField(max_length=200)

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return self.migration


LIVE_ONLY = frozenset(
    {
        *("address", "findable", "gram", "involvement"),
        *("keptcount", "keptfigure", "keptverdict", "projection"),
    },
)
