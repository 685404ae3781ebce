"""Lists of targets with their verdicts: rows, a promise's together, and how many there are of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from industries.choices import Reason, Verdict
from industries.pages.charts import small_chart_of
from industries.progress.assessment import Assessment
from industries.reports import Tally, assessment_of, series_of, with_series
from industries.svg import Drawing

# from good to bad, then what cannot be said: the order of a bar's parts
_ORDER = (
    *(Verdict.ACHIEVED, Verdict.ACHIEVED_LATE, Verdict.ON_TRACK, Verdict.ACCELERATION_NEEDED),
    *(Verdict.LIMITED_PROGRESS, Verdict.MOVING_AWAY, Verdict.MISSED),
    *(Verdict.AWAITING_FINAL_DATA, Verdict.NO_FIGURE, Verdict.NOT_ASSESSABLE),
)
BAR = 1000  # its width, of which each part has its share


@dataclass(frozen=True, slots=True)
class Tracked:
    """A target with its assessment, the row of its latest figure, and a small chart if it says more."""

    target: Any
    assessment: Assessment
    latest: Any
    chart: Drawing | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: a verdict or reason with its number, the list of them, and its place."""

    code: Verdict | Reason
    number: int
    address: str
    left: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A tally as a page shows it."""

    tally: Tally
    parts: list[Part]
    reasons: list[Part]


def tracked(targets: Iterable[Any], as_of: date) -> list[Tracked]:
    """Return each target with its assessment, in order; gives them their citations. One query."""
    asked = list(targets)
    series = with_series(asked)
    return [_tracked(target, series[series_of(target)], as_of) for target in asked]


def by_promise(rows: Iterable[Tracked]) -> list[list[Tracked]]:
    """Return the rows of targets `on_day()` with those of one promise together, as they come."""
    return [list(group) for _first, group in groupby(rows, key=lambda row: row.target.first_id)]


def bar_of(tally: Tally, filters: dict[str, str] | None = None) -> Bar:
    """Return the tally as a bar; its parts lead to the tracker, narrowed by the filters as well."""
    numbers = {verdict: tally.verdicts[verdict] for verdict in _ORDER if tally.verdicts[verdict]}
    parts, before = [], 0
    for verdict, number in numbers.items():
        left, right = (BAR * n // tally.total for n in (before, before + number))
        address = _address({**(filters or {}), "verdict": verdict})
        parts.append(Part(verdict, number, address, left, right - left))
        before += number
    reasons = [
        Part(reason, number, _address({**(filters or {}), "reason": reason}))
        for reason, number in sorted(tally.reasons.items(), key=lambda item: -item[1])
        if number
    ]
    return Bar(tally, parts, reasons)


def _address(filters: dict[str, str]) -> str:
    return f"{reverse('target_list')}?{urlencode({**filters, 'counted': 'true'})}"


def _tracked(target: Any, observations: list[Any], as_of: date) -> Tracked:
    found = assessment_of(target, observations, as_of)
    # a figure may have decided long ago; what is shown is what is known by now
    figure = found.readings[-1].figure if found.readings else found.by
    latest = next((row for row in observations if figure and row.key == figure.key), None)
    return Tracked(target, found, latest, small_chart_of(target.indicator.unit, found))
