"""What a list or a record understands besides filters: format, members, whole references, counts."""

from collections.abc import Mapping
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation

from industries.filtersets import InvalidFilterError, not_valid, several
from industries.tables.writing import BOM as MARK
from industries.tables.writing import FIELDS

JSON, CSV, NDJSON, XLSX = "json", "csv", "ndjson", "xlsx"
EXPAND, FACETS, FORMAT = "expand", "facets", "format"
AS_OF = "as_of"  # every endpoint takes it: past.py
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
        """Return renderer and media type. Raises InvalidFilterError, or NotAcceptable by the header."""
        asked = request.query_params.get(FORMAT)
        if asked is None:
            return super().select_renderer(request, renderers, format_suffix)
        of = {renderer.format: renderer for renderer in renderers}
        if asked not in of:
            raise InvalidFilterError([not_valid(FORMAT, asked, of)])
        return of[asked], of[asked].media_type


def expansion(query: Mapping[str, str], valid: Mapping[str, type[Any]]) -> dict[str, type[Any]]:
    """Return the serializers of the references that are to be given whole, by path.

    What one stands in is given whole as well, where it can be. Raises InvalidFilterError.
    """
    asked = several(query, EXPAND, valid)
    outer = {path.rpartition(".")[0] for path in asked}
    return {path: of for path, of in valid.items() if path in asked or path in outer}
