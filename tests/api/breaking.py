"""What of a schema would break a client that was made for an earlier one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

Schema = dict[str, Any]
CHANGES = Path(settings.BASE_DIR) / "docs/api-changes.md"
# of a parameter: a value that was taken would not be any more
LOWERED, RAISED = ("maximum", "maxLength", "maxItems"), ("minimum", "minLength", "minItems")
CHOICES = ("allOf", "anyOf", "oneOf")


def breaking(old: Schema, new: Schema) -> list[str]:
    """Return a sentence for each change that the promise of the guide rules out within a version."""
    return [*_operations(old["paths"], new["paths"]), *_components(old, new)]


def unannounced(old: Schema, new: Schema, told: str) -> list[str]:
    """Return what breaks, unless the version is a later one and the text has a section of it."""
    before, now = (tuple(map(int, of["info"]["version"].split("."))) for of in (old, new))
    assert now >= before, "The version went back."
    is_told = now > before and re.search(rf"^## {new['info']['version']}$", told, re.MULTILINE)
    return [] if is_told else breaking(old, new)


def _operations(old: Schema, new: Schema) -> Iterator[str]:
    for path, item in old.items():
        for method, before in item.items():
            now = new.get(path, {}).get(method)
            if now is None:
                yield f"{method} {path} is gone"
                continue
            if before["operationId"] != now["operationId"]:
                yield f"{before['operationId']} is called {now['operationId']}"
            yield from _parameters(before["operationId"], before, now)
            yield from _answers(before["operationId"], before["responses"], now["responses"])


def _parameters(name: str, old: Schema, new: Schema) -> Iterator[str]:
    before, now = ({(p["in"], p["name"]): p for p in of["parameters"]} for of in (old, new))
    for place, was in before.items():
        at = f"{name}, {place[1]}"
        if place not in now:
            yield f"{at} is gone"
            continue
        yield from _taken(at, was["schema"], now[place]["schema"])
        for key in ("style", "explode"):
            if was.get(key) != now[place].get(key):
                yield f"{at}: {key} is another"
    for place, one in now.items():
        if one.get("required") and not before.get(place, {}).get("required"):
            yield f"{name}, {place[1]} is required now"


def _taken(at: str, old: Schema, new: Schema) -> Iterator[str]:
    """Yield why a value that a parameter took would be refused."""
    if gone := _types(old) - _types(new):
        yield f"{at} is no {', '.join(sorted(gone))} any more"
    if "enum" in new and (gone := set(old.get("enum", ["anything"])) - set(new["enum"])):
        yield f"{at} cannot be {', '.join(sorted(gone))} any more"
    for key in (*LOWERED, *RAISED):
        was, now = old.get(key), new.get(key)
        is_narrower = was is None or (now is not None and (now < was if key in LOWERED else now > was))
        if now is not None and is_narrower:
            yield f"{at}: {key} is {now}"
    for key in ("format", "pattern", "uniqueItems"):
        if new.get(key) and new.get(key) != old.get(key):
            yield f"{at}: {key} is {new[key]}"
    if "items" in old and "items" in new:
        yield from _taken(at, old["items"], new["items"])


def _answers(name: str, old: Schema, new: Schema) -> Iterator[str]:
    for status, before in old.items():
        now = new.get(status)
        if now is None:
            yield f"{name}: {status} is gone"
            continue
        yield from _told(f"{name}, {status}", before, now)
    for status in set(new) - set(old):
        if status.startswith("2"):
            yield f"{name} may answer {status}"


def _told(at: str, old: Schema, new: Schema) -> Iterator[str]:
    if old.get("$ref") != new.get("$ref"):
        yield f"{at} is another answer"
    for header in set(old.get("headers", ())) - set(new.get("headers", ())):
        yield f"{at}: header {header} is gone"
    for form, before in old.get("content", {}).items():
        if form not in new.get("content", {}):
            yield f"{at}: {form} is gone"
        else:
            yield from _given(f"{at}, {form}", before["schema"], new["content"][form]["schema"])


def _components(old: Schema, new: Schema) -> Iterator[str]:
    for part in ("schemas", "responses", "headers"):
        before, now = old["components"][part], new["components"][part]
        for name in before:
            if name not in now:
                yield f"{name} is gone"
            elif part == "schemas":
                yield from _given(name, before[name], now[name])
            elif part == "responses":
                yield from _told(name, before[name], now[name])
            else:
                yield from _given(name, before[name]["schema"], now[name]["schema"])


def _given(at: str, old: Schema, new: Schema) -> Iterator[str]:
    """Yield why a value that is given now could not have been given before, or is not given any more.

    More members and more codes are not: the promise says that they may come.
    """
    if (came := _types(new) - _types(old)) or bool(_types(old)) != bool(_types(new)):
        yield f"{at} may be {', '.join(sorted(came)) or 'anything'}"
    for key in ("$ref", "format", "const", *CHOICES):
        if old.get(key) != new.get(key):
            yield f"{at}: {key} is another"
    before, now = old.get("properties", {}), new.get("properties", {})
    for name, was in before.items():
        if name not in now:
            yield f"{at}.{name} is gone"
        else:
            yield from _given(f"{at}.{name}", was, now[name])
    for name in sorted(set(old.get("required", ())) - set(new.get("required", ())) & set(now)):
        if name in now:
            yield f"{at}.{name} may be missing"
    if "items" in old and "items" in new:
        yield from _given(f"{at}[]", old["items"], new["items"])


def _types(schema: Schema) -> set[str]:
    found = schema.get("type", [])
    return {found} if isinstance(found, str) else set(found)
