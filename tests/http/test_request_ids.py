"""The number of a request: in its answer, and in what is logged of it."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

import ningxia.settings
from industries.prefixes import ReadingMiddleware
from industries.request_ids import HEADER, RequestIdFilter, RequestIdMiddleware
from tests import make

pytestmark = make.uses_ledger
MADE = re.compile(r"[0-9a-f]{16}")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/targets.csv", 200),
        ("/api/v1/targets/", 200),
        ("/api/v1/nothing/", 404),
        ("/as-of/yesterday/", 404),
        ("/targets", 301),
        ("/admin/", 302),
        ("/healthz", 200),
        ("/static/industries/nothing.css", 404),
    ],
)
def test_each_answer_has_one(client: Client, path: str, status: int) -> None:
    one, other = client.get(path), client.get(path)
    assert one.status_code == status
    assert MADE.fullmatch(one[HEADER])
    assert one[HEADER] != other[HEADER]


@pytest.mark.parametrize("given", ["a", "A" * 64, "7d1f-00.a_B", "0"])
def test_a_proxys_own_is_taken(client: Client, given: str) -> None:
    assert client.get("/healthz", headers={HEADER: given})[HEADER] == given


@pytest.mark.parametrize("given", ["", "A" * 65, "a b", "a\nb", "ä", "<b>", "a,b"])
def test_another_is_not(client: Client, given: str) -> None:
    assert MADE.fullmatch(client.get("/healthz", headers={HEADER: given})[HEADER])


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger that writes lines as the server does."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(RequestIdFilter())
    handler.setFormatter(logging.Formatter(ningxia.settings.LOGGING["formatters"]["line"]["format"]))
    logger = logging.getLogger("tests.request_ids")
    logger.addHandler(handler)
    yield logger, out
    logger.removeHandler(handler)


def test_each_line_has_it_also_of_a_streamed_answer(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log

    def rows(name: str) -> Iterator[str]:
        for n in range(2):
            logger.warning("row %s of %s", n, name)
            yield name

    def view(request: HttpRequest) -> Any:
        logger.warning("asked for")
        return StreamingHttpResponse(rows(request.headers[HEADER]))

    answer = RequestIdMiddleware(ReadingMiddleware(view))
    one, other = (
        answer(RequestFactory().get("/", headers={HEADER: name}))  # type: ignore[arg-type]
        for name in ("one", "other")
    )
    # read after the second request has come, and by turns
    for _pair in zip(one, other, strict=True):  # type: ignore[call-overload]
        pass
    lines = [line.partition("tests.request_ids ")[2] for line in out.getvalue().splitlines()]
    assert lines == [
        *("one asked for", "other asked for"),
        *("one row 0 of one", "other row 0 of other", "one row 1 of one", "other row 1 of other"),
    ]


def test_what_the_server_logs_of_a_failure_has_it(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    RequestIdMiddleware(lambda _request: HttpResponse())(
        RequestFactory().get("/", headers={HEADER: "one"})  # type: ignore[arg-type]
    )
    logger.error("it failed")
    assert "tests.request_ids one it failed" in out.getvalue()


def test_no_other_middleware_is_before_it() -> None:
    assert project.MIDDLEWARE[0] == "industries.request_ids.RequestIdMiddleware"
