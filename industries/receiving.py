"""Taking in what readers report. It goes to the desk, whatever is read, and nothing of it says who."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from industries.editions import DESK
from industries.models import ReaderReport, ReportTally

# a reader who finds more in an hour goes on in the next one
MOST_PER_NETWORK = 5
# of all networks within a day: more is no reader's work, and no editor reads it
MOST_PER_DAY = 200
KEPT = timedelta(days=1)

# without what is taken for another letter when it is copied by hand
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


class TooManyError(Exception):
    """Nothing was taken in: the network, or all together, have sent as many as are read."""


def receive(*, network: str | None, **report: str | int) -> str:
    """Keep the report for the desk, and return its public number, which counts nothing.

    `network` is where it comes from; None counts as one network. `report` are the fields of
    ReaderReport that a reader fills in, and kind, key, version and language.

    Raises TooManyError; OperationalError if the desk is busy or away. A few queries, on the desk.
    """
    number = "".join(secrets.choice(LETTERS) for _n in range(LENGTH))
    with transaction.atomic(using=DESK):
        _count(network or "")
        ReaderReport.objects.create(number=number, **report)
    return number


def forget_networks() -> None:
    """Drop the tallies that are a day old. One query, on the desk."""
    ReportTally.objects.filter(hour__lte=_this_hour() - KEPT).delete()


def _count(network: str) -> None:
    """Count one more of the network in this hour. Raises TooManyError."""
    forget_networks()
    if (ReportTally.objects.aggregate(sent=Sum("sent"))["sent"] or 0) >= MOST_PER_DAY:
        raise TooManyError
    hour = _this_hour()
    mine = ReportTally.objects.get_or_create(mark=mark_of(network, hour), hour=hour)[0]
    # by the row's own lock: two at once do not both take the last place
    room = ReportTally.objects.filter(pk=mine.pk, sent__lt=MOST_PER_NETWORK)
    if not room.update(sent=F("sent") + 1):
        raise TooManyError


def mark_of(network: str, hour: datetime) -> str:
    """Return what stands for a network on that day, and for another one on the next."""
    return salted_hmac(f"reports of {hour:%Y-%m-%d}", network, algorithm="sha256").hexdigest()


def _this_hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)
