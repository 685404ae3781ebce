"""No change of the API breaks a client unless its version says so, and docs/api-changes.md what."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

from tests import make
from tests.api.breaking import CHANGES, breaking, unannounced
from tests.api.test_api import SCHEMA


@pytest.fixture(scope="module")
def on_record() -> Any:
    return yaml.load(SCHEMA.read_text("utf-8"), yaml.CSafeLoader)


@make.uses_ledger
def test_nothing_breaks_without_a_word(client: Client, on_record: Any) -> None:
    new = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    assert not unannounced(on_record, new, CHANGES.read_text("utf-8"))


def test_the_version_that_is_served_has_a_section() -> None:
    version = settings.SPECTACULAR_SETTINGS["VERSION"]
    assert re.search(rf"^## {version}$", CHANGES.read_text("utf-8"), re.MULTILINE)


def targets(schema: Any) -> Any:
    return schema["paths"]["/api/v1/targets/"]["get"]


def parameter(schema: Any, name: str) -> Any:
    return next(one for one in targets(schema)["parameters"] if one["name"] == name)


def target(schema: Any) -> Any:
    return schema["components"]["schemas"]["Target"]


def listed(schema: Any) -> Any:
    return targets(schema)["responses"]["200"]


BREAKING: dict[str, Callable[[Any], Any]] = {
    "get /api/v1/search/ is gone": lambda s: s["paths"].pop("/api/v1/search/"),
    "list_targets is called targets": lambda s: targets(s).update(operationId="targets"),
    "list_targets, verdict is gone": lambda s: targets(s)["parameters"].remove(parameter(s, "verdict")),
    "list_targets, kind is required now": lambda s: parameter(s, "kind").update(required=True),
    "list_targets, verdict cannot be missed any more": lambda s: parameter(s, "verdict")["schema"][
        "items"
    ]["enum"].remove("missed"),
    "list_targets, page is no integer any more": lambda s: parameter(s, "page")["schema"].update(
        type="string"
    ),
    "list_targets, page_size: maximum is 100": lambda s: parameter(s, "page_size")["schema"].update(
        maximum=100
    ),
    "list_targets, kind: explode is another": lambda s: parameter(s, "kind").update(explode=True),
    "list_targets, 200: text/csv is gone": lambda s: listed(s)["content"].pop("text/csv"),
    "list_targets, 200: header Link is gone": lambda s: listed(s)["headers"].pop("Link"),
    "list_targets: 304 is gone": lambda s: targets(s)["responses"].pop("304"),
    "Target.due_on is gone": lambda s: target(s)["properties"].pop("due_on"),
    "Target.value may be string": lambda s: target(s)["properties"]["value"].update(
        type=["number", "null", "string"]
    ),
    "Target.slug may be null": lambda s: target(s)["properties"]["slug"].update(
        type=["string", "null"]
    ),
    "Target.due_on may be missing": lambda s: target(s)["required"].remove("due_on"),
    "Target.due_on: format is another": lambda s: target(s)["properties"]["due_on"].pop("format"),
    "Target.indicator: anyOf is another": lambda s: target(s)["properties"]["indicator"]["anyOf"].pop(),
    "Gone: header X-Request-ID is gone": lambda s: s["components"]["responses"]["Gone"]["headers"].pop(
        "X-Request-ID"
    ),
    "Reference is gone": lambda s: s["components"]["schemas"].pop("Reference"),
}
HARMLESS: dict[str, Callable[[Any], Any]] = {
    "a new member": lambda s: target(s)["properties"].update(new={"type": "string"}),
    "a new operation": lambda s: s["paths"].update({"/api/v1/new/": targets(s)}),
    "a new parameter": lambda s: targets(s)["parameters"].append(
        {"in": "query", "name": "new", "schema": {"type": "string"}}
    ),
    "a new code": lambda s: s["components"]["schemas"]["Verdict"]["enum"].append("new"),
    "a new code to ask for": lambda s: parameter(s, "verdict")["schema"]["items"]["enum"].append("new"),
    "another description": lambda s: target(s).update(description="Otherwise."),
    "more rows in a page": lambda s: parameter(s, "page_size")["schema"].update(maximum=5000),
}


def changed(schema: Any, change: Callable[[Any], Any]) -> Any:
    found = copy.deepcopy(schema)
    change(found)
    assert json.dumps(found) != json.dumps(schema)
    return found


@pytest.mark.parametrize("sentence", BREAKING)
def test_what_breaks_is_found(on_record: Any, sentence: str) -> None:
    new = changed(on_record, BREAKING[sentence])
    assert sentence in breaking(on_record, new)
    assert unannounced(on_record, new, "## 1.0\n")
    new["info"]["version"] = "1.1"
    assert unannounced(on_record, new, "## 1.0\n")
    assert not unannounced(on_record, new, "## 1.1\n\nGone.\n\n## 1.0\n")


@pytest.mark.parametrize("what", HARMLESS)
def test_what_the_promise_allows_breaks_nothing(on_record: Any, what: str) -> None:
    assert not breaking(on_record, changed(on_record, HARMLESS[what]))
