"""A number for each request: in its answer, and in each line that is logged while it is answered.

The address of a preview is in no line: whoever knows it reads what is not public.
"""

import contextvars
import logging
import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
NO_REQUEST = "-"  # what is logged at a start, or by a command

_TOKEN = re.compile(r"(/|%2F)preview(/|%2F)[^/\s?'\"]+", re.IGNORECASE)
_TAKEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current = contextvars.ContextVar("request_id", default=NO_REQUEST)


class RequestIdMiddleware:
    """Takes the id that a proxy gave to the request, or makes one, and sends it with the answer.

    It stays until the thread's next request: what the server itself logs of a failure, after the
    answer has left Django, is of this one. Steps of a streamed answer run in a copy of the context.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        # anything else could forge a line of the log
        number = given if _TAKEN.fullmatch(given) else secrets.token_hex(8)
        _current.set(number)
        response = self.get_response(request)
        response[HEADER] = number
        return response


class RequestIdFilter(logging.Filter):
    """Lets every line pass, with `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True


class LineFormatter(logging.Formatter):
    """Leaves the token out of the address of a preview, in a message and in what follows it."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub(r"\1preview\2…", super().format(record))
