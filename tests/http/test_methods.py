"""Methods, forms and open access of the API and the data files."""

import pytest
from django.test import Client
from django.utils import timezone

from tests import make

pytestmark = make.uses_ledger
ALLOWED = "GET, HEAD, OPTIONS"
ENDPOINTS = ["v1/", "v1/targets/", "v1/targets/iva_above_2027_280bn/", "v1/schema/", "docs/"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_other_methods_are_refused_with_those_that_there_are(
    client: Client, endpoint: str, method: str
) -> None:
    for start in ("", f"/as-of/{timezone.localdate()}"):
        response = client.generic(method, f"{start}/api/{endpoint}")
        assert (response.status_code, response["Allow"]) == (405, ALLOWED)
        assert response["Content-Type"] == "application/problem+json"
        assert method in response.json()["detail"]
        assert ALLOWED in response.json()["detail"]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_options_are_said(client: Client, endpoint: str) -> None:
    response = client.options(f"/api/{endpoint}")
    assert (response.status_code, response.content, response["Allow"]) == (204, b"", ALLOWED)
    for name in ("Access-Control-Allow-Methods", "Content-Type", "Content-Length"):
        assert name not in response


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_head_is_get_without_its_body(client: Client, endpoint: str) -> None:
    got, head = client.get(f"/api/{endpoint}"), client.head(f"/api/{endpoint}")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Link", "Vary", "Cache-Control"):
        assert head.get(name) == got.get(name), name


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_is_not_there_is_not_there_by_any_method(client: Client, method: str) -> None:
    response = client.generic(method, "/api/v1/nothing/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("accept", ["text/css", "application/xml", "nonsense", "a/b;q", "image/*;q=x"])
def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(
    client: Client, accept: str
) -> None:
    response = client.get("/api/v1/targets/", headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")
    assert "There are: application/json, text/csv, application/x-ndjson," in response.json()["detail"]
    record = client.get("/api/v1/targets/iva_above_2027_280bn/", headers={"Accept": "text/csv"})
    assert record.status_code == 406
    assert "There are: application/json." in record.json()["detail"]
    schema = client.get("/api/v1/schema/", headers={"Accept": accept})
    assert "application/vnd.oai.openapi, application/yaml" in schema.json()["detail"]


OPEN = [
    *("/api/v1/targets/", "/api/v1/targets/nothing/", "/api/nothing/", "/api/v1/schema/"),
    *("/targets.csv", "/targets.csv?colour=red", "/zh-hans/targets.json", "/data/ledger.zip"),
    *("/as-of/2001-01-01/api/v1/targets/", "/as-of/2001-01-01/targets.csv"),
]


@pytest.mark.parametrize("path", OPEN)
def test_data_is_open_to_pages_of_other_hosts(client: Client, path: str) -> None:
    response = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    seen = response["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Link", "RateLimit-Remaining", "Retry-After", "X-Request-ID"} <= set(seen)


@pytest.mark.parametrize("path", OPEN)
def test_a_browser_that_asks_before_may_read_and_nothing_else(client: Client, path: str) -> None:
    asking = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    response = client.options(path, headers=asking)
    assert (response.status_code, response["Allow"]) == (204, ALLOWED)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert {"If-None-Match", "Range"} <= set(response["Access-Control-Allow-Headers"].split(", "))
    assert int(response["Access-Control-Max-Age"]) > 600


@pytest.mark.parametrize("path", ["/", "/targets/", "/targets/a.csv/", "/healthz"])
def test_pages_are_not(client: Client, path: str) -> None:
    asking = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    assert "Access-Control-Allow-Origin" not in client.get(path, headers=asking)
    response = client.options(path, headers=asking)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_the_desk_is_not(client: Client) -> None:
    asking = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    assert "Access-Control-Allow-Origin" not in client.get("/admin/x.csv", headers=asking)
