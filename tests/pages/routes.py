"""Every public address, generated from the URL configuration, with every filter that a list takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

VALID = re.compile(r"Valid are: ([a-z0-9_, ]+)\.")


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern of the configuration: its name, its path with the places to fill in, and its kind."""

    name: str
    path: str
    kind: str

    def addresses(self, values: dict[str, list[Any]]) -> Iterator[str]:
        """Yield the path with each value in each of its places: those of its kind, if there are any."""
        places = re.findall(r"{(\w+)}", self.path)
        given = [values.get(f"{self.kind}:{place}") or values[place] for place in places]
        for chosen in product(*given):
            yield self.path.format(**dict(zip(places, chosen, strict=True)))


def public_routes() -> list[Route]:
    """Return every route but the desk's; those of pages as they are in English."""
    found = [route for route in _walk(get_resolver(), "/") if not route.path.startswith("/admin/")]
    assert len(found) > 60
    return found


def _walk(resolver: Any, start: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = start + _template(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path)
        elif isinstance(pattern, URLPattern):
            kind = pattern.default_args.get("kind") or _kind(pattern.name or "")
            yield Route(pattern.name or path, path, kind)


def _kind(name: str) -> str:
    return re.split(r"[_-]", name)[0]


def _template(text: str) -> str:
    """Return a pattern's text, a path or a regular expression, with each place as {name}."""
    text = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", text)
    text = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", text)
    return text.removeprefix("^").removesuffix("$").removesuffix(r"\Z").replace("\\", "")


def filters_of(client: Client, address: str) -> list[str]:
    """Return the names that a list takes, by its own word; none of what takes no parameter."""
    response = client.get(address, {"nonsense": "1"})
    if response.status_code != 400:
        return []
    found = VALID.search(response.content.decode())
    return found.group(1).split(", ") if found else []
