"""The log: releases and versions. On the desk it is the truth, on live a copy of what was applied."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from industries.choices import Action, ReleaseKind
from industries.models.bilingual import Bilingual

# what corrected something public, or took it away
CORRECTIONS = models.Q(release__kind=ReleaseKind.CORRECTION, n__gt=1) | models.Q(action=Action.WITHDRAW)


class _RowCount(models.Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"


class ReleaseQuerySet(models.QuerySet[Any]):
    def with_count_of(self, rows: models.QuerySet[Any], most: int | None = None) -> Self:
        """Annotate the number of the given rows, up to `most`, as `rows`: one query tells both.

        Of all records of a kind it is the number that live keeps, whatever `most` is.
        """
        from industries.models.base import Record
        from industries.models.history import KeptCount

        if issubclass(rows.model, Record) and not (rows.query.where or rows.query.is_sliced):
            kept = KeptCount.objects.filter(kind=rows.model.kind).values("rows")
            return self.annotate(rows=Coalesce(models.Subquery(kept), 0))
        bare = rows.order_by().values("pk")[:most]
        return self.annotate(rows=_RowCount(bare, output_field=models.IntegerField()))


class VersionQuerySet(models.QuerySet[Any]):
    def corrections(self) -> Self:
        """Keep those that corrected what was public, and whatever took it away."""
        return self.filter(CORRECTIONS)

    def with_slug(self) -> Self:
        """Annotate `slug`, the last part of the record's address; None if another record has it."""
        from industries.models.history import Address

        newest = of_same_record().filter(action=Action.PUBLISH).order_by("-n")
        held = Address.objects.filter(
            kind=models.OuterRef("kind"),
            key=models.OuterRef("key"),
            slug=models.Subquery(newest.values_list(KT("payload__slug"))[:1]),
        )
        return self.annotate(slug=models.Subquery(held.values("slug")[:1]))

    def last_published(self) -> Self:
        """Keep the newest version of each record that has content; `gone` if it was withdrawn since."""
        later = of_same_record().filter(n__gt=models.OuterRef("n"))
        again, gone = (later.filter(action=action) for action in (Action.PUBLISH, Action.WITHDRAW))
        newest = self.filter(~models.Exists(again), action=Action.PUBLISH)
        return newest.annotate(gone=models.Exists(gone))

    def with_before(self) -> Self:
        """Annotate `before`, the payload of the record's version before, and fetch the release.

        `n_before` is that version's number, 0 where there is none. `unsafe_later` is whether a later
        version says that a source's address may not be shown.
        """
        return self.annotate(n_before=models.F("n") - 1)._with_what_was()

    def between(self, first: int, last: int) -> Self:
        """Keep the last version up to a release of each record that differs from the one at another.

        Annotated as `with_before()`, but `before` and `n_before` are of the version that was the newest
        at the earlier release. What came and went in between is not there, nor what is as it was.
        """
        same = of_same_record()
        later = same.filter(n__gt=models.OuterRef("n"), release__lte=last)
        former = same.filter(release__lte=first).order_by("-n").values("n")[:1]
        alike = same.filter(n=models.OuterRef("n_before"), sha256=models.OuterRef("sha256"))
        newest = self.filter(~models.Exists(later), release__gt=first, release__lte=last)
        found = newest.annotate(n_before=Coalesce(models.Subquery(former), 0))
        came_and_went = models.Q(n_before=0, action=Action.WITHDRAW)
        return found.filter(~models.Exists(alike) & ~came_and_went)._with_what_was()

    def _with_what_was(self) -> Self:
        same = of_same_record()
        before = same.filter(n=models.OuterRef("n_before")).values("payload")[:1]
        unsafe = same.filter(kind="source", n__gt=models.OuterRef("n"), payload__link_safe=False)
        return self.select_related("release").annotate(
            before=models.Subquery(before), unsafe_later=models.Exists(unsafe)
        )

    def first_of_each_release(self, count: int) -> Self:
        """Keep so many versions of each release, sources last: they are what the others rest on."""
        rank = models.Case(models.When(kind="source", then=1), default=0)
        place = models.Window(RowNumber(), partition_by="release", order_by=[rank, "id"])
        return self.filter(pk__in=self.annotate(place=place).filter(place__lte=count).values("pk"))


def of_same_record() -> VersionQuerySet:
    """Return the versions of the record that the outer row is of."""
    found: VersionQuerySet = Version.objects.filter(
        kind=models.OuterRef("kind"), key=models.OuterRef("key")
    )
    return found


@dataclass(frozen=True, slots=True)
class Answer(Bilingual):
    """What was found about a reader's report; its number is all that is public of the report."""

    report: str
    kind: str
    key: str
    found_en: str
    found_zh: str


class Release(Bilingual, models.Model):
    """One act of publishing. Append-only: triggers refuse UPDATE and DELETE."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    published_at = models.DateTimeField(_("published at"))
    kind = models.CharField(_("kind"), max_length=12, choices=ReleaseKind)
    note_en = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)
    answers = models.JSONField(
        default=list,
        blank=True,
        help_text=_("To the reports from readers that the release answers, in the form of Answer."),
    )
    sha256 = models.CharField(
        max_length=64,
        unique=True,
        help_text=_("Over its versions and the release before it."),
    )

    objects: ClassVar[Any] = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="release_has_note",
                condition=~models.Q(note_en="") | ~models.Q(note_zh=""),
                violation_error_message=_("A release needs a public note, in one language or both."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Release %(number)s")) % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("release_detail", args=[self.number])

    @property
    def note(self) -> str:
        """The note in the reader's language, else in the other."""
        return self.in_language("note")[0]

    @property
    def answered(self) -> list[Answer]:
        """The answers to readers, in the order in which the reports came in."""
        return [Answer(**answer) for answer in self.answers]


class Version(models.Model):
    """One record's state in one release. Append-only: triggers refuse UPDATE and DELETE."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="versions")
    kind = models.CharField(pgettext_lazy("of a record", "kind"), max_length=20)
    key = models.CharField(_("key"), max_length=80)
    n = models.PositiveIntegerField(_("version"))
    action = models.CharField(_("action"), max_length=10, choices=Action)
    row_id = models.PositiveBigIntegerField(help_text=_("Live uses the ids of the desk."))
    child_ids = models.JSONField(
        help_text=_("Ids of the owned rows, a list for each accessor, in the payload's order.")
    )
    payload = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True)
    sha256 = models.CharField(max_length=64, help_text=_("Over the payload."))

    objects: ClassVar[Any] = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        # by the number itself: by the release it would be the newest first, as releases are ordered
        ordering = ["release_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="version_numbered_once", fields=["kind", "key", "n"]),
            models.UniqueConstraint(name="version_once_in_release", fields=["release", "kind", "key"]),
        ]

    def __str__(self) -> str:
        return str(_("%(key)s, version %(n)s")) % {"key": self.key, "n": self.n}


def newest_version(kind: str, field: str) -> models.Subquery:
    """Return a subquery for one field of the newest version of the outer row's record."""
    versions = Version.objects.filter(kind=kind, key=models.OuterRef("key")).order_by("-n")
    return models.Subquery(versions.values(field)[:1])


def corrected_at(kind: str, key: str = "key") -> models.Subquery:
    """Return a subquery for the moment of the last correction of the outer row's record."""
    versions = Version.objects.filter(kind=kind, key=models.OuterRef(key)).corrections()
    return models.Subquery(versions.order_by("-n").values("release__published_at")[:1])
