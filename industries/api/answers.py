"""What the schema says of answers as such: their headers, their forms, and the problems."""

from collections.abc import Mapping
from typing import Any

from industries.api.asking import CSV, JSON, NDJSON, XLSX
from industries.api.errors import MEDIA_TYPE
from industries.api.pagination import META_SCHEMA
from industries.api.rendering import (
    CSVRenderer,
    ExactJSONRenderer,
    NDJSONRenderer,
    XLSXRenderer,
)
from industries.tables.workbook import MOST_ROWS

Schema = dict[str, Any]


def _header(description: str, example: Any, **schema: Any) -> Schema:
    return {"description": description, "schema": {"type": "string", **schema}, "example": example}


HEADERS: Mapping[str, Schema] = {
    "Link": _header(
        "Addresses of the next page and the one before, where there are any (RFC 8288).",
        '<https://ledger.example.org/api/v1/targets/?page=2>; rel="next"',
    ),
    "ETag": _header(
        "Changes with each release, each day and each change of the program. Sent back as"
        " `If-None-Match` it is answered with 304 for as long as nothing is new.",
        'W/"0f5d5dc1c4a7bd2dd55fa1f1b2f1bb01"',
    ),
    "Cache-Control": _header(
        "An answer may be kept, and is to be asked for anew with its tag; an error is not to be kept.",
        "public, max-age=0, must-revalidate",
    ),
    "Content-Disposition": _header(
        "The name of the file, with release and day. Of all forms but JSON.",
        'attachment; filename="targets-release-1-2026-01-31.csv"',
    ),
    "X-Request-ID": _header(
        "Number of the request, as our log has it: name it when something is wrong.", "3f1c9a04d2b87e65"
    ),
    "RateLimit-Limit": _header(
        "Requests that a network may make in a minute. Left out where there is no limit.",
        600,
        type="integer",
    ),
    "RateLimit-Remaining": _header("How many are left in this minute.", 599, type="integer"),
    "RateLimit-Reset": _header("Seconds until there are all of them again.", 42, type="integer"),
    "Retry-After": _header("Seconds to wait before asking again.", 42, type="integer"),
    "Location": _header("Where the answer is.", "/as-of/2026-01-31/api/v1/targets/"),
    "Allow": _header("The methods that there are.", "GET, HEAD, OPTIONS"),
}
EVERYWHERE = ("X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
KEPT = ("ETag", "Cache-Control")

PROBLEM: Schema = {
    "type": "object",
    "description": "What is wrong (RFC 9457), where, and what would be right.",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {
            "type": "string",
            "const": "about:blank",
            "description": "Says no more than `status`.",
        },
        "title": {"type": "string", "description": "The status in words."},
        "status": {
            "type": "integer",
            "description": "The HTTP status.",
            "minimum": 400,
            "maximum": 599,
        },
        "detail": {"type": "string", "description": "What is wrong, in a sentence.", "minLength": 1},
        "errors": {
            "type": "array",
            "description": "Each parameter that was not understood; empty where it is not about these.",
            "items": {"$ref": "#/components/schemas/ParameterProblem"},
        },
    },
}
PARAMETER_PROBLEM: Schema = {
    "type": "object",
    "description": "One parameter that was not understood.",
    "required": ["code", "path", "message"],
    "properties": {
        "code": {
            "type": "string",
            "examples": ["unknown_parameter", "invalid_value"],
            "description": "What is wrong with it, in a word. More of them may come.",
        },
        "path": {
            "type": "string",
            "description": "Name of the parameter; empty where it is about several.",
        },
        "message": {"type": "string", "description": "What is wrong, and what would be right."},
    },
}
# name in the schema, what happened, headers beside those of every answer
PROBLEMS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "400": (
        "BadRequest",
        "A parameter was not understood; `errors` says which, and what is right.",
        (),
    ),
    "404": ("NotFound", "There is no such record, version, release or page.", ()),
    "405": ("MethodNotAllowed", "To any other method: the API is read only.", ("Allow",)),
    "406": ("NotAcceptable", "There is no form that `Accept` allows.", ()),
    "410": ("Gone", "The record was withdrawn; `detail` says when and why.", ()),
    "429": (
        "TooManyRequests",
        "Your network has asked too often in this minute.",
        ("Retry-After",),
    ),
    "503": ("ServiceUnavailable", "A database does not answer.", ("Retry-After",)),
}
NOT_MODIFIED, OTHER_DAY = "NotModified", "OtherDay"
PLAIN = {JSON: ExactJSONRenderer, CSV: CSVRenderer, NDJSON: NDJSONRenderer, XLSX: XLSXRenderer}
# what is told of each file, beside the schema of its rows
FILES: Mapping[str, Schema] = {
    CSV: {
        "type": "string",
        "description": "All rows as a table in UTF-8, with one line of names. What JSON has as an"
        " object is a key and a label; a list of keys has blanks between. Missing is an empty cell."
        " Text that a spreadsheet would take for a formula has an apostrophe in front.",
    },
    NDJSON: {
        "type": "string",
        "description": "All rows, each a line of JSON that is what `results` has of it.",
    },
    XLSX: {
        "type": "string",
        "format": "binary",
        "description": f"The rows of CSV as a workbook, at most {MOST_ROWS:,}: numbers are numbers,"
        " days are days, text is text.",
    },
}


def headers(*names: str) -> Schema:
    """Return references to these headers and to those of every answer."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in sorted({*EVERYWHERE, *names})}


def components() -> Schema:
    """Return headers, problem document and answers that operations share."""
    answers = {
        name: {
            "description": description,
            "headers": headers("Cache-Control", *more),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for name, description, more in PROBLEMS.values()
    }
    answers[OTHER_DAY] = {
        "description": "With `as_of`: where the same is answered as of that day.",
        "headers": headers("Cache-Control", "Location"),
    }
    answers[NOT_MODIFIED] = {
        "description": "Nothing is new since the answer with the tag in `If-None-Match`.",
        "headers": headers(*KEPT),
    }
    return {
        "headers": dict(HEADERS),
        "responses": answers,
        "schemas": {
            "Meta": META_SCHEMA,
            "Problem": PROBLEM,
            "ParameterProblem": PARAMETER_PROBLEM,
        },
    }


def answers(*, withdrawn: bool) -> Schema:
    """Return references to every answer of an operation but what it was asked for."""
    found = {
        status: {"$ref": f"#/components/responses/{name}"}
        for status, name in (("304", NOT_MODIFIED), ("307", OTHER_DAY))
    }
    for status, (name, _description, _headers) in PROBLEMS.items():
        if status != "410" or withdrawn:
            found[status] = {"$ref": f"#/components/responses/{name}"}
    return found


def media_type(form: str) -> str:
    return PLAIN[form].media_type
