"""The query string of an endpoint, as its filterset and its own parameters understand it."""

from collections.abc import Iterable
from typing import Any

from django_filters import BaseCSVFilter
from django_filters.rest_framework import DjangoFilterBackend

from industries.api.asking import AS_OF
from industries.api.errors import BadParameterError
from industries.filtersets import FilterProblem, shown

# no words are asked for, which every row has
MAY_BE_EMPTY = ("search", "q")


class StrictFilterBackend(DjangoFilterBackend):
    """Hands the query string to the view's filterset; tells the view which one it was."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        own = view.own_parameters()
        declared = view.filterset_class.base_filters
        several = {name for name, of in declared.items() if isinstance(of, BaseCSVFilter)}
        _refuse_empty(request.query_params, several)
        view.filterset = view.filterset_class.of(request.query_params, queryset, paging=own)
        view.paginator.whole = view.filterset.whole
        return view.filterset.found


def only_known(query: Any, valid: Iterable[str]) -> None:
    """Raise BadParameterError unless each parameter is one of these, and is given once."""
    _refuse_empty(query)
    names = (*valid, AS_OF)
    right = f"Valid are: {', '.join(names)}."
    unknown = [
        _problem("unknown_parameter", name, f"is not a parameter here. {right}")
        for name in query
        if name not in names
    ]
    twice = [
        _problem("repeated_parameter", name, "is given more than once.")
        for name, values in query.lists()
        if len(values) > 1
    ]
    if unknown or twice:
        raise BadParameterError(*unknown, *twice)


def _refuse_empty(query: Any, several: Iterable[str] = ()) -> None:
    """Raise BadParameterError if a parameter, or one of several values, is empty.

    The forms of pages send such; who writes a program means a value that is missing.
    """
    found = [
        _problem("invalid_value", name, "has an empty value: give one, or leave it out.")
        for name, value in query.items()
        if (not value and name not in MAY_BE_EMPTY) or (name in several and "" in value.split(","))
    ]
    if found:
        raise BadParameterError(*found)


def _problem(code: str, name: str, what: str) -> FilterProblem:
    return FilterProblem(code, shown(name), f"“{shown(name)}” {what}")
