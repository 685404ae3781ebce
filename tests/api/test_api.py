"""The API's conventions, on the real ledger."""

import json
import os
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from industries.editions import LIVE
from industries.models import RECORDS, Observation, Target
from tests import make
from tests.api.breaking import CHANGES, unannounced

pytestmark = make.uses_ledger
JSON = {"Accept": "application/json"}
SCHEMA = Path(__file__).parent / "schema.yaml"

ENDPOINTS = {
    "groups": "group",
    "strategies": "strategy",
    "industries": "industry",
    "products": "product",
    "initiatives": "initiative",
    "indicators": "indicator",
    "targets": "target",
    "observations": "observation",
    "sources": "source",
}


def get(client: Client, path: str, status: int = 200, **query: Any) -> Any:
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == status, response.content
    return response.json()


def problem(client: Client, path: str, status: int = 400, **query: Any) -> Any:
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert body["status"] == status
    return body


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_list_has_its_envelope_and_each_record_its_head(client: Client, endpoint: str) -> None:
    model: Any = RECORDS[ENDPOINTS[endpoint]]
    body = get(client, f"{endpoint}/", page_size=1000)
    assert set(body) == {"count", "next", "previous", "results", "meta"}
    assert body["count"] == len(body["results"]) == model.objects.using(LIVE).count()
    meta = body["meta"]
    assert set(meta) == {"release", "as_of", "licence", "attribution", "filters", "facets"}
    assert meta["release"]["number"] == 1
    assert "release 1" in meta["attribution"]
    for record in body["results"]:
        assert record["url"] == f"http://testserver/api/v1/{endpoint}/{record['id']}/"
        assert record["page_url"].startswith("http://testserver/")
        assert record["version"] == 1
        assert record["updated_at"].endswith("Z")
        assert datetime.fromisoformat(record["updated_at"])
        assert "" not in record.values()
        if model.needs_citation:
            assert record["citations"], record["id"]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_one_record_is_what_the_list_has_of_it_or_more(client: Client, endpoint: str) -> None:
    for record in get(client, f"{endpoint}/", page_size=5)["results"]:
        one = get(client, f"{endpoint}/{record['id']}/")
        assert {name: one[name] for name in record} == record


def test_releases_have_a_note_and_what_they_changed(client: Client) -> None:
    (release,) = get(client, "releases/")["results"]
    assert release["note_en"].startswith("First release:")
    assert release["published_at"].endswith("Z")
    one = get(client, "releases/1/")
    assert one["sha256"] == release["sha256"]
    assert len(one["versions"]) == 425
    assert get(client, one["versions"][0]["url"].partition("/api/v1/")[2])


def test_every_figure_is_written_exactly(client: Client) -> None:
    text = client.get("/api/v1/observations/", {"page_size": 1000}).content
    for row in json.loads(text, parse_float=Decimal, parse_int=Decimal)["results"]:
        kept = Observation.objects.using(LIVE).get(key=row["id"]).value
        assert row["value"] == kept
        assert "E" not in str(row["value"])
    for digits in ("123456789.123456", "-0.000001", "999999999999999"):
        exact = make.observation(value=Decimal(digits))
        make.published(exact)
        found = client.get(f"/api/v1/observations/{exact.key}/").content.decode()
        assert f'"value":{digits},' in found


def test_a_missing_part_is_null_with_its_basis(client: Client) -> None:
    target = get(client, "targets/cluster_scale_modern_chemicals_200bn_level/")
    assert target["unit"] is None
    assert target["unit_basis"] == "not_stated"
    assert target["reckoned_in"] == "CNY bn"
    assert (target["due_on"], target["deadline_basis"]) == (None, "not_stated")


def test_pages_have_links_in_body_and_header(client: Client) -> None:
    response = client.get("/api/v1/targets/", {"page_size": 30, "page": 2})
    body = response.json()
    assert len(body["results"]) == 30
    assert response["Link"] == f'<{body["next"]}>; rel="next", <{body["previous"]}>; rel="prev"'
    assert len({r["id"] for r in body["results"]} & _ids(client, body["next"])) == 0


def _ids(client: Client, address: str) -> set[str]:
    return {row["id"] for row in client.get(address).json()["results"]}


def test_a_cursor_reaches_every_observation_once(client: Client) -> None:
    address, seen = "http://testserver/api/v1/observations/?page_size=25", []
    while address:
        body = client.get(address).json()
        seen += [row["id"] for row in body["results"]]
        address = body["next"]
    assert len(seen) == len(set(seen)) == body["count"]


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, "releases", "changes"])
def test_an_unknown_parameter_is_refused_with_the_valid_ones(client: Client, endpoint: str) -> None:
    body = problem(client, f"{endpoint}/", colour="red")
    (error,) = body["errors"]
    assert (error["code"], error["path"]) == ("unknown_parameter", "colour")
    assert "Valid are:" in error["message"]
    assert "page_size" in error["message"]


