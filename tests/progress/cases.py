"""Promises and figures for the tests of progress, with what most of them have in common."""

from datetime import date
from decimal import Decimal
from typing import Any

from industries.choices import Comparator, Direction, Measure, Method, TargetKind
from industries.periods import Period
from industries.progress.facts import Figure, Promise


def day(text: str) -> date:
    return date.fromisoformat(text)


def figure(period: str, value: Any, **about: Any) -> Figure:
    """Return a figure that was known a month after its period ended; `over 50` is a bound."""
    qualifier, _blank, number = str(value).rpartition(" ")
    of = Period.parse(period)
    year, month = divmod(of.end.year * 12 + of.end.month, 12)
    given: dict[str, Any] = {
        "key": f"{period} {value}",
        "period": of,
        "value": Decimal(number),
        "qualifier": qualifier or "exact",
        "status": "not_stated",
        "rank": "normal",
        "confidence": "primary",
        "known_on": date(year, month + 1, 28),
    }
    return Figure(**given | about)


def promise(value: Any = "200", due: str | None = "2027-12-31", **about: Any) -> Promise:
    """Return a promise of 2021 that a stock reaches the value, or more, by the day."""
    given: dict[str, Any] = {
        "key": "promise",
        "kind": TargetKind.BY_DATE,
        "comparator": Comparator.GTE,
        "measure": Measure.STOCK,
        "direction": Direction.INCREASE,
        "method": Method.GROWTH,
        "value": None if value is None else Decimal(str(value)),
        "unit_stated": True,
        "due_on": day(due) if due else None,
        "announced_on": day("2021-03-01"),
        "known_on": day("2021-03-01"),
    }
    return Promise(**given | about)
