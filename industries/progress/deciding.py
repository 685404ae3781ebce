"""Whether a figure meets what was promised, falls short of it, or decides nothing."""

from decimal import Decimal

from industries.choices import Bound, Comparator, ObservationStatus, Qualifier
from industries.progress.facts import Figure, Promise

STRICT = (Comparator.GT, Comparator.LT)


def decides(promise: Promise, figure: Figure, goal: Decimal | None = None) -> bool | None:
    """Return whether the figure meets the promise; None if it is no decision.

    An estimate decides nothing. A bound decides on its safe side alone: "over 50" meets "over 50" and
    does not make "at least 60" missed. `goal` stands for the promise's own value, where it is moved.
    """
    if not is_final(promise, figure):
        return None
    return beside(promise, figure.value, figure.qualifier, promise.value if goal is None else goal)


def decides_to_date(promise: Promise, figure: Figure) -> bool | None:
    """Return True if what a part of a period brought meets the promise already, else None."""
    is_estimate = figure.status == ObservationStatus.ESTIMATED or not figure.is_to_date
    if promise.sign <= 0 or is_estimate:
        return None
    return beside(promise, figure.value, figure.qualifier, promise.value) or None


def is_final(promise: Promise, figure: Figure) -> bool:
    """Return whether a figure may decide anything: an estimate may not."""
    return not figure.is_early(promise.measure) and figure.status != ObservationStatus.ESTIMATED


def towards(qualifier: str) -> int:
    """Return where the true value lies of one that is printed: +1 above it, -1 below, 0 at it."""
    return {Qualifier.OVER: 1, Qualifier.UNDER: -1}.get(Qualifier(qualifier), 0)


def bound_of(side: int) -> Bound | None:
    """Return where what is reckoned lies of a bound: farther ahead of it, behind, or nobody knows."""
    if not side:
        return None
    return Bound.AT_LEAST if side > 0 else Bound.AT_MOST


def beside(promise: Promise, value: Decimal, qualifier: str, goal: Decimal | None) -> bool | None:
    """Return whether a value, or the bound that it is, meets a goal in the promise's own words."""
    if goal is None or not promise.sign:
        return None
    ahead = (value - goal) * promise.sign
    bound = towards(qualifier) * promise.sign
    if bound > 0:  # it is farther ahead than what is printed
        return True if ahead >= 0 else None
    if bound < 0:
        return False if ahead <= 0 else None
    return ahead > 0 or (ahead == 0 and promise.comparator not in STRICT)
