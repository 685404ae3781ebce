"""What belongs to the desk only: a record's place in the work, and who published."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from industries.choices import ReleaseKind, ReviewAct, State
from industries.models.bilingual import ENGLISH, LANGUAGES


class Account(AbstractUser):
    """Who works at the desk. Nothing personal is kept beyond what signing in needs."""

    language = models.CharField(
        _("language of the desk"), max_length=8, choices=LANGUAGES, default=ENGLISH
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment]
        verbose_name_plural = _("accounts")  # type: ignore[assignment]


class DeskState(models.Model):
    """Where one record stands. No content model points at users: live could not hold it."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, help_text=_("Of the desk's payload."))
    live_digest = models.CharField(
        max_length=64, blank=True, help_text=_("Of the published payload; empty before that.")
    )
    ready_digest = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("Of the payload that was marked ready; an edit after that takes it back."),
    )
    returned_digest = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("Of the payload that a reviewer returned; an edit after that answers it."),
    )
    waiting_digest = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("Of the payload that is public but for what refers to records that are not."),
    )
    leaving = models.BooleanField(
        default=False, help_text=_("The next release that takes it withdraws it.")
    )
    leaving_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn = models.BooleanField(default=False)
    withdrawn_digest = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("Of the payload when it was withdrawn; an edit after that would bring it back."),
    )
    lead_reason = models.TextField(_("why it is only a lead"), blank=True)
    edits = models.PositiveIntegerField(default=0)
    first_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="desk_state_of_one_record", fields=["kind", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Remark(models.Model):
    """What an author or a reviewer said of a record on its way to the public."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    act = models.CharField(max_length=10, choices=ReviewAct)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes: ClassVar = [models.Index(name="remark_on_record", fields=["kind", "key"])]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.text}" if self.text else self.get_act_display()


class ReleaseAuthor(models.Model):
    """Who made a release; the public log does not say."""

    release_number = models.PositiveIntegerField(unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"Author of release {self.release_number}"


# after the moment of a release, in which it is published
LATEST = timedelta(minutes=5)


class ScheduledRelease(models.Model):
    """A release that is to be published at a moment, as it was reviewed; gone once it is public."""

    moment = models.DateTimeField(_("moment"), db_index=True)
    records = models.JSONField(help_text=_("Kind and key of each."))
    seal = models.CharField(max_length=64, help_text=_("Over the records as they were reviewed."))
    note_en = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ReleaseKind)
    answers = models.JSONField(default=list, blank=True, help_text=_("In the form of Answer."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    refused = models.TextField(
        blank=True, help_text=_("Why it was not published at its moment; empty while it is to be.")
    )

    class Meta:
        verbose_name = _("scheduled release")
        verbose_name_plural = _("scheduled releases")
        ordering = ["moment", "pk"]

    def __str__(self) -> str:
        return self.note_en or self.note_zh

    @property
    def is_overdue(self) -> bool:
        """Whether it should be public by now: nothing publishes what is due."""
        return not self.refused and self.moment + LATEST < timezone.now()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has to look at it: it does not go out by itself."""
        return bool(self.refused) or self.is_overdue

    @property
    def wanted(self) -> set[tuple[str, str]]:
        """Kind and key of the records."""
        return {(kind, key) for kind, key in self.records}


DESK_ONLY = frozenset(
    {
        *("account", "account_groups", "account_user_permissions"),
        *("deskstate", "readerreport", "releaseauthor", "remark", "reporttally", "scheduledrelease"),
    }
)


READY = Q(ready_digest=F("digest")) & ~Q(live_digest=F("digest"))
AS_WITHDRAWN = Q(withdrawn=True, withdrawn_digest=F("digest"))
WAITING = Q(waiting_digest=F("digest"), withdrawn=False)
# of a record that is in no review
NO_MARKS: dict[str, Any] = {
    "ready_digest": "",
    "returned_digest": "",
    "leaving": False,
    "leaving_by": None,
}

# Ordered: a record is in the first state that it fits; a draft fits none.
_FITTING = (
    (State.LEAVING, Q(leaving=True)),
    (State.READY, READY),
    (State.RETURNED, Q(returned_digest=F("digest"))),
    (State.WITHDRAWN, AS_WITHDRAWN),
    (State.LIVE, Q(live_digest=F("digest"))),
    (State.WAITING, WAITING),
    (State.PENDING, ~Q(live_digest="") | Q(withdrawn=True)),
    (State.LEAD, ~Q(lead_reason="")),
)


def with_states() -> models.QuerySet[Any]:
    """Return the rows of DeskState with their `state` annotated, and the name of their `author`.

    It is whose work a release of the record would publish: the last edit, or the withdrawal.
    """
    fitting = [models.When(condition, then=models.Value(state)) for state, condition in _FITTING]
    found = models.Case(*fitting, default=models.Value(State.DRAFT), output_field=models.CharField())
    withdraws = models.When(leaving=True, then=F("leaving_by__username"))
    author = models.Case(withdraws, default=F("last_author__username"))
    return DeskState.objects.annotate(state=found, author=author)


def state_of(kind: str) -> Coalesce:
    """Return the state of the outer row's record.

    A record without a DeskState was never saved through the desk and is a draft.
    """
    mine = with_states().filter(kind=kind, key=models.OuterRef("key"))
    return Coalesce(models.Subquery(mine.values("state")[:1]), models.Value(State.DRAFT))
