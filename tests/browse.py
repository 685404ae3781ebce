"""Read a page's form as a browser would, and send it."""

import urllib.request
from collections.abc import Iterable
from html.parser import HTMLParser
from http.cookiejar import Cookie, CookieJar
from typing import Any
from urllib.parse import urlencode

from django.test import Client

PASSWORD = "a long sentence to sign in with"


class _Form(HTMLParser):
    """Collects name and values of every control that a browser would send, the buttons left out."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, kind = given.get("name") or "", given.get("type")
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given and self.select:
            self._add(self.select, given.get("value"))
        elif tag == "textarea":
            self.textarea = name
            self._add(name, "")
        elif tag == "input" and name and kind not in ("submit", "button", "file"):
            if kind not in ("checkbox", "radio"):
                self._add(name, given.get("value"))
            elif "checked" in given:
                self._add(name, given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            # a browser drops the line break that follows the opening tag
            (text,) = self.values[self.textarea]
            self.values[self.textarea] = [text.removeprefix("\n")]
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea][0] += data

    def _add(self, name: str, value: str | None) -> None:
        self.values.setdefault(name, []).append(value or "")


def typed(client: Client, address: str) -> dict[str, Any]:
    """Return what a browser would send from the page's forms, untouched; a list where it is several."""
    return read_form(client.get(address).content.decode())


def read_form(html: str) -> dict[str, Any]:
    """Return what a browser would send from the forms of a page that it has."""
    form = _Form()
    form.feed(html)
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in form.values.items()
        if "__prefix__" not in name  # the row that scripts copy
    }


# of every drawing that is shown: its texts, and the fields that they take
TEXTS = """() => [...document.querySelectorAll('svg text')].map(text => [text.textContent,
  text.getBoundingClientRect(), text.closest('a')?.querySelector('rect')?.getBoundingClientRect()])
  .filter(([, {width}]) => width)
  .map(([said, ...fields]) => [said, ...fields.map(f => f && [f.left, f.top, f.right, f.bottom])])"""


def unreadable(page: Any) -> list[str]:
    """Return a line for each text in a drawing that overlaps another, or leaves the box it is in.

    The page is Playwright's; drawings that it does not show are left out.
    """
    found, texts = [], page.evaluate(TEXTS)
    for n, (said, field, box) in enumerate(texts):
        if box and not _within(field, box):
            found.append(f"“{said}” leaves its box")
        found += [f"“{said}” on “{other}”" for other, taken, _ in texts[:n] if _meet(field, taken)]
    return found


def _within(one: list[float], other: list[float]) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]


def _meet(one: list[float], other: list[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class Browser:
    """Asks a server that runs, keeps its cookies, and shows the page that it ends on.

    Raises OSError or HTTPException if the answer does not come, and HTTPError if it is an error.
    """

    def __init__(self, origin: str, cookies: Iterable[Cookie] = ()) -> None:
        self.origin, self.cookies = origin, CookieJar()
        for cookie in cookies:
            self.cookies.set_cookie(cookie)
        self.redirects: list[str] = []  # of the latest page: where it was sent on to
        follow = _Follow(self.redirects)
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies), follow
        )

    def open(self, path: str, sent: dict[str, Any] | None = None) -> str:
        """Return the page, after sending a form if one is given."""
        self.redirects.clear()
        data = urlencode(sent, doseq=True).encode() if sent is not None else None
        with self._opener.open(self.origin + path, data, timeout=60) as answer:
            page: str = answer.read().decode()
        return page


def first_administrator(origin: str, printed: str, name: str = "chief") -> Browser:
    """Make the first administrator by the link that the server printed; return them signed in."""
    browser = Browser(origin)
    path = printed[printed.index("/admin/first/") :].split(maxsplit=1)[0]
    named = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    browser.open(path, read_form(browser.open(path)) | named)
    assert browser.redirects
    return browser


class _Follow(urllib.request.HTTPRedirectHandler):
    def __init__(self, passed: list[str]) -> None:
        self.passed = passed

    def redirect_request(self, *args: Any) -> Any:
        self.passed.append(args[-1])
        return super().redirect_request(*args)
