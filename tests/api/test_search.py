"""Search as the API gives it: what the page has, in the envelope of every list."""

from typing import Any

from django.test import Client

from tests import make
from tests.api.test_api import get, problem

pytestmark = make.uses_ledger
HEAD = ("id", "slug", "url", "page_url")


def said(parts: list[dict[str, Any]]) -> str:
    return "".join(f"[{part['text']}]" if part["is_hit"] else part["text"] for part in parts)


def test_a_hit_says_where_the_record_is_and_what_has_the_words(client: Client) -> None:
    body = get(client, "search/", q="coal")
    assert set(body) == {"count", "next", "previous", "results", "meta"}
    assert body["count"] == len(body["results"]) == 26
    assert body["results"][2] == {
        "kind": "product",
        "id": "coal_gasification",
        "slug": "coal-gasification",
        "url": "http://testserver/api/v1/products/coal_gasification/",
        "page_url": "http://testserver/industries/modern-chemicals/#coal-gasification",
        "title_en": "Coal gasification",
        "title_zh": "煤炭气化",
        "title": {
            "language": "en",
            "parts": [{"text": "Coal", "is_hit": True}, {"text": " gasification", "is_hit": False}],
        },
        "where": "Modern chemicals",
        "excerpt": {
            "language": "en",
            "parts": [
                {"text": "Turns ", "is_hit": False},
                {"text": "coal", "is_hit": True},
                {"text": " into gas.", "is_hit": False},
            ],
        },
    }


def test_each_hit_leads_to_its_record(client: Client) -> None:
    rows = get(client, "search/", q="宁夏")["results"]
    assert len({row["kind"] for row in rows}) > 3
    for row in rows:
        record = get(client, row["url"].partition("/api/v1/")[2])
        assert (record["id"], record["slug"], record["page_url"]) == (
            row["id"],
            row["slug"],
            row["page_url"],
        )
        assert client.get(row["page_url"].partition("#")[0]).status_code == 200


def test_a_document_has_its_title_in_its_own_language(client: Client) -> None:
    chinese = make.source(title="锌业公报", language="zh")
    japanese = make.source(title="亜鉛の会報", language="ja")
    make.published(chinese, japanese)
    (row,) = get(client, "search/", q="锌业公报")["results"]
    assert (row["title_en"], row["title_zh"]) == (None, "锌业公报")
    (row,) = get(client, "search/", q="亜鉛の")["results"]
    assert (row["title_en"], row["title_zh"]) == (None, None)
    assert (row["title"]["language"], said(row["title"]["parts"])) == ("ja", "[亜鉛の]会報")


def test_beside_the_rows_are_all_numbers_and_suggestions(client: Client) -> None:
    meta = get(client, "search/", q="coal", kind="product,target", page_size=2)["meta"]
    assert meta["found"] == {"number": 11, "is_exact": True}
    assert {"kind": "source", "number": 3, "is_exact": True} in meta["facets"]
    assert meta["filters"] == {"q": "coal", "kind": "product,target"}
    nothing = get(client, "search/", q="coal zqzq")
    assert nothing["results"] == []
    assert nothing["meta"]["suggestions"] == {"without": ["zqzq"], "nearest": []}
    near = get(client, "search/", q="liquefacton")["meta"]["suggestions"]["nearest"]
    assert near[0]["id"] == "coal_liquefaction"
    assert get(client, "search/")["count"] == 0


def test_pages_follow_one_another(client: Client) -> None:
    first = get(client, "search/", q="coal", page_size=20)
    second = client.get(first["next"]).json()
    keys = [(row["kind"], row["id"]) for row in (*first["results"], *second["results"])]
    assert len(keys) == len(set(keys)) == first["count"] == 26
    assert second["next"] is None
    problem(client, "search/", 404, q="coal", page=99)


def test_a_bad_parameter_is_a_problem_that_names_it(client: Client) -> None:
    body = problem(client, "search/", q="a", colour="red")
    assert body["errors"][0]["path"] == "colour"
    assert "Valid are: kind, q, page, page_size, format, as_of." in body["errors"][0]["message"]
    assert problem(client, "search/", q="a" * 101)["errors"][0]["code"] == "invalid_value"
    assert problem(client, "search/", q="\0")["errors"][0]["path"] == "q"
    assert problem(client, "search/", kind="release")["errors"][0]["path"] == "kind"
    problem(client, "search/", q="a", page_size=1001)
    assert client.post("/api/v1/search/").status_code == 405
