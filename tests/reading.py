"""A page as a reader has it: its elements, each with the language that its text is in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track"),
    *("wbr", "path", "rect", "polyline", "line", "circle", "use"),
}


@dataclass(slots=True)
class Element:
    """One element; `text` is what stands in it directly, `language` that of the nearest `lang`."""

    tag: str
    attributes: dict[str, str]
    language: str
    parents: tuple["Element", ...]
    text: list[str] = field(default_factory=list)

    def is_within(self, *tags: str) -> bool:
        return any(element.tag in tags for element in (*self.parents, self))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.path: list[Element] = []
        self.found: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        language = attributes.get("lang") or (self.path[-1].language if self.path else "")
        element = Element(tag, attributes, language.lower(), tuple(self.path))
        self.found.append(element)
        if tag not in VOID:
            self.path.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.path.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.path and self.path.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.path:
            self.path[-1].text.append(data)


def elements(page: str) -> list[Element]:
    """Return the elements of a page in their order."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


def said(page: str) -> Iterator[tuple[Element, str]]:
    """Yield what a page says, in text and in names that are read out, with where it stands."""
    for element in elements(page):
        if element.is_within("script", "style"):
            continue
        for text in element.text:
            if text.strip():
                yield element, " ".join(text.split())
        named = ["title", "placeholder", "alt", "aria-label"]
        if element.attributes.get("name") == "description":
            named.append("content")
        yield from ((element, text) for name in named if (text := element.attributes.get(name)))
