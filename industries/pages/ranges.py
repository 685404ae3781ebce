"""A file, or the part of it that is asked for: whoever lost the connection goes on where it broke."""

import re
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import BinaryIO, Protocol

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from whitenoise.responders import SlicedFile

from industries.conditional import KEPT_BUT_ASKED

STEP = 1 << 16  # bytes that are read at once
# one part; of several the whole is answered, as the standard allows
_RANGE = re.compile(r"bytes=\s*(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})\s*")


class Offered(Protocol):
    """A file that is handed out: what it is called, its hash, size and moment."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def published_at(self) -> datetime: ...


class UnsatisfiableError(Exception):
    """The part that is asked for is behind the file's end."""


def file_answer(
    request: HttpRequest, file: Offered, content: BinaryIO, media_type: str
) -> HttpResponseBase:
    """Answer with the file, a part of it, or that the reader has it. Closes the content."""
    headers = {
        "ETag": f'"{file.digest}"',
        "Last-Modified": format_datetime(file.published_at, usegmt=True),
        "Cache-Control": KEPT_BUT_ASKED,
    }
    moment = int(file.published_at.timestamp())
    response: HttpResponse | None = get_conditional_response(request, headers["ETag"], moment)
    if response is None:
        about = {
            "Content-Type": media_type,
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Accept-Ranges": "bytes",
        }
        return _content(request, file.size, content, headers | about)
    content.close()
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return _with(response, headers)
    return response


def part_of(request: HttpRequest, size: int, validators: tuple[str, str]) -> tuple[int, int] | None:
    """Return the first and last byte that are asked for, None for all of them.

    `validators` are the strong tag and the moment of change, of which If-Range may name one. Raises
    UnsatisfiableError.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", validators[0]) not in validators:
        return None
    first, last = found["first"], found["last"]
    if not first and not last:
        return None  # this is no range
    start = int(first) if first else max(size - int(last), 0)
    end = int(last) if first and last else size - 1
    if first and last and end < start:
        return None  # nor is this
    if start >= size:
        raise UnsatisfiableError
    return start, min(end, size - 1)


def _content(
    request: HttpRequest, size: int, content: BinaryIO, headers: dict[str, str]
) -> HttpResponseBase:
    if request.method == "HEAD":  # of which no part is asked for
        content.close()
        return HttpResponse(headers=headers | {"Content-Length": str(size)})
    try:
        part = part_of(request, size, (headers["ETag"], headers["Last-Modified"]))
    except UnsatisfiableError:
        content.close()
        return _unsatisfiable(size)
    first, last = part or (0, size - 1)
    sliced = SlicedFile(content, first, last) if part else content
    response = FileResponse(sliced)
    response.block_size = STEP
    if part:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _with(response, headers | {"Content-Length": str(last - first + 1)})


def _with(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    return response


def _unsatisfiable(size: int) -> HttpResponse:
    sentence = _("The file has %(size)d bytes: ask for a part of these.") % {"size": size}
    headers = {"Content-Type": "text/plain; charset=utf-8", "Content-Range": f"bytes */{size}"}
    return HttpResponse(sentence, status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
