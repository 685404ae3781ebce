"""The schema is whole, says nothing that is not so, and is what the API answers."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from industries import choices
from industries.api import answers, described
from industries.api.whole import EXPANDABLE
from tests import make
from tests.api.recording import inside
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


@pytest.fixture
def schema(client: Client) -> Any:
    return client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()


def operations(schema: Any) -> Iterator[tuple[str, Any]]:
    for path, item in schema["paths"].items():
        assert set(item) <= METHODS
        for operation in item.values():
            yield path, operation


def parts(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each object of the schema, with where it stands."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            if key not in ("example", "examples", "default", "enum"):
                yield from parts(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from parts(inner, f"{path}/{number}")


def strict(schema: Any) -> Any:
    """Return the components with no member allowed that is not named."""
    components = json.loads(json.dumps(schema["components"]))
    for _path, part in parts(components):
        if "properties" in part and isinstance(part.get("required"), list):
            part.setdefault("additionalProperties", False)
    return components


def read(answer: Any) -> bytes:
    """Return the body, which has to be read to its end if it is a stream."""
    return b"".join(answer) if answer.streaming else answer.content


def wrong(schema: Any, said: Any, body: Any) -> list[Any]:
    whole = Draft202012Validator({**said, "components": strict(schema)})
    return [(list(error.path), error.message[:200]) for error in whole.iter_errors(body)][:3]


def said_of(schema: Any, path: str, status: str = "200") -> Any:
    answer = schema["paths"][path]["get"]["responses"][status]
    if "$ref" in answer:
        answer = schema["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    (form,) = [form for form in answer["content"] if form.endswith("json") and "nd" not in form]
    return answer["content"][form]["schema"]


def test_it_is_valid_openapi(schema: Any) -> None:
    assert not list(OpenAPIV31SpecValidator(schema).iter_errors())
    info = schema["info"]
    assert info["contact"]["url"].endswith("/about/")
    assert info["license"]["name"] == "CC BY 4.0"


def test_the_schema_of_a_past_day_is_of_that_day(client: Client) -> None:
    """Else a client that is made of it would ask for today's."""
    day = timezone.localdate()
    for prefix, server in (("", "/"), (f"/as-of/{day}", f"/as-of/{day}")):
        found = client.get(f"{prefix}/api/v1/schema/", headers={"Accept": "application/json"}).json()
        assert [one["url"] for one in found["servers"]] == [server]
        assert "/api/v1/targets/" in found["paths"]
    assert client.get("/api/v1/schema/?lang=zh-hans").status_code == 400


def test_nothing_is_without_a_description(schema: Any) -> None:
    missing = []
    for path, part in parts(schema):
        is_told = re.search(r"/(properties/[^/]+|headers/[^/]+|schemas/[^/]+|parameters/\d+)$", path)
        if is_told and not part.get("description") and "$ref" not in part:
            missing.append(path)
    for path, operation in operations(schema):
        named = ("operationId", "summary", "description", "tags")
        missing += [f"{path} {name}" for name in named if not operation.get(name)]
        shared = schema["components"]["responses"]
        for status, answer in operation["responses"].items():
            told = shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
            missing += [] if told["description"] else [f"{path} {status}"]
    assert not missing
    assert all(tag["description"] for tag in schema["tags"])


def test_nothing_is_described_that_is_not_there(schema: Any) -> None:
    schemas = schema["components"]["schemas"]
    members = {name for part in schemas.values() for name in part.get("properties", {})}
    placed = {f"{name}.{key}" for name, part in schemas.items() for key in part.get("properties", {})}
    assert set(described.MEMBERS) <= members | placed
    assert set(described.COMPONENTS) <= set(schemas)
    names = {one["name"] for _path, operation in operations(schema) for one in operation["parameters"]}
    named = {
        f"{operation['operationId']}.{one['name']}"
        for _path, operation in operations(schema)
        for one in operation["parameters"]
    }
    assert set(described.PARAMETERS) <= names | {name.partition("__")[0] for name in names} | named
    used = {tag for _path, operation in operations(schema) for tag in operation["tags"]}
    assert set(described.TAGS) == used


def test_codes_are_those_of_the_vocabulary(schema: Any) -> None:
    for name, part in schema["components"]["schemas"].items():
        known = getattr(choices, name, None)
        if known is not None:
            assert set(part["enum"]) == set(known.values), name
            assert all(f"`{code}`" in part["description"] for code in part["enum"]), name


def test_each_code_of_a_parameter_is_taken(client: Client, schema: Any) -> None:
    for path, operation in operations(schema):
        if "{" in path:
            continue
        for one in operation["parameters"]:
            codes = one["schema"].get("items", one["schema"]).get("enum")
            if not codes or one["name"] == "fields":
                continue
            form = {"format": "csv"} if one["name"] == "bom" else {}
            for value in [",".join(codes)] if one["schema"]["type"] == "array" else codes:
                answer = client.get(path, {one["name"]: value, **form})
                read(answer)
                assert answer.status_code == 200, (path, one["name"], value, answer.content)


def test_operations_have_names_that_a_program_can_have(schema: Any) -> None:
    names = [operation["operationId"] for _path, operation in operations(schema)]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.islower() for name in names)
    named = {"list_targets", "get_target", "list_target_versions", "get_target_version", "search"}
    assert named <= set(names)


