"""A verdict with what it rests on, as each kind of promise comes to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from industries.choices import Bound, Flag, Reason, Verdict
from industries.progress.arithmetic import Paces, Point
from industries.progress.facts import Figure
from industries.progress.series import Reading


@dataclass(frozen=True, slots=True)
class Start:
    """The baseline: a value of the promise's own, or a reading that it is inferred from."""

    point: Point
    qualifier: str
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Years:
    """What is reported of a window: its readings, its first year, their number, and what they come to.

    `number` is None for a window without an end; `value` is the mean or sum so far, the value of one
    year, and None for each year by itself.
    """

    reported: tuple[Reading, ...]
    first: int
    number: int | None
    value: Decimal | None
    qualifier: str
    ends_on: date | None

    @property
    def missing(self) -> Iterator[int]:
        """The years that are not reported, in order; of a window without an end all to come."""
        reported = {reading.day.year for reading in self.reported}
        after = date.max.year + 1 if self.number is None else self.first + self.number
        return (year for year in range(self.first, after) if year not in reported)

    @property
    def is_whole(self) -> bool:
        return bool(self.reported) and len(self.reported) == self.number


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with what it rests on. `by` is the figure that decided it, where one did.

    A level by a day has `start` and `paces`, a promise of years has `years`. What is undecided may be
    `bound`: none where it is not, nor where it is on either side.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    flags: tuple[Flag, ...] = ()
    by: Figure | None = None
    start: Start | None = None
    latest: Reading | None = None
    years: Years | None = None
    paces: Paces | None = None
    bound: Bound | None = None