@pytest.mark.parametrize(
    ("query", "path", "sentence"),
    [
        ({"kind": "never"}, "kind", "Valid are: by_date, each_year, average, total, one_year."),
        ({"ordering": "password"}, "ordering", "Valid are: due_on, -due_on"),
        ({"value__gte": "many"}, "value__gte", "Enter a number."),
        ({"value__gte": "NaN"}, "value__gte", "Enter a number."),
        ({"due_on__isnull": "maybe"}, "due_on__isnull", "Valid are: true, false."),
        ({"page_size": "1001"}, "page_size", "write a number from 1 to 1000"),
        ({"page_size": "0000010009999"}, "page_size", "write a number from 1 to 1000"),
        ({"page_size": "0"}, "page_size", "write a number from 1 to 1000"),
        ({"page_size": "²"}, "page_size", "write a number from 1 to 1000"),
        ({"indicator__name_en__regex": "."}, "indicator__name_en__regex", "is not a parameter"),
        ({"format": "xml"}, "format", "Valid are: json, csv, ndjson, xlsx."),
    ],
)
def test_a_bad_value_is_refused_by_name(
    client: Client, query: dict[str, str], path: str, sentence: str
) -> None:
    (error,) = problem(client, "targets/", **query)["errors"]
    assert error["path"] == path
    assert sentence in error["message"]


@pytest.mark.parametrize("number", ["1e30", "-1", "0", "2.5", "99999999999999999999"])
def test_a_number_that_is_no_releases_is_refused(client: Client, number: str) -> None:
    (error,) = problem(client, "releases/", number__gte=number)["errors"]
    assert error["path"] == "number__gte"


def test_one_record_takes_no_parameters(client: Client) -> None:
    assert problem(client, "targets/iva_above_2027_280bn/", expand="all")["errors"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing/", 404),
        ("targets/nothing/", 404),
        ("targets/?page=99", 404),
        ("observations/?cursor=nonsense", 404),
        ("observations/?cursor=cD1hYmM=", 404),  # p=abc
        ("observations/?cursor=cD0lMDA=", 404),  # p=NUL
        ("observations/?cursor=cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5", 404),
        ("releases/99/", 404),
    ],
)
def test_what_is_not_there_is_a_problem_document(client: Client, path: str, status: int) -> None:
    assert problem(client, path, status)["detail"]


def test_filters_by_range_list_and_null(client: Client) -> None:
    targets = Target.objects.using(LIVE)
    for query, expected in (
        ({"standing": "forecast,expectation"}, {"standing__in": ["forecast", "expectation"]}),
        ({"due_on__isnull": "true"}, {"due_on": None}),
        ({"due_on__gte": "2027-01-01", "due_on__lte": "2027-12-31"}, {"due_on__year": 2027}),
        ({"industry": "wine,goji"}, {"industry__key__in": ["wine", "goji"]}),
        ({"group": "six_specialties"}, {"industry__groups__key": "six_specialties"}),
        ({"value__gt": "100", "unit": ""}, None),
    ):
        if expected is None:
            problem(client, "targets/", **query)
            continue
        body = get(client, "targets/", page_size=1000, **query)
        assert {r["id"] for r in body["results"]} == set(
            targets.filter(**expected).values_list("key", flat=True)
        )
        assert body["count"]
        assert body["meta"]["filters"] == query


def test_search_finds_either_language(client: Client) -> None:
    assert get(client, "industries/", search="枸杞")["count"] == 1
    assert get(client, "industries/", search="goji")["count"] == 1
    assert get(client, "industries/", search="goji nothing")["count"] == 0


def test_the_schema_is_the_one_on_record(client: Client) -> None:
    """A change of the API shows in review: `RECORD=1 pytest tests/api` writes the file anew."""
    schema = client.get("/api/v1/schema/").content.decode()
    if os.environ.get("RECORD"):
        kept, new = (yaml.load(of, yaml.CSafeLoader) for of in (SCHEMA.read_text("utf-8"), schema))
        assert not unannounced(kept, new, CHANGES.read_text("utf-8"))
        SCHEMA.write_text(schema, "utf-8")
    assert schema == SCHEMA.read_text("utf-8")


def test_the_documentation_loads_nothing_from_elsewhere(client: Client) -> None:
    text = client.get("/api/docs/").content.decode()
    assert "http" not in text.replace("http-equiv", "")
    assert "swagger-ui-bundle.js" in text
