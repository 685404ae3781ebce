"""Releases that are set for a moment: published then as they were reviewed, or kept with a reason."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from industries.editions import DESK
from industries.models import Release, ScheduledRelease
from industries.models.bilingual import ENGLISH
from industries.models.publishing import Answer
from industries.publishing.answers import AnswerError
from industries.publishing.check import MAY_PUBLISH, to_change
from industries.publishing.live import is_busy
from industries.publishing.payload import Reference
from industries.publishing.release import (
    ChangedMeanwhileError,
    LiveBehindError,
    PublishError,
    append,
    extending_the_log,
    proposed,
)

logger = logging.getLogger(__name__)


class MomentError(ValueError):
    """Nothing was scheduled: the moment has passed."""


class NotAllowedError(Exception):
    """Whoever scheduled it may not publish any more."""


def schedule(
    wanted: set[Reference],
    moment: datetime,
    *,
    by: Any,
    sealed: str,
    pk: int | None = None,
    **about: Any,
) -> ScheduledRelease:
    """Set a release of the records for a moment; with `pk` in place of a scheduled one.

    Takes what `proposed` takes, and raises what it raises: what could not be published now is not
    scheduled. Raises MomentError if the moment has passed. To be called where the desk is read.
    """
    if moment <= timezone.now():
        raise MomentError(_("That moment has passed: give a later one, or publish now."))
    with transaction.atomic(using=DESK):
        release, _versions = proposed(wanted, by=by, sealed=sealed, **about)
        forget(pk)
        return ScheduledRelease.objects.create(
            moment=moment,
            records=sorted(wanted),
            seal=sealed,
            note_en=release.note_en,
            note_zh=release.note_zh,
            kind=release.kind,
            answers=release.answers,
            by=by,
        )


def forget(pk: int | None) -> bool:
    """Let nothing be published by a schedule any more; return whether it was there. One query."""
    return bool(pk and ScheduledRelease.objects.filter(pk=pk).delete()[0])


def publish_due() -> list[Release]:
    """Publish what is due, in order; what may not be published any more is kept with the reason.

    Whatever is due is published, however late: a ledger that was down at the moment catches up.
    """
    due = ScheduledRelease.objects.filter(moment__lte=timezone.now(), refused="")
    found = []
    for scheduled in list(due.select_related("by")):
        # in the language of whoever reads what is in the way
        with translation.override(scheduled.by.language if scheduled.by else ENGLISH):
            try:
                found.append(_published(scheduled.pk))
            except Exception:  # not even the reason could be kept; the others are not to wait
                logger.exception("A scheduled release will be tried again.")
    return [release for release in found if release]


def _published(pk: int) -> Release | None:
    """Publish one; None if it was not, with the reason kept unless the databases were only busy."""
    try:
        with extending_the_log():
            return _append(pk)
    except LiveBehindError as error:
        return Release.objects.using(DESK).get(number=error.number)
    except NotAllowedError:
        refusal = _("Whoever scheduled it may not publish any more. Publish it, or schedule it anew.")
    except ChangedMeanwhileError:
        refusal = _("A record has changed since it was reviewed. Look at it again.")
    except (PublishError, AnswerError) as error:
        refusal = str(error)
    except Exception as error:
        if is_busy(error):
            return None
        logger.exception("A scheduled release could not be published.")
        refusal = _("It failed on our side; the log of the server has the reason.")
    ScheduledRelease.objects.filter(pk=pk).update(refused=refusal)
    return None


def needed_for(scheduled: ScheduledRelease) -> list[str]:
    """Return the permissions that it takes to publish it, or to let it not be published."""
    answers = ["industries.change_readerreport"] if scheduled.answers else []
    return [MAY_PUBLISH, *to_change(scheduled.wanted), *answers]


def _append(pk: int) -> Release | None:
    """Add it to the log, and forget it with that; None if somebody else has just done so."""
    found = ScheduledRelease.objects.select_for_update().filter(pk=pk, refused="").first()
    if found is None:
        return None
    # an account that was closed has no permission either
    if found.by is None or not found.by.has_perms(needed_for(found)):
        raise NotAllowedError
    release = append(
        found.wanted,
        by=found.by,
        sealed=found.seal,
        note_en=found.note_en,
        note_zh=found.note_zh,
        kind=found.kind,
        answers=[Answer(**answer) for answer in found.answers],
    )
    found.delete()
    return release
