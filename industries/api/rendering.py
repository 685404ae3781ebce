"""JSON with every figure as it was written: a Decimal never becomes a float on its way out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

from industries.tables import workbook
from industries.units import plain


def as_json(data: Any) -> bytes:
    """Return the data as JSON; moments in UTC with a Z, decimals as exact numbers."""
    return orjson.dumps(data, default=_exact, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _exact(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(plain(value))
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


class ExactJSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8, and its media type has no such parameter

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else as_json(data)


class CSVRenderer(ExactJSONRenderer):
    """Names the format: the view itself writes the file, and what is left to render is an error."""

    media_type = "text/csv"
    format = "csv"


class NDJSONRenderer(ExactJSONRenderer):
    """As for CSV."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class XLSXRenderer(ExactJSONRenderer):
    """As for CSV."""

    media_type = workbook.MEDIA_TYPE
    format = "xlsx"


RENDERERS = (ExactJSONRenderer, CSVRenderer, NDJSONRenderer, XLSXRenderer)
