"""A target's assessment as its page shows it: with the rows that it rests on, and its numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from industries.progress import method
from industries.progress.assessment import Assessment
from industries.reports import assessment_of

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """The assessment with the rows of its figures; shares and growth are in per cent, to be rounded."""

    assessment: Assessment
    by: Any
    latest: Any
    start: Any
    way: Decimal | None
    time: Decimal | None
    observed: Decimal | None
    required: Decimal | None
    needed: Decimal | None
    projected: Decimal | None
    miss: Decimal | None
    on_track_from: Decimal = method.ON_TRACK
    acceleration_from: Decimal = method.ACCELERATION_NEEDED

    @property
    def data_to(self) -> Any:
        """The row that is the latest which the verdict rests on."""
        return self.by or self.latest


def verdict_of(target: Any, observations: Iterable[Any], as_of: date) -> Shown:
    """Return what the target's page says of it on a day; the rows come `with_citations()`."""
    rows = {row.key: row for row in observations}
    found = assessment_of(target, rows.values(), as_of)
    paces, working = found.paces, found.working if found.paces else None
    start = found.start.reading if found.start else None
    growth = PERCENT if paces is not None and not paces.linear else 1
    return Shown(
        assessment=found,
        by=rows.get(found.by.key) if found.by else None,
        latest=rows.get(found.latest.figure.key) if found.latest else None,
        start=rows.get(start.figure.key) if start else None,
        way=_times(working.way if working else None, PERCENT),
        time=_times(working.time if working else None, PERCENT),
        observed=_times(paces.observed if paces else None, growth),
        required=_times(paces.required if paces else None, growth),
        needed=_times(working.needed if working else None, growth),
        projected=_times(working.projected if working else None, PERCENT),
        miss=_times(working.miss if working else None, PERCENT),
    )


def _times(value: Decimal | None, factor: int) -> Decimal | None:
    return None if value is None else value * factor