def test_comma_lists_are_declared_as_such(schema: Any) -> None:
    for _path, operation in operations(schema):
        for one in operation["parameters"]:
            if one["schema"]["type"] == "array":
                assert (one["style"], one["explode"]) == ("form", False)


def test_every_body_is_as_the_schema_says(client: Client, schema: Any) -> None:
    """Of every record of the shipped ledger, with and without what it refers to."""
    seen: dict[str, Any] = {}
    for path, operation in operations(schema):
        if "{" in path:
            continue
        names = {one["name"]: one for one in operation["parameters"]}
        plural = path.split("/")[3]
        query = {"page_size": 1000} | ({"q": "的"} if plural == "search" else {})
        paths = [",".join(names["expand"]["schema"]["items"]["enum"])] if "expand" in names else []
        for expand in [None, *paths]:
            body = client.get(path, query | ({"expand": expand} if expand else {})).json()
            assert body["results"], path
            assert not wrong(schema, said_of(schema, path), body), (path, expand)
        seen[plural] = body["results"]
    for path, _operation in operations(schema):
        if "{" not in path:
            continue
        for row in seen[path.split("/")[3]][:3]:
            address = path.format(key=row.get("id"), n=row.get("version"), number=row.get("number"))
            body = client.get(address).json()
            assert not wrong(schema, said_of(schema, path), body), address


def test_a_reference_given_whole_has_a_schema_of_its_own(client: Client, schema: Any) -> None:
    parts_of = strict(schema)
    for kind, paths in EXPANDABLE.items():
        if not paths:
            continue
        rows = client.get(
            reverse(f"api:{kind}-list"), {"expand": ",".join(paths), "page_size": 1000}
        ).json()
        for path, whole in paths.items():
            said = Draft202012Validator(parts_of["schemas"][whole.__name__] | {"components": parts_of})
            for row in rows["results"]:
                for one in inside(row, path):
                    assert said.is_valid(one), (kind, path, list(said.iter_errors(one))[:1])


@pytest.mark.parametrize(
    ("path", "told", "status"),
    [
        ("/api/v1/targets/", {}, 200),
        ("/api/v1/targets/?colour=red", {}, 400),
        ("/api/v1/targets/nothing/", {}, 404),
        ("/api/v1/targets/", {"Accept": "image/png"}, 406),
        ("/api/v1/targets/{gone}/", {}, 410),
        ("/api/v1/targets/", {"If-None-Match": "*"}, 304),
    ],
)
def test_every_answer_is_declared(
    client: Client, schema: Any, settings: Any, path: str, told: dict[str, str], status: int
) -> None:
    settings.LEDGER_API_RATE = 1_000_000
    if "{gone}" in path:
        target = make.target()
        make.published(target)
        withdrawn(target)
        path = path.format(gone=target.key)
    answer = client.get(path, headers=told)
    assert answer.status_code == status
    place = "/api/v1/targets/{key}/" if path.count("/") == 5 else "/api/v1/targets/"
    declared = schema["paths"][place]["get"]["responses"][str(status)]
    if "$ref" in declared:
        declared = schema["components"]["responses"][declared["$ref"].rpartition("/")[2]]
    optional = {"Link", "Content-Disposition"}
    assert {name for name in declared["headers"] if name not in answer} <= optional
    if status != 304:
        assert not wrong(schema, said_of(schema, place, str(status)), answer.json())


def test_too_many_requests_and_other_methods_are_declared(
    client: Client, schema: Any, settings: Any
) -> None:
    answer = client.post("/api/v1/targets/")
    assert answer.status_code == 405
    settings.LEDGER_API_RATE = 1
    refused = [client.get("/api/v1/targets/", REMOTE_ADDR="192.0.2.77") for _ in range(2)][1]
    assert refused.status_code == 429
    for name, found in (("MethodNotAllowed", answer), ("TooManyRequests", refused)):
        declared = schema["components"]["responses"][name]["headers"]
        missing = {header for header in declared if header not in found}
        # tests have no limit unless they ask for it
        assert missing <= {header for header in declared if header.startswith("RateLimit")}
        assert not wrong(schema, {"$ref": "#/components/schemas/Problem"}, found.json())


def test_files_are_declared_with_their_media_types(client: Client, schema: Any) -> None:
    for path, operation in operations(schema):
        content = operation["responses"]["200"]["content"]
        (forms,) = [o["schema"]["enum"] for o in operation["parameters"] if o["name"] == "format"] or [
            []
        ]
        assert [*content] == [answers.media_type(form) for form in forms or ["json"]]
        for form in forms:
            query = {"q": "goji"} if path.endswith("/search/") else {}
            answer = client.get(path, {"format": form, **query})
            read(answer)
            assert answer["Content-Type"].partition(";")[0] == answers.media_type(form), (path, form)


def test_one_record_has_one_form(client: Client) -> None:
    answer = client.get("/api/v1/targets/iva_above_2027_280bn/", headers={"Accept": "text/csv"})
    assert answer.status_code == 406
    assert answer.json()["detail"].endswith("There are: application/json.")
