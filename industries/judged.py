"""A target as it is judged on a day, for the API: with the rows and citations of its figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

from industries.choices import Basis
from industries.models.measurement import EXACT_DIGITS
from industries.periods import Period
from industries.progress.arithmetic import moment
from industries.progress.assessment import Assessment
from industries.progress.facts import Figure
from industries.progress.outlook import outlook
from industries.progress.series import Reading
from industries.reports import assessment_of, series_of, turns, with_series

DIGITS = 10  # of what a division or a power leaves without end


def cut(value: Decimal, rounding: str = ROUND_FLOOR) -> Decimal:
    """Return the value as it is written: as it is, or with 10 significant digits where it has no end.

    A figure has at most 15, and what is exact within those stays so. The others are rounded down, so
    that a share below 1 is never written as 1, nor a ratio below a threshold as that threshold.
    """
    exact = value.normalize()
    if len(exact.as_tuple().digits) <= EXACT_DIGITS:
        return exact
    return Context(prec=DIGITS, rounding=rounding).plus(exact)


@dataclass(frozen=True, slots=True)
class Read:
    """One figure as an input: with the day that dates it, and the other values of its period.

    `observation` is None where the target states its own baseline; the citations are then the target's.
    """

    observation: str | None
    period: str
    day: date
    value: Decimal
    qualifier: str
    cited: Sequence[Any]
    basis: str = Basis.INFERRED
    rivals: tuple["Read", ...] = ()

    @property
    def moment(self) -> Decimal:
        return moment(self.day)


@dataclass(frozen=True, slots=True)
class Judged:
    """A target, its assessment, and by their keys the rows that it rests on. Nothing here queries."""

    target: Any
    found: Assessment
    rows: Mapping[str, Any]

    @property
    def unit(self) -> str:
        return self.target.indicator.unit

    @property
    def data_to(self) -> str | None:
        newest = self.decided_by or self.latest
        return newest.period if newest else None

    @property
    def baseline(self) -> Read | None:
        start, target = self.found.start, self.target
        if start is None:
            return None
        if start.reading is not None:
            return self._reading(start.reading)
        return Read(
            observation=None,
            period=target.baseline_period,
            day=Period.parse(target.baseline_period).end,
            value=start.point.value,
            qualifier=start.qualifier,
            cited=target.cited,
            basis=target.baseline_basis,
        )

    @property
    def latest(self) -> Read | None:
        return self._reading(self.found.latest) if self.found.latest else None

    @property
    def decided_by(self) -> Read | None:
        return self._figure(self.found.by) if self.found.by else None

    @property
    def readings(self) -> list[Read]:
        return [self._reading(reading) for reading in self.found.readings]

    @property
    def other_counts(self) -> list[Read]:
        return [self._reading(reading) for reading in self.found.others]

    @property
    def reckoned(self) -> Assessment | None:
        """The assessment where it has a ratio, which all that is reckoned beside it needs as well."""
        return self.found if self.found.paces else None

    @property
    def years(self) -> dict[str, Any] | None:
        years = self.found.years
        if years is None:
            return None
        return {
            "reported": len(years.reported),
            "number": years.number,
            "value": years.value,
            "qualifier": years.qualifier if years.reported else None,
            "observations": [reading.figure.key for reading in years.reported],
        }

    @property
    def alternatives(self) -> list[dict[str, Any]]:
        return [
            {
                "flag": other.flag,
                "observation": other.figure.key if other.figure else None,
                "value": other.figure.value if other.figure else other.value,
                "verdict": other.verdict,
            }
            for other in self.found.alternatives
        ]

    @property
    def next_figure(self) -> dict[str, Any] | None:
        ahead = outlook(self.found)
        if ahead is None:
            return None
        # a level is one that suffices: it is rounded towards the goal
        rounding = ROUND_CEILING if self.found.promise.sign > 0 else ROUND_FLOOR
        return {
            "period_end": ahead.ends_on,
            "due_on": ahead.due_on,
            "is_overdue": ahead.is_overdue(self.found.as_of),
            "levels": [
                {
                    "verdict": level.verdict,
                    "value": cut(level.value, rounding),
                    "beyond": level.beyond,
                }
                for level in ahead.levels
            ],
        }

    @property
    def history(self) -> list[dict[str, Any]]:
        """From when on it had which verdict, each day judged anew by what was published by then."""
        return [
            {
                "from_day": None if turn.is_undated else turn.from_day,
                "verdict": turn.verdict,
                "reasons": turn.reasons,
            }
            for turn in turns(self.found, self.rows.values())
        ]

    def _reading(self, reading: Reading) -> Read:
        rivals = tuple(self._figure(rival) for rival in reading.rivals)
        return self._figure(reading.figure, rivals)

    def _figure(self, figure: Figure, rivals: tuple[Read, ...] = ()) -> Read:
        row = self.rows[figure.key]
        day = figure.day(self.found.promise.measure)
        read = (row.key, row.period, day, row.value, row.qualifier, row.cited)
        return Read(*read, rivals=rivals)


def judge(targets: Iterable[Any], as_of: date) -> None:
    """Give each target its citations as `cited` and, as `judged`, what is known of it on the day.

    One query, however many. The targets come with their indicators.
    """
    asked = list(targets)
    series = with_series(asked)
    for target in asked:
        rows = series[series_of(target)]
        found = assessment_of(target, rows, as_of)
        target.judged = Judged(target, found, {row.key: row for row in rows})
