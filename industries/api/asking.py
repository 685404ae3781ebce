"""What a list or a record understands besides filters: format, members, whole references, counts."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation

from industries.api.errors import BadParameterError
from industries.filtersets import FilterProblem, shown

JSON, CSV, NDJSON, XLSX = "json", "csv", "ndjson", "xlsx"
EXPAND, FACETS, FIELDS, FORMAT, MARK = "expand", "facets", "fields", "format", "bom"
# in each format, what is asked for besides filters and pages
BESIDES: Mapping[str, tuple[str, ...]] = {
    JSON: (EXPAND, FACETS),
    NDJSON: (EXPAND, FIELDS),
    CSV: (FIELDS, MARK),
    XLSX: (FIELDS,),
}


class Negotiation(DefaultContentNegotiation):
    """By `format` if it is given, else by the header Accept."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Return renderer and media type. Raises BadParameterError, or NotAcceptable by the header."""
        asked = request.query_params.get(FORMAT)
        if asked is None:
            return super().select_renderer(request, renderers, format_suffix)
        of = {renderer.format: renderer for renderer in renderers}
        if asked not in of:
            raise BadParameterError(not_valid(FORMAT, asked, of))
        return of[asked], of[asked].media_type


def several(query: Mapping[str, str], name: str, valid: Iterable[str]) -> tuple[str, ...]:
    """Return what the parameter names, with commas between, in its order; empty if it is not given.

    Raises BadParameterError if one of them is not valid, or is named twice.
    """
    text = query.get(name)
    if text is None:
        return ()
    names, known = tuple(text.split(",")), tuple(valid)
    for number, one in enumerate(names):
        if one not in known:
            raise BadParameterError(not_valid(name, one, known))
        if one in names[:number]:
            message = f"“{shown(one)}” is named twice in “{name}”."
            raise BadParameterError(FilterProblem("repeated_value", name, message))
    return names


def not_valid(name: str, value: str, valid: Iterable[str]) -> FilterProblem:
    """Return the problem of a parameter with a value that it cannot have."""
    right = ", ".join(valid)
    hint = f"Valid are: {right}." if right else "Nothing here has a use for it."
    return FilterProblem("invalid_value", name, f"“{shown(value)}” cannot be used for “{name}”. {hint}")


def expansion(query: Mapping[str, str], valid: Mapping[str, type[Any]]) -> dict[str, type[Any]]:
    """Return the serializers of the references that are to be given whole, by path.

    What one stands in is given whole as well, where it can be. Raises BadParameterError.
    """
    asked = several(query, EXPAND, valid)
    outer = {path.rpartition(".")[0] for path in asked}
    return {path: of for path, of in valid.items() if path in asked or path in outer}
