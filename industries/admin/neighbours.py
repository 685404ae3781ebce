"""The figures beside which a typed one is looked at: a slip of a unit is ten times or more away."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from industries.choices import Measure, Rank
from industries.models import Indicator, Observation, Target
from industries.models.bilingual import is_chinese, written_period
from industries.periods import Period
from industries.units import shown

FAR = 10
A_YEAR = 12  # months

# day, period as the ledger spells it (empty for a target), value, id of the row
_Point = tuple[date, str, Decimal, int]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A figure of the same series, with what it is the figure of."""

    what: str
    value: Decimal


class Neighbours:
    """What is known of some indicators, in order of time: two queries for all of them."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        # a rate may well be ten times the one before
        asked = {i.pk: i.measure for i in indicators if i.measure != Measure.RATE}
        self._flows = {pk for pk, measure in asked.items() if measure == Measure.FLOW}
        self._observed: dict[Any, list[_Point]] = defaultdict(list)
        self._promised: dict[Any, list[_Point]] = defaultdict(list)
        same = ("indicator", "industry", "scope")
        seen = Observation.objects.filter(indicator__in=asked).exclude(rank=Rank.DEPRECATED)
        for *place, end, period, value, pk in seen.values_list(
            *same, "period_end", "period", "value", "pk"
        ):
            series = (*place, self._length(place[0], Period.parse(period).months))
            self._observed[series].append((end, period, value, pk))
        goals = Target.objects.filter(indicator__in=asked, value__isnull=False, due_on__isnull=False)
        for *place, day, value, pk in goals.values_list(*same, "target_kind", "due_on", "value", "pk"):
            self._promised[tuple(place)].append((day, "", value, pk))
        for points in (*self._observed.values(), *self._promised.values()):
            points.sort(key=lambda point: (point[0], point[3]))

    def of(self, record: Any) -> list[Neighbour]:
        """Return the figures nearest to a target or observation, which need not be saved.

        Of an observation: the ones before and after it, for a period of the same length if it is a
        flow. Of a target: the newest observation (of a flow for a year), and the targets around it.
        """
        place = (record.indicator_id, record.industry_id, record.scope)
        if isinstance(record, Target):
            newest = self._observed.get((*place, self._length(place[0], A_YEAR)), [])[-1:]
            goals = self._promised.get((*place, record.target_kind), [])
            near = _around(goals, record.due_on, record.pk) if record.due_on else goals[-1:]
            return [_named(point) for point in (*newest, *near) if point[3] != record.pk or point[1]]
        if not record.period:
            return []
        period = Period.parse(record.period)
        points = self._observed.get((*place, self._length(place[0], period.months)), [])
        return [_named(point) for point in _around(points, period.end, record.pk)]

    def _length(self, indicator: int, months: int) -> int:
        """Return what makes a series of its own: only of a flow a month is less than a year."""
        return months if indicator in self._flows else 0


def as_it_stood(value: Decimal | None) -> list[Neighbour]:
    """Return what a record had before as a neighbour; none if it is new."""
    return [] if value is None else [Neighbour(_("as it stood"), value)]


def far_from(value: Decimal, beside: list[Neighbour]) -> list[Neighbour]:
    """Return those of which the value is ten times or more, or a tenth or less; of zero none."""
    return [
        neighbour
        for neighbour in beside
        if value and neighbour.value and not _near(abs(value), abs(neighbour.value))
    ]


def sentence(beside: list[Neighbour], unit: str) -> str:
    """Return the neighbours in words, as in `2023: CNY 250 bn; 2025: CNY 300 bn`."""
    mark, colon = ("；", "：") if is_chinese() else ("; ", ": ")
    figures = [(n.what, shown(n.value, unit, chinese=is_chinese())) for n in beside]
    return mark.join(f"{what}{colon}{figure}" for what, figure in figures)


def far_message(value: Decimal, unit: str, far: list[Neighbour]) -> str:
    """Return what is to be confirmed of a value that is far from its neighbours."""
    message = _("%(value)s is 10 times its neighbours or more, or a tenth or less: %(neighbours)s.")
    figure = shown(value, unit, chinese=is_chinese())
    return message % {"value": figure, "neighbours": sentence(far, unit)}


def _around(points: list[_Point], day: date, pk: int | None) -> list[_Point]:
    others = [point for point in points if point[3] != pk]
    days = [point[0] for point in others]
    place = bisect_left(days, day)  # a rival for the same day stands at it
    return others[max(place - 1, 0) : place + 1]


def _named(point: _Point) -> Neighbour:
    day, period, value, _pk = point
    if period:
        return Neighbour(written_period(period), value)
    return Neighbour(_("target for %(year)s") % {"year": day.year}, value)


def _near(one: Decimal, other: Decimal) -> bool:
    return one < other * FAR and other < one * FAR
