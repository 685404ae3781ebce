"""Taking in what readers report. It goes to the desk, whatever is read, and nothing of it says who."""

import secrets
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from industries.editions import DESK
from industries.models import ReaderReport, ReportTally

# a reader who finds more in an hour goes on in the next one
MOST_PER_NETWORK = 5
# within a day, well below what is taken of all: a few networks do not fill the day of the others
MOST_PER_NETWORK_A_DAY = 10
# of all networks within a day: more is no reader's work, and no editor reads it
MOST_PER_DAY = 200
KEPT = timedelta(days=1)

# without what is taken for another letter when it is copied by hand
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


class Limit(Enum):
    """Of what as many were sent as are read."""

    NETWORK_IN_HOUR = auto()
    NETWORK_IN_DAY = auto()
    ALL_IN_DAY = auto()


class TooManyError(Exception):
    """Nothing was taken in: the network, or all together, have sent as many as are read."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.name)
        self.limit = limit


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
    """Count one more of the network in this hour. Raises TooManyError, of what lasts longest."""
    forget_networks()
    hour = _this_hour()
    mine = ReportTally.objects.get_or_create(mark=mark_of(network, hour), hour=hour)[0]
    # before it is judged: it locks the row, and two at once do not both take the last place
    ReportTally.objects.filter(pk=mine.pk).update(sent=F("sent") + 1)
    # a day reaches into the one before, on which the network had another mark
    marks = [mark_of(network, hour), mark_of(network, hour - KEPT)]
    if _sent() > MOST_PER_DAY:
        raise TooManyError(Limit.ALL_IN_DAY)
    if _sent(mark__in=marks) > MOST_PER_NETWORK_A_DAY:
        raise TooManyError(Limit.NETWORK_IN_DAY)
    if _sent(pk=mine.pk) > MOST_PER_NETWORK:
        raise TooManyError(Limit.NETWORK_IN_HOUR)


def _sent(**which: Any) -> int:
    found: int | None = ReportTally.objects.filter(**which).aggregate(sent=Sum("sent"))["sent"]
    return found or 0


def mark_of(network: str, hour: datetime) -> str:
    """Return what stands for a network on that day, and for another one on the next."""
    return salted_hmac(f"reports of {hour:%Y-%m-%d}", network, algorithm="sha256").hexdigest()


def _this_hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)
