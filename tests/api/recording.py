"""Examples for the schema, taken from what the API answers about the shipped ledger."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.test import Client
from django.utils import timezone

ORIGIN = "ledger.example.org"
Body = dict[str, Any]
# where a row has what a parameter is about, if not under its name
PLACES = {
    "announced_on": "announced_on",
    "confidence": "citations.source.confidence",
    "due_year": "due_on",
    "next_due_on": "assessment.next_figure.due_on",
    "flag": "assessment.flags",
    "group": "memberships.group.id",
    "month": "published_at",
    "number": "number",
    "reason": "assessment.reasons",
    "record": "versions.kind",
    "release": "release.number",
    "release_kind": "release.kind",
    "source": "citations.source.id",
    "verdict": "assessment.verdict",
}
WORDS = {"name_en", "title"}
# what is asked of a value, if not the value
ASKED: dict[str, Callable[[Any], Any]] = {
    "month": lambda value: value[:7],
    "due_year": lambda value: int(value[:4]),
    "search": lambda value: value.split()[0].strip(","),
}
OTHERS = ("changes", "targets", "industries", "initiatives")


def get(client: Client, path: str, **query: Any) -> Any:
    """Return the answer as of a reader of another host than the tests'."""
    return client.get(path, query, secure=True, headers={"Host": ORIGIN})


def inside(row: Any, path: str) -> Iterator[Any]:
    """Yield what stands at the path with dots, of each element of what is a list."""
    first, _, rest = path.partition(".")
    found = row.get(first) if isinstance(row, dict) else None
    for one in found if isinstance(found, list) else [found]:
        if one is not None:
            yield from inside(one, rest) if rest else [one]


def shortest(rows: list[Body]) -> Body:
    """Return the row that takes least room among those that have a source or a change."""
    told = [row for row in rows if row.get("citations") or row.get("changes") or row.get("answers")]
    return min(told or rows, key=lambda row: len(json.dumps(row)))


class Recorder:
    """Asks each operation of a schema for an example of its answer and of each parameter."""

    def __init__(self, client: Client, schema: Body) -> None:
        self.client = client
        self.bodies: Body = {}
        self.parameters: Body = {}
        self.rows: dict[str, list[Body]] = {}
        self.missing: list[str] = []
        for path in schema["paths"]:
            if "{" not in path:
                query = {"q": "goji"} if path.endswith("/search/") else {}
                found = get(client, path, page_size=1000, **query).json()["results"]
                self.rows[path.split("/")[3]] = found
        for path, item in schema["paths"].items():
            self._record(path, item["get"])

    def _record(self, path: str, operation: Body) -> None:
        name, plural = operation["operationId"], path.split("/")[3]
        parameters = {one["name"]: one for one in operation["parameters"]}
        row = shortest(self.rows[plural])
        number, version = row.get("number"), row.get("version")
        places = {"key": row.get("id"), "number": number, "n": version}
        given = {key: value for key, value in places.items() if f"{{{key}}}" in path}
        address = path.format(**given)
        chosen = {}
        for key, one in parameters.items():
            chosen[key] = given.get(key) or self._example(name, address, one)
        self.parameters[name] = chosen
        self.bodies[name] = self._body(address, parameters, chosen)

    def _body(self, address: str, parameters: Body, chosen: Body) -> Body:
        query: Body = {}
        if "page_size" in parameters:
            query["page_size"] = 1
        for key in ("id", "q"):
            if key in parameters:
                query[key] = _sent(chosen[key])
        body: Body = get(self.client, address, **query).json()
        if len(body.get("versions", ())) > 1:
            body["versions"] = body["versions"][:1]
        return body

    def _example(self, operation: str, address: str, one: Body) -> Any:
        """Return the first candidate that the list answers with rows."""
        for candidate in self._candidates(operation, address, one):
            query = {"q": "goji"} if operation == "search" else {}
            query[one["name"]] = _sent(candidate)
            if one["name"] in ("fields", "bom"):
                query["format"] = "csv"
            answer = get(self.client, address, **query)
            if answer.status_code == 307:  # to another day
                return candidate
            if answer.status_code != 200:
                continue
            if not answer["Content-Type"].startswith("application/json"):
                return candidate
            if answer.json().get("count", 1):
                return candidate
        self.missing.append(f"{operation}: nothing is found by {one['name']}")
        return None

    def _candidates(self, operation: str, address: str, one: Body) -> Iterator[Any]:
        name, schema = one["name"], one["schema"]
        if name == "as_of":
            yield timezone.localdate().isoformat()
        items = schema.get("items", schema)
        several = schema["type"] == "array"
        for value in self._values(name, address):
            asked = ASKED.get(name, lambda of: of)(value)
            if "enum" not in items or asked in items["enum"]:
                yield [asked] if several else asked
        if name == "fields":
            yield items["enum"][:1] + [
                field for field in ("kind", "value", "unit") if field in items["enum"]
            ]
        for value in items.get("enum", ()):
            yield [value] if several else value
        yield from {"boolean": (True, False), "integer": (1, 2), "string": ("goji",)}.get(
            schema["type"], ()
        )

    def _values(self, name: str, address: str) -> Iterator[Any]:
        if name == "cursor":
            # of any list that is long enough to have a second page
            following = get(self.client, "/api/v1/changes/", page_size=1).json()["next"]
            yield following.partition("cursor=")[2].partition("&")[0].replace("%3D", "=")
            return
        if name in ("page", "page_size", "fields", "format", "expand", "facets", "ordering"):
            return
        if name == "updated_after":
            yield "2024-05-01T00:00:00Z"
            return
        base = name.partition("__")[0]
        rows = self.rows[address.split("/")[3]]
        places = WORDS if name == "search" else {PLACES.get(base, base), f"{base}.id"}
        # a list can be asked about records that its own rows do not have
        others = (row for plural in OTHERS for row in self.rows[plural])
        for row in [*rows, *others]:
            for place in sorted(places):
                yield from (v for v in inside(row, place) if not isinstance(v, dict))
                yield from (v for v in inside(row, f"assessment.{place}") if not isinstance(v, dict))


def _sent(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else value
