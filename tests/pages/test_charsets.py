"""Whatever charset a client names: an address is read as UTF-8, and a form in another is refused."""

from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.exceptions import BadRequest
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import QueryDict

from industries.filtersets import IndustryFilterSet
from industries.models import Industry, ReaderReport
from industries.pages.reporting import ReportForm
from ningxia.wsgi import application
from tests import make

pytestmark = make.uses_ledger
REPORT = "/industries/coal/report/"
FORMS = ("multipart/form-data; boundary=b", "application/x-www-form-urlencoded")
MULTIPART = b'--b\r\nContent-Disposition: form-data; name="wrong"\r\n\r\nNot so at all.\r\n--b--\r\n'
# that give half of a pair, that are not of texts, that cannot read it, that nobody knows
CHARSETS = (
    *("=unicode_escape", "=utf-7", "=idna", "=punycode", "=rot13", "=hex", "=gb18030", "=x-none"),
    *("", "=", "*=x-none''utf-8", "*=utf-8''%00", "*=punycode''%ff", "*0=ut; charset*1=f7"),
)
LISTS = ("/search/?q=", "/industries/?search=", "/industries.csv?search=", "/targets/feed.atom?search=")
API = ("/api/v1/industries/?search=", "/api/v1/search/?q=")
NOT_THERE = ("/nothing/?", "/as-of/x/?", "/api/v1/nothing/?")


@pytest.fixture(autouse=True)
def same_connection() -> Iterator[None]:
    """Keep the test's transaction open, as the test client does."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def sent(path: str, content_type: str, body: bytes | None = None) -> Any:
    """Return status, headers and text of what the server's own entrance answers; a body is posted."""
    address, _mark, query = path.partition("?")
    environ = {"PATH_INFO": address, "QUERY_STRING": query, "HTTP_HOST": "testserver"}
    environ |= {"CONTENT_TYPE": content_type, "HTTP_ORIGIN": "http://testserver"}
    rest: dict[str, Any] = {"REQUEST_METHOD": "GET" if body is None else "POST"}
    rest |= {"wsgi.input": BytesIO(body or b""), "CONTENT_LENGTH": str(len(body or b""))}
    whole = environ | rest
    setup_testing_defaults(whole)
    said: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_about: object) -> None:
        said[:] = int(status.split(maxsplit=1)[0]), dict(headers)

    text = b"".join(application(whole, start)).decode()
    return *said, text


@pytest.mark.parametrize("charset", CHARSETS)
def test_an_address_is_read_as_utf_8_whatever_a_client_says(charset: str) -> None:
    for path in (*LISTS, *API, *NOT_THERE):
        for words in ("coal", "%5Cud800%E7%85%A4"):
            status, _headers, text = sent(path + words, f"text/plain; charset{charset}")
            assert (status, text) == sent(path + words, "")[::2], "it is the same for everybody"
            assert status < HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", FORMS)
def test_a_form_in_another_charset_is_refused(kind: str, charset: str) -> None:
    for path, sentence in ((REPORT, "in UTF-8 only"), (f"/zh-hans{REPORT}", "UTF-8编码")):
        status, _headers, text = sent(path, f"{kind}; charset{charset}", MULTIPART)
        assert status == HTTPStatus.BAD_REQUEST
        assert sentence in text
    status, headers, text = sent("/api/v1/search/", f"{kind}; charset{charset}", MULTIPART)
    assert status == HTTPStatus.BAD_REQUEST
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "in UTF-8 only" in text
    assert not ReaderReport.objects.exists()


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=UTF-8", '; charset="utf8"'])
def test_utf_8_has_several_names_and_need_not_be_said(charset: str) -> None:
    for kind, body in zip(FORMS, (MULTIPART, b"wrong=Not+so+at+all."), strict=True):
        assert sent(REPORT, f"{kind}{charset}", body)[0] == HTTPStatus.SEE_OTHER
    assert [report.wrong for report in ReaderReport.objects.all()] == ["Not so at all."] * 2


def test_half_of_a_pair_is_no_text_wherever_it_comes_from() -> None:
    for name, value in (("search", "\ud800ab"), ("\ud800", "ab"), ("group", "\udfff")):
        asked = QueryDict(mutable=True)
        asked[name] = value
        with pytest.raises(BadRequest, match=r"^What was sent here is no text in Unicode\.$"):
            IndustryFilterSet.of(asked, Industry.objects.all())
    for name in ("wrong", "elsewhere"):
        with pytest.raises(BadRequest, match="no text"):
            ReportForm({"wrong": "It is not so.", name: "It is not \ud800 so."}).is_valid()
