"""The query string of an endpoint, as its filterset and its own parameters understand it."""

from collections.abc import Iterable
from typing import Any

from django_filters.rest_framework import DjangoFilterBackend

from industries.api.errors import BadParameterError
from industries.filtersets import FilterProblem


class StrictFilterBackend(DjangoFilterBackend):
    """Hands the query string to the view's filterset; tells the view which one it was."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        own = view.own_parameters()
        view.filterset = view.filterset_class.of(request.query_params, queryset, paging=own)
        view.paginator.whole = view.filterset.whole
        return view.filterset.found


def only_known(query: Any, valid: Iterable[str]) -> None:
    """Raise BadParameterError unless each parameter is one of these, and is given once."""
    names = tuple(valid)
    right = f"Valid are: {', '.join(names)}." if names else "It takes none."
    unknown = [
        FilterProblem("unknown_parameter", name, f"“{name}” is not a parameter here. {right}")
        for name in query
        if name not in names
    ]
    twice = [
        FilterProblem("repeated_parameter", name, f"“{name}” is given more than once.")
        for name, values in query.lists()
        if len(values) > 1
    ]
    if unknown or twice:
        raise BadParameterError(*unknown, *twice)
