"""A client that a program makes of the schema pulls every resource, with types."""

import datetime
import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client

from tests import make

pytestmark = make.uses_ledger
NAME = "made_client"


@pytest.fixture
def made(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the generated client, talking to this program in its own process."""
    schema = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).content
    (tmp_path / "schema.json").write_bytes(schema)
    command = ["openapi-python-client", "generate", "--meta", "none", "--fail-on-warning"]
    places = ["--path", str(tmp_path / "schema.json"), "--output-path", str(tmp_path / NAME)]
    done = subprocess.run([*command, *places], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    known = importlib.import_module(NAME).Client(base_url="http://testserver")

    def answer(request: httpx.Request) -> httpx.Response:
        """Ask as tests do: a server of its own would close the connection of the test's transaction."""
        found = client.get(str(request.url), headers=dict(request.headers))
        return httpx.Response(found.status_code, headers=dict(found.items()), content=found.getvalue())

    inside = httpx.MockTransport(answer)
    yield known.set_httpx_client(httpx.Client(base_url="http://testserver", transport=inside))
    known.get_httpx_client().close()
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def call(tag: str, operation: str, made: Any, *place: Any, **query: Any) -> Any:
    module = importlib.import_module(f"{NAME}.api.{tag}.{operation}")
    return module.sync(*place, client=made, **query)


def test_it_pulls_every_resource_with_types(client: Client, made: Any) -> None:
    schema = json.loads(client.get("/api/v1/schema/", headers={"Accept": "application/json"}).content)
    models = importlib.import_module(f"{NAME}.models")
    first: dict[str, Any] = {}
    pulled = set()
    for path, item in sorted(schema["paths"].items(), key=lambda pair: len(pair[0])):
        operation, tag = item["get"]["operationId"], item["get"]["tags"][0]
        said = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        kind = getattr(models, said.rpartition("/")[2])
        row = first.get(tag)
        places = {"{key}": "id", "{number}": "number", "{n}": "version"}
        place = [getattr(row, name) for sign, name in places.items() if sign in path]
        query = {"q": "goji"} if operation == "search" else {}
        found = call(tag, operation, made, *place, **query)
        assert type(found) is kind, operation
        if not place:
            first[tag] = found.results[0]
        pulled.add(operation)
    assert len(pulled) == len(schema["paths"])


def test_members_have_their_types(made: Any) -> None:
    models = importlib.import_module(f"{NAME}.models")
    page = call("targets", "list_targets", made, verdict=[models.Verdict.MISSED], page_size=1000)
    target = page.results[0]
    assert target.assessment.verdict is models.Verdict.MISSED
    assert isinstance(target.due_on, datetime.date)
    assert isinstance(target.updated_at, datetime.datetime)
    assert isinstance(target.value, int | float)
    assert type(target.indicator) is models.NamedReference
    asked = importlib.import_module(f"{NAME}.models.get_target_expand_item").GetTargetExpandItem
    whole = call("targets", "get_target", made, target.id, expand=[asked.INDICATOR])
    assert type(whole.indicator) is models.WholeIndicator
    assert whole.indicator.definition_en


def test_it_follows_pages_and_reads_problems(made: Any) -> None:
    seen: list[Any] = []
    page, models = 1, importlib.import_module(f"{NAME}.models")
    while True:
        found = call("sources", "list_sources", made, page=page, page_size=40)
        seen += [source.id for source in found.results]
        if found.next_ is None:
            break
        page += 1
    assert len(set(seen)) == found.count
    gone = call("targets", "get_target", made, "nothing")
    assert type(gone) is models.Problem
    assert gone.status == 404
