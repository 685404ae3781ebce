"""Targets that are one promise: said twice, restated, or with a stretch goal; and which is counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from industries.choices import Standing
from industries.progress.facts import Promise


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

    `first` is the key of the target that the promise began with. Of a promise that is `counted` one
    target is; `is_changed` says that it restates another or is restated.
    """

    first: str
    counted: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What another goal in an earlier one's place comes to: more or less, later or sooner.

    None where one of the two says nothing of it.
    """

    value: Decimal | None
    days: int | None


def change_of(earlier: Promise, later: Promise) -> Change:
    """Return how a goal was changed; both are in one unit."""
    value = None
    if earlier.value is not None and later.value is not None:
        value = later.value - earlier.value
    if earlier.due_on is None or later.due_on is None:
        return Change(value, None)
    return Change(value, (later.due_on - earlier.due_on).days)


def places(ties: Mapping[str, Tie]) -> dict[str, Place]:
    """Return the place of each target; of a tie to a target that is not given nothing is known."""
    restated = {other for tie in ties.values() for other in tie.restates}
    return {
        key: Place(
            first=_first(key, ties),
            counted=_is_counted(key, ties),
            is_changed=bool(tie.restates) or key in restated,
        )
        for key, tie in ties.items()
    }


def _first(key: str, ties: Mapping[str, Tie]) -> str:
    seen = {key}
    while found := next((o for o in ties[key].others if o in ties and o not in seen), None):
        key = found
        seen.add(key)
    return key


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
