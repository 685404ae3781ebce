"""How many of the rows found each choice of a filter would leave."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Case, CharField, Count, F, Value, When
from django.db.models.functions import Cast

from industries.filtersets.base import CodesWithinFilter, Ordering, StrictFilterSet, YesNoFilter

# a list of more rows says that there are more, and leads to no page beyond
MOST_ROWS = 10_000
# up to so many it says what each choice leaves of them, which is one more walk for each filter
MOST_FACETED = 2_000


def facets(filterset: StrictFilterSet, names: list[str]) -> dict[str, dict[str, int]]:
    """Return for each of the filters its choices with the number of rows that each leaves.

    Left out are filters in use, whose other choices would leave none or, of several, the same rows
    again, and those that no column answers. A choice that leaves nothing is not in. One query, or none.
    """
    kind: Any = type(filterset)
    valid = countable(kind)
    return counts(filterset, [n for n in names if n in valid and n not in filterset.applied])


@cache
def countable(filterset: Any) -> tuple[str, ...]:
    """Return the names of the filters whose choices can be counted, sorted: a column answers them."""
    names = (name for name, declared in filterset.base_filters.items() if _is_counted(declared))
    return tuple(sorted(set(names) - {"id"}))  # as many choices as rows


def counts(filterset: StrictFilterSet, names: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return for each of these filters its choices with the number of the rows found that have it.

    One query, or none.
    """
    arms = [_arm(filterset, name) for name in names]
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    if arms:
        for name, code, number in arms[0].union(*arms[1:], all=True) if arms[1:] else arms[0]:
            counts[name][code] = number
    return counts


def _is_counted(declared: Any) -> bool:
    is_choice = "choices" in declared.extra or hasattr(declared, "base_field_class")
    is_plain = not declared.method and declared.lookup_expr in ("exact", "in")
    return is_choice and is_plain and not isinstance(declared, CodesWithinFilter | Ordering)


def _arm(filterset: StrictFilterSet, name: str) -> Any:
    """Return filter, choice and number of rows, for each choice of one filter."""
    rows: Any = filterset.qs
    if rows.query.distinct:
        rows = filterset.queryset.filter(pk__in=rows.order_by().values("pk"))
    bare = rows.order_by().prefetch_related(None).select_related(None)
    return (
        bare.annotate(choice=_choice(filterset.filters[name]))
        .exclude(choice=None)
        .values(of=Value(name, CharField()), code=F("choice"))
        .annotate(number=Count("pk", distinct=True))
        .values_list("of", "code", "number")
    )


def _choice(declared: Any) -> Any:
    """Return the column of a filter as text; of yes or no the words that a query string has."""
    if isinstance(declared, YesNoFilter):
        yes = When(**{declared.field_name: True}, then=Value("true"))
        return Case(yes, default=Value("false"), output_field=CharField())
    return Cast(declared.field_name, CharField())
