"""Targets that are one promise: said twice, restated, or with a stretch goal; and which is counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from industries.choices import Standing


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a target to others, by key. `restates` are the earlier goals that it stands for now."""

    standing: str
    due_on: date | None
    same_promise: str | None = None
    restates: tuple[str, ...] = ()
    stretch_of: str | None = None

    @property
    def others(self) -> tuple[str, ...]:
        """The targets that it points at, those first that it is nearest to."""
        alone = (self.same_promise, *self.restates, self.stretch_of)
        return tuple(key for key in alone if key)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target stands in its family.

    `first` is the key of the target that the promise began with. One target of a promise is `counted`;
    `is_changed` says that it restates another or is restated.
    """

    first: str
    counted: bool
    is_changed: bool


class Goal(Protocol):
    """What is compared of two goals: of promises as they are judged, or of targets as they are kept."""

    @property
    def value(self) -> Decimal | None: ...

    @property
    def unit_stated(self) -> bool: ...

    @property
    def due_on(self) -> date | None: ...

    @property
    def scope(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What another goal in an earlier one's place comes to: more or less, later or sooner.

    None where one of the two says nothing of it; `years` where it is of the same day of another year.
    """

    value: Decimal | None
    days: int | None
    years: int | None = None
    is_rescoped: bool = False


def change_of(earlier: Goal, later: Goal) -> Change:
    """Return how a goal was changed; both are of one indicator, and so in one unit if in any."""
    value = days = years = None
    if earlier.unit_stated and later.unit_stated and None not in (earlier.value, later.value):
        value = (later.value or Decimal(0)) - (earlier.value or Decimal(0))
    if earlier.due_on is not None and later.due_on is not None:
        days = (later.due_on - earlier.due_on).days
        same_day = (later.due_on.month, later.due_on.day) == (earlier.due_on.month, earlier.due_on.day)
        years = (same_day and later.due_on.year - earlier.due_on.year) or None
    return Change(value, days, years, is_rescoped=earlier.scope != later.scope)


def places(ties: Mapping[str, Tie]) -> dict[str, Place]:
    """Return the place of each target; of a tie to a target that is not given nothing is known."""
    restated = {other for tie in ties.values() for other in tie.restates}
    first = _first_of_each(ties)
    return {
        key: Place(
            first=first[key],
            counted=_is_counted(key, ties),
            is_changed=bool(tie.restates) or key in restated,
        )
        for key, tie in ties.items()
    }


def _first_of_each(ties: Mapping[str, Tie]) -> dict[str, str]:
    """Return the first target of each one's family: of those that point at no other, the first due.

    All that are tied, however many steps apart, are one family: a goal may stand for two earlier ones.
    """
    family = {key: {key} for key in ties}
    for key, tie in ties.items():
        for other in tie.others:
            if other in family and family[other] is not family[key]:
                small, large = sorted((family[key], family[other]), key=len)
                large |= small
                family.update(dict.fromkeys(small, large))
    chosen = {id(members): _first(members, ties) for members in family.values()}
    return {key: chosen[id(members)] for key, members in family.items()}


def _first(members: set[str], ties: Mapping[str, Tie]) -> str:
    begins = [key for key in members if not any(other in ties for other in ties[key].others)]
    # those that point at one another in a circle are refused before they are published
    return min(begins or members, key=lambda key: (ties[key].due_on or date.max, key))


def _is_counted(key: str, ties: Mapping[str, Tie]) -> bool:
    """Return whether it is a commitment, and no other says the same promise for the same day before it.

    A stretch goal is counted apart. Of a promise and its restatement for one day the original counts.
    """
    tie = ties[key]
    if tie.standing != Standing.COMMITMENT or tie.stretch_of:
        return False
    return not any(
        other.due_on == tie.due_on and other.standing == Standing.COMMITMENT
        for other in _before(key, ties)
    )


def _before(key: str, ties: Mapping[str, Tie]) -> Iterator[Tie]:
    """Yield the targets of the same promise that came before it, however many steps away."""
    seen, open_ = {key}, [key]
    while open_:
        tie = ties[open_.pop()]
        for other in (tie.same_promise, *tie.restates):
            if other and other in ties and other not in seen:
                seen.add(other)
                open_.append(other)
                yield ties[other]
