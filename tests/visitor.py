"""Somebody who uses the real server over HTTP, as a browser without scripts would."""

import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.browse import read_form

PASSWORD = "a long sentence to sign in with"


class Visitor:
    """Keeps cookies, follows redirects, and sends forms with every field that they have."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.path = ""  # where the last answer came from

    def get(self, path: str) -> str:
        return self._read(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}"))

    def post(self, path: str, fields: dict[str, Any]) -> str:
        """Send a form and return the page that it leads to. Raises OSError if the server is gone."""
        data = urlencode(fields, doseq=True).encode()
        return self._read(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data))

    def send(self, path: str, **fields: Any) -> str:
        """Open the page, fill its form in and send it to itself."""
        return self.post(path, {**read_form(self.get(path)), **fields})

    def _read(self, request: urllib.request.Request) -> str:
        try:
            with self.opener.open(request, timeout=60) as answer:
                self.path = urlsplit(answer.url).path
                text: str = answer.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{request.full_url}: {error.code} {error.read()[:2000]!r}") from error
        return text


def first_administrator(port: int, printed: Path, name: str = "chief") -> Visitor:
    """Make the first administrator by the link that the server printed, and return them signed in."""
    found = re.search(r"http://\S+(/admin/first/\S+)", printed.read_text())
    assert found is not None, printed.read_text()
    visitor = Visitor(port)
    fields = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    visitor.send(found.group(1), **fields)
    assert visitor.path == "/admin/"
    return visitor


def signed_in(port: int, name: str = "chief") -> Visitor:
    """Return somebody who has an account, signed in anew."""
    visitor = Visitor(port)
    visitor.send("/admin/login/?next=/admin/", username=name, password=PASSWORD)
    assert visitor.path == "/admin/"
    return visitor
