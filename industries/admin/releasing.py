"""What the page that publishes does with the records: publish now, or later, or show a preview."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from industries.admin.asked import busy_message, in_one_word
from industries.admin.forms import short_text
from industries.choices import ReleaseKind
from industries.copies.making import BusyError
from industries.copies.previews import PreviewError
from industries.editions import DESK
from industries.models import Release, ScheduledRelease
from industries.publishing.answers import AnswerError
from industries.publishing.check import Problem
from industries.publishing.live import is_busy
from industries.publishing.payload import Reference
from industries.publishing.release import (
    ChangedMeanwhileError,
    LiveBehindError,
    PublishError,
    append,
    extending_the_log,
)
from industries.publishing.schedule import MomentError, forget
from industries.publishing.schedule import schedule as set_for

logger = logging.getLogger(__name__)

MOMENT = "%Y-%m-%dT%H:%M"


class ReleaseForm(forms.Form):
    """What a release says of itself; a preview may do without a note."""

    note_en = short_text(gettext_lazy("Public note (English)"))
    note_zh = short_text(gettext_lazy("Public note (Chinese)"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of release"), choices=ReleaseKind.choices)

    def __init__(self, *args: Any, needs_note: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_note = needs_note

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.needs_note and not (found.get("note_en") or found.get("note_zh")):
            message = _("Say what changes and why, for the public, in one language or both.")
            self.add_error("note_en", message)
        return found


class MomentForm(forms.Form):
    """When a release is to be published, in the time zone of the ledger."""

    use_required_attribute = False  # only one of the page's buttons needs it

    moment = forms.DateTimeField(
        label=gettext_lazy("Moment"),
        input_formats=[MOMENT, f"{MOMENT}:%S"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
        error_messages={
            "required": gettext_lazy("Say when it is to be published."),
            "invalid": gettext_lazy("Write day and time as in 2026-01-31T09:00."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _("In the time zone of the ledger, %(zone)s.") % {"zone": settings.TIME_ZONE}
        self.fields["moment"].help_text = said


def succeeds(request: HttpRequest, form: ReleaseForm, act: Callable[[], None]) -> bool:
    """Do it, and return whether it was done; if not, say why, on the page and in its form."""
    try:
        act()
    except ChangedMeanwhileError:
        said = _("Somebody changed a record since you looked. This is how it would be now.")
    except (AnswerError, MomentError) as error:
        said = str(error)
    except PublishError as error:
        said = _("Nothing was published.")
        _tell_what_no_record_shows(form, error.problems)
    except DatabaseError as error:
        if is_busy(error):
            said = busy_message(error)
        else:
            logger.exception("Nothing could be published or scheduled.")
            said = _(
                "Nothing was published: it failed on our side; the log of the server has the reason."
            )
    except BusyError as error:
        said = _("%(reason)s Try again in a minute.") % {"reason": error}
    except PreviewError as error:
        logger.exception("A preview could not be made.")
        said = _("The preview could not be made: %(error)s") % {"error": error}
    else:
        return True
    messages.error(request, said)
    return False


def publish(
    request: HttpRequest,
    wanted: set[Reference],
    *,
    scheduled: ScheduledRelease | None,
    **about: Any,
) -> None:
    """Publish now, in place of what was scheduled, and say so. Raises as `append`."""
    try:
        with extending_the_log():
            release = append(wanted, by=request.user, **about)
            forget(scheduled.pk if scheduled else None)
    except LiveBehindError as error:
        message = _("Release %(n)s is in the log; the public pages will follow.")
        messages.warning(request, message % {"n": error.number})
    else:
        messages.success(request, _said_of(release))
    if scheduled and (left := scheduled.wanted - wanted):
        message = _("Not scheduled any more, and not published: %(records)s")
        messages.warning(request, message % {"records": in_one_word(left)})


def schedule(
    request: HttpRequest,
    wanted: set[Reference],
    *,
    moment: datetime,
    scheduled: ScheduledRelease | None,
    **about: Any,
) -> None:
    """Set the release for a moment, in place of what was scheduled. Raises as `set_for`."""
    set_for(wanted, moment, by=request.user, pk=scheduled.pk if scheduled else None, **about)
    when = f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    messages.success(request, _("It will be published on %(moment)s.") % {"moment": when})


def _tell_what_no_record_shows(form: ReleaseForm, problems: Iterable[Problem]) -> None:
    """Put the reason to the field that it is about: a look at the records alone does not find it."""
    for message in sorted({problem.message for problem in problems if problem.code == "kind"}):
        form.add_error("kind", message)


def _said_of(release: Release) -> str:
    count = release.versions.using(DESK).count()
    message = ngettext(
        "Release %(n)s is public: %(count)s record.",
        "Release %(n)s is public: %(count)s records.",
        count,
    )
    said = message % {"n": release.number, "count": count}
    link = format_html(
        '<a href="{}">{}</a>', release.get_absolute_url(), _("See it as the public does")
    )
    return format_html("{} {}", said, link)
