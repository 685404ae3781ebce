"""The API's schema: what drf-spectacular finds in views, serializers and filtersets, made whole."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import get_script_prefix
from django_filters import NumberFilter
from drf_spectacular.openapi import AutoSchema

from industries.api import answers, described
from industries.api.asking import AS_OF, EXPAND, FACETS, FIELDS, FORMAT, JSON, MARK
from industries.api.pagination import MAX_PAGE_SIZE, PAGE_SIZE
from industries.api.rows import members
from industries.api.whole import EXPANDABLE
from industries.filtersets.base import WholeFilter
from industries.filtersets.facets import countable

Schema = dict[str, Any]
# what the shipped ledger answers; `RECORD=1 pytest tests/api/test_examples.py` writes it anew
EXAMPLES = Path(__file__).parent / "examples.json"
SEVERAL = "One or more, with commas between: any of these."
LIST, ONE, HISTORY, VERSION = "list", "retrieve", "history", "version"
# of a parameter's schema what no filter tells by itself
EXACT: Mapping[str, Schema] = {
    "cursor": {"minLength": 1},
    "page": {"minimum": 1},
    "page_size": {"minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
    "n": {"type": "integer", "minimum": 1, "maximum": 999_999_999, "pattern": None},
    "get_release.number": {"type": "integer", "minimum": 1, "maximum": 999_999_999, "pattern": None},
}
# what a filter says of its values, and JSON Schema's word for it
LIMITS = (("min_value", "minimum"), ("max_value", "maximum"), ("max_length", "maxLength"))
# what a database can hold, and forms are called, is no part of the API
NOT_OURS = ("title", "maxLength", "exclusiveMinimum", "exclusiveMaximum", "pattern")


@cache
def examples() -> Mapping[str, Any]:
    """Return what was recorded: `bodies` by operation, `parameters` by operation and name."""
    return json.loads(EXAMPLES.read_text("utf-8")) if EXAMPLES.exists() else {}


def one_of(names: Any) -> Schema:
    """Return the schema of several of these names, each once, with commas between."""
    items = {"type": "string", "enum": [*names]}
    return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}


class LedgerSchema(AutoSchema):
    """The schema of one endpoint."""

    view: Any
    registry: Any

    @property
    def kind(self) -> str:
        return str(self.view.basename)

    @property
    def plural(self) -> str:
        return str(self._tokenize_path()[0])

    @property
    def files(self) -> list[str]:
        """The forms of the answer that are files."""
        return [form for form in self.map_renderers("format") if form != JSON]

    def get_operation_id(self) -> str:
        return {
            LIST: self.kind if self.kind == "search" else f"list_{self.plural}",
            ONE: f"get_{self.kind}",
            HISTORY: f"list_{self.kind}_versions",
            VERSION: f"get_{self.kind}_version",
        }[self.view.action]

    def get_tags(self) -> list[str]:
        return [self.plural]

    def get_summary(self) -> str:
        return {
            LIST: "Find records by words" if self.kind == "search" else f"List {self.plural}",
            ONE: f"Get one {self.kind} by its {'number' if self.kind == 'release' else 'key'}",
            HISTORY: f"List the versions of one {self.kind}",
            VERSION: f"Get one version of one {self.kind}",
        }[self.view.action]

    def get_description(self) -> str:  # type: ignore[override]
        whole = " Or all rows in one file: see `format`." if self.files else ""
        return {
            LIST: f"{described.TAGS[self.plural]} A page of them.{whole}",
            ONE: "All that is public of it.",
            HISTORY: "The oldest first, each with what it changed; of a withdrawn record as well.",
            VERSION: "All that the record said in it, as the log keeps it.",
        }[self.view.action]

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}Page"

    # --- Parameters

    def _get_parameters(self) -> list[Schema]:
        found = {one["name"]: one for one in [*super()._get_parameters(), *self._own_parameters()]}
        for name, one in found.items():
            self._complete(name, one)
        return [found[name] for name in sorted(found)]

    def _own_parameters(self) -> Iterator[Schema]:
        view, action = self.view, self.view.action
        yield _own(AS_OF, {"type": "string", "format": "date"})
        if action == HISTORY:
            yield _own(EXPAND, one_of(["record"]))
        elif view.expandable and action in (LIST, ONE):
            yield _own(EXPAND, one_of(view.expandable))
        if action != LIST:
            return
        if names := countable(view.filterset_class):
            yield _own(FACETS, one_of(names))
        yield _own(FORMAT, {"type": "string", "enum": [JSON, *self.files]})
        if self.files:
            columns = [column.name for column in view.table.columns]
            yield _own(FIELDS, one_of(dict.fromkeys([*members(view.serializer_class), *columns])))
            yield _own(MARK, {"type": "string", "enum": ["1"]})

    def _complete(self, name: str, one: Schema) -> None:
        operation, schema = self.get_operation_id(), one["schema"]
        exact = EXACT.get(f"{operation}.{name}") or EXACT.get(name, {})
        schema |= exact | self._limits(name)
        for key in [key for key, value in schema.items() if value is None or key == "title"]:
            del schema[key]
        if schema["type"] == "array":
            pattern = {"pattern": schema.pop("pattern")} if "pattern" in schema else {}
            schema |= {"minItems": 1, "items": {"minLength": 1} | schema["items"] | pattern}
            schema["items"].pop("title", None)
        said = described.parameter(operation, name, is_day=schema.get("format") == "date")
        is_several = schema["type"] == "array" and name not in (EXPAND, FACETS, FIELDS, "ordering")
        codes = _codes(one.get("description", ""))
        one["description"] = f"{said} {SEVERAL}" if is_several else said
        one["description"] += f"\n\n{codes}" if codes else ""
        given = examples().get("parameters", {}).get(operation, {}).get(name)
        if given is not None and one["in"] == "path":
            one["example"] = given
        elif given is not None:
            # in the schema: beside it the documentation would send every one of them along
            schema["examples"] = [given]

    def _limits(self, name: str) -> Schema:
        """Return what the filter of this name takes, in words of JSON Schema."""
        declared = (
            self.view.filterset_class.base_filters.get(name) if self.view.action == LIST else None
        )
        if declared is None:
            return {}
        found = {word: declared.extra[limit] for limit, word in LIMITS if limit in declared.extra}
        if "regex" in declared.extra:
            found["pattern"] = declared.extra["regex"].replace(r"\Z", "$")
        if isinstance(declared, WholeFilter):
            found["type"] = "integer"
        elif isinstance(declared, NumberFilter):
            found["maximum"] = declared.get_max_validator().limit_value
        return found

    # --- Answers

    def _get_response_bodies(self, direction: Any = "response") -> Schema:
        (found,) = super()._get_response_bodies(direction).values()
        operation, action = self.get_operation_id(), self.view.action
        for form in self.files:
            found["content"][answers.media_type(form)] = {"schema": answers.FILES[form]}
        body = examples().get("bodies", {}).get(operation)
        if body is not None:
            found["content"][answers.media_type(JSON)]["example"] = body
        more = ["Link"] * (action in (LIST, HISTORY)) + ["Content-Disposition"] * bool(self.files)
        if links := self._links():
            found["links"] = links
        found["headers"] = answers.headers(*answers.KEPT, *more)
        found["description"] = "What was asked for."
        for whole in (self.view.expandable or {}).values():
            self.resolve_serializer(whole, direction)
        return {"200": found} | answers.answers(withdrawn=action == ONE and self.kind in EXPANDABLE)

    def _links(self) -> Schema:
        """Return where a row of the list, or the record, leads to."""
        action, kind = self.view.action, self.kind
        if action == LIST and kind in EXPANDABLE:
            of_row = {"key": "$response.body#/results/0/id"}
            return {f"get_{kind}": {"operationId": f"get_{kind}", "parameters": of_row}}
        if action != ONE or kind not in EXPANDABLE:
            return {}
        key, version = "$request.path.key", "$response.body#/version"
        past: Schema = {"operationId": f"list_{kind}_versions", "parameters": {"key": key}}
        now: Schema = {"operationId": f"get_{kind}_version", "parameters": {"key": key, "n": version}}
        return {past["operationId"]: past, now["operationId"]: now}


def _own(name: str, schema: Schema) -> Schema:
    listed = {"style": "form", "explode": False} if schema["type"] == "array" else {}
    return {"in": "query", "name": name, "required": False, "schema": schema, **listed}


def _codes(description: str) -> str:
    """Return the list of codes at the end of a description, as the library writes it."""
    start = description.find("* `")
    return description[start:] if start >= 0 else ""


def finished(result: Schema, generator: Any, **_about: Any) -> Schema:
    """Return the schema with what is shared, whole references, and a description of everything."""
    parts = result["components"]
    for name, members_of in answers.components().items():
        parts[name] = dict(sorted({**parts.get(name, {}), **members_of}.items()))
    schemas = parts["schemas"]
    for kind, paths in EXPANDABLE.items():
        for name in (kind.capitalize(), f"{kind.capitalize()}Detail"):
            if name in schemas:
                _give_whole(schemas, name, paths)
    _widen(schemas["ChangePage"]["properties"]["results"], "Content")
    schemas.pop("Null", None)
    for name, schema in schemas.items():
        _describe(name, schema)
    # the prefix as well: under /as-of/… it is the API of that day
    place = get_script_prefix().rstrip("/") or "/"
    result["servers"] = [{"url": place, "description": "The ledger that this schema is from."}]
    result["security"] = []  # nothing needs a key
    result["tags"] = [{"name": name, "description": said} for name, said in described.TAGS.items()]
    return result


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _give_whole(schemas: Schema, name: str, paths: Mapping[str, type[Any]]) -> None:
    """Say of each path that the reference there may be the whole record as well."""
    for path, whole in paths.items():
        outer, _, inner = path.rpartition(".")
        owner = name
        if outer:
            owner = paths[outer].__name__ if outer in paths else _referred(schemas[name], outer)
        _widen(schemas[owner]["properties"][inner or path], whole.__name__)


def _referred(schema: Schema, name: str) -> str:
    """Return the component that a member is of, or each of its elements."""
    found = schema["properties"][name]
    found = found.get("items", found)
    ref = found.get("$ref") or (found.get("allOf") or found["oneOf"])[0]["$ref"]
    return str(ref.rpartition("/")[2])


def _widen(place: Schema, whole: str) -> None:
    if place.get("type") == "array":
        return _widen(place["items"], whole)
    if "anyOf" in place:  # by another kind that has the same part
        return None
    plain = place.pop("allOf", None) or place.pop("oneOf", None) or [{"$ref": place.pop("$ref")}]
    place["anyOf"] = [_ref(whole), *plain]
    return None


def _describe(name: str, schema: Schema) -> None:
    if name.endswith("Page"):
        schema.setdefault("description", described.PAGE)
    elif name.startswith("Whole"):
        schema["description"] = described.WHOLE
    elif name in described.COMPONENTS:
        schema["description"] = described.COMPONENTS[name]
    for key, member in schema.get("properties", {}).items():
        for unused in NOT_OURS:
            member.pop(unused, None)
        if member.get("format") == "double":
            del member["format"]  # it is exact, and may have more digits
        for several in ("oneOf", "anyOf"):
            if several in member:
                member[several] = [
                    {"type": "null"} if one == _ref("Null") else one for one in member[several]
                ]
        said = described.MEMBERS.get(f"{name}.{key}") or described.MEMBERS.get(key)
        if said and not member.get("description"):
            member["description"] = said
