"""What readers report to the desk. Nothing of it is public but the outcome, and nothing says who."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from industries.choices import ReportState
from industries.models.bilingual import LANGUAGES
from industries.models.publishing import Release


class ReaderReportQuerySet(models.QuerySet[Any]):
    def still_open(self) -> "ReaderReportQuerySet":
        """Keep those that nobody has answered or set aside, the oldest first."""
        return self.filter(state=ReportState.NEW).order_by("pk")

    def as_queue(self) -> "ReaderReportQuerySet":
        """Order them as they are worked through: what is open first, then the newest."""
        is_done = Case(When(state=ReportState.NEW, then=Value(0)), default=Value(1))
        return self.order_by(is_done, "-pk")


class ReaderReport(models.Model):
    """An error that a reader sees in a public record; `version` is the one that they read."""

    number = models.CharField(_("number"), max_length=8, unique=True)
    kind = models.CharField(pgettext_lazy("of a record", "kind"), max_length=20)
    key = models.CharField(_("key"), max_length=80)
    version = models.PositiveIntegerField(_("version"))
    wrong = models.TextField(_("what is wrong"))
    elsewhere = models.TextField(_("where it says otherwise"), blank=True)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES)
    reported_at = models.DateTimeField(_("reported at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.NEW)
    outcome_en = models.TextField(
        _("outcome (English)"),
        blank=True,
        help_text=_("What was found, for the public: it goes out with the release that answers."),
    )
    outcome_zh = models.TextField(_("outcome (Chinese)"), blank=True)
    desk_note = models.TextField(
        _("note for the desk"), blank=True, help_text=_("Why it is set aside. Never public.")
    )
    release = models.ForeignKey(
        Release,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by release"),
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )

    objects: ClassVar[Any] = ReaderReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report from a reader")
        verbose_name_plural = _("reports from readers")
        indexes: ClassVar = [
            models.Index(name="report_in_state", fields=["state"]),
            models.Index(name="report_on_record", fields=["kind", "key"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="report_answered_by_release",
                condition=Q(state=ReportState.ANSWERED, release__isnull=False)
                | ~Q(state=ReportState.ANSWERED) & Q(release__isnull=True),
                violation_error_message=_("A report is answered by a release, and by nothing else."),
            ),
            models.CheckConstraint(
                name="report_answered_in_words",
                condition=~Q(state=ReportState.ANSWERED) | ~Q(outcome_en="") | ~Q(outcome_zh=""),
                violation_error_message=_("Say what was found, in one language or both."),
            ),
            models.CheckConstraint(
                name="report_set_aside_for_reason",
                condition=~Q(state=ReportState.SET_ASIDE) | ~Q(desk_note=""),
                violation_error_message=_("Say for the desk why it is set aside."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Report %(number)s")) % {"number": self.number}


class ReportTally(models.Model):
    """How many reports one network sent in one hour. The mark is a keyed hash; it lasts for a day."""

    mark = models.CharField(max_length=64)
    hour = models.DateTimeField()
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="report_tally_of_hour", fields=["hour", "mark"]),
        ]

    def __str__(self) -> str:
        return f"{self.sent} at {self.hour:%Y-%m-%d %H}"
