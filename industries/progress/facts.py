"""What an assessment is made of: a promise and the published figures of its indicator, without rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from industries.choices import Comparator, Direction, Measure, Qualifier, TargetKind
from industries.periods import Period
from industries.progress import method


@dataclass(frozen=True, slots=True)
class Figure:
    """One published value. `value` is in the indicator's unit; `scope` is empty where it has none.

    `known_on` is the day of its first publication, `stood_on` the day that the value stood, where that
    is known; a period that its source does not state is dated by the day of the words, `stated_on`.
    What is derived was converted or reckoned from what a source states.
    """

    key: str
    period: Period
    value: Decimal
    qualifier: str
    status: str
    rank: str
    confidence: str
    known_on: date
    period_stated: bool = True
    stated_on: date | None = None
    stood_on: date | None = None
    scope: str = ""
    scope_comparable: bool | None = None
    break_on: date | None = None
    is_derived: bool = False

    @property
    def is_about(self) -> bool:
        """Whether its value is no sharper: by the source's words, or since it was converted."""
        return self.is_derived or self.qualifier == Qualifier.ABOUT

    @property
    def is_to_date(self) -> bool:
        """Whether it says what its period brought so far: it came out in the last month or later."""
        return self.period.end - self.known_on <= timedelta(days=method.TO_DATE_DAYS)

    def day(self, measure: str) -> date:
        """Return the day that it is dated by: a stock by the day that it stood, if that is known."""
        if not self.period_stated:
            return self.stated_on or self.stood_on or self.period.end
        return (self.stood_on if self.is_of_a_moment(measure) else None) or self.period.end

    def is_of_a_moment(self, measure: str) -> bool:
        """Return whether it is of the day on which it stood: a stock, or the ratio of a month."""
        return measure == Measure.STOCK or (measure == Measure.RATIO and self.period.months == 1)

    def is_early(self, measure: str) -> bool:
        """Return whether it was published before that day: an estimate, whatever it is called."""
        return self.known_on < self.day(measure)


@dataclass(frozen=True, slots=True)
class Promise:
    """One target as it is judged. Values are in the indicator's unit; `known_on` as for a figure.

    `window` is first and last day of a window that `kind` asks for, the last of which may be open.
    """

    key: str
    kind: TargetKind
    comparator: Comparator
    measure: Measure
    direction: Direction
    method: str
    value: Decimal | None
    unit_stated: bool
    due_on: date | None
    announced_on: date | None
    known_on: date
    window: tuple[date, date | None] | None = None
    baseline: Decimal | None = None
    baseline_period: Period | None = None
    scope: str = ""
    scope_comparable: bool | None = None
    frequency: str = ""

    @property
    def sign(self) -> int:
        """+1 if more is better, -1 if less is, 0 if nothing says: by the indicator, else the words."""
        by_indicator = {Direction.INCREASE: 1, Direction.DECREASE: -1}.get(self.direction, 0)
        by_words = {"gte": 1, "gt": 1, "level": 1, "lte": -1, "lt": -1}.get(self.comparator, 0)
        return by_words or by_indicator
