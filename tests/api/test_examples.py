"""Each operation and each parameter has an example, recorded from the shipped ledger, that works."""

import json
import os
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from industries.api.openapi import EXAMPLES
from tests import make
from tests.api.recording import ORIGIN, Recorder

pytestmark = make.uses_ledger


@pytest.fixture
def schema(client: Client) -> Any:
    return client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()


def test_examples_are_those_on_record(client: Client, schema: Any, settings: Any) -> None:
    """`RECORD=1 pytest tests/api/test_examples.py` writes the file anew: then the schema as well."""
    if os.environ.get("RECORD"):
        settings.ALLOWED_HOSTS = [ORIGIN]
        found = Recorder(client, schema)
        assert not found.missing
        text = json.dumps(
            {"bodies": found.bodies, "parameters": found.parameters}, ensure_ascii=False, indent=1
        )
        EXAMPLES.write_text(f"{text}\n", "utf-8")
    recorded = json.loads(EXAMPLES.read_text("utf-8"))
    operations = {item["get"]["operationId"]: item["get"] for item in schema["paths"].values()}
    assert set(recorded["bodies"]) == set(recorded["parameters"]) == set(operations)
    for name, operation in operations.items():
        assert set(recorded["parameters"][name]) == {one["name"] for one in operation["parameters"]}


def test_each_example_is_as_the_schema_says(schema: Any) -> None:
    for item in schema["paths"].values():
        operation = item["get"]
        content = operation["responses"]["200"]["content"]["application/json"]
        whole = Draft202012Validator(content["schema"] | {"components": schema["components"]})
        errors = [(list(e.path), e.message) for e in whole.iter_errors(content["example"])]
        assert not errors, operation["operationId"]
        for one in operation["parameters"]:
            (example,) = [one["example"]] if "example" in one else one["schema"]["examples"]
            Draft202012Validator(one["schema"]).validate(example)
