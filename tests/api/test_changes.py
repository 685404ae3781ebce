"""The log as the API gives it: every version, with what it changed; and what is gone."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from industries.editions import LIVE
from industries.models import Version
from tests import make
from tests.api.test_api import get, problem
from tests.pages.test_history import republished
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import brought_back, withdrawn

pytestmark = make.uses_ledger


def rows(client: Client, **query: Any) -> list[Any]:
    found: list[Any] = get(client, "changes/", page_size=1000, **query)["results"]
    return found


def changed(row: Any) -> dict[str, tuple[Any, Any]]:
    return {change["field"]: (change["old"], change["new"]) for change in row["changes"]}


def test_a_row_is_a_version_with_what_it_changed(client: Client) -> None:
    target = make.target()
    make.published(target)
    release = republished(target, "Misread.", value=60, note_en="Read again.")
    first, second = rows(client, id=target.key)
    assert set(first) == {
        *("release", "kind", "id", "version", "action", "slug", "url", "page_url"),
        *("changes", "sha256"),
    }
    assert second["release"] == {
        "number": release.number,
        "url": f"http://testserver/api/v1/releases/{release.number}/",
        "published_at": release.published_at.isoformat().replace("+00:00", "Z"),
        "kind": "correction",
        "note_en": "Misread.",
        "note_zh": None,
    }
    assert (second["kind"], second["id"], second["version"]) == ("target", target.key, 2)
    assert second["action"] == "publish"
    assert second["slug"] == target.slug
    assert second["url"] == f"http://testserver/api/v1/targets/{target.key}/"
    assert second["page_url"] == f"http://testserver/targets/{target.slug}/"
    assert changed(second) == {"value": ("50", "60"), "note_en": (None, "Read again.")}
    assert second["sha256"] == Version.objects.using(LIVE).get(key=target.key, n=2).sha256
    assert all(old is None for old, _new in changed(first).values())
    assert changed(first)["indicator"] == (None, target.indicator.key)
    assert changed(first)["citations"][1][0]["locator"] == "page 1"


def test_what_each_row_changed_adds_up_to_what_is_public(client: Client) -> None:
    industry = make.industry(summary_en="At first.")
    make.published(industry)
    republished(industry, summary_en="", name_zh="毡帽")
    withdrawn(industry)
    brought_back(industry)
    republished(industry, name_en="Felt hats")
    stands: dict[str, Any] = {}
    for row in rows(client, id=industry.key):
        for field, (old, new) in changed(row).items():
            assert stands.get(field) == old
            stands[field] = new
    payload = Version.objects.using(LIVE).get(key=industry.key, n=5).payload
    filled = {
        name: value for name, value in payload.items() if value not in ("", []) and name != "format"
    }
    assert {name: value for name, value in stands.items() if value is not None} == filled


def test_what_was_withdrawn_leaves_a_tombstone(client: Client) -> None:
    industry = make.industry(name_en="Felt hats")
    make.published(industry)
    release = withdrawn(industry, note_en="No such industry.", note_zh="并无此产业。")
    (row,) = rows(client, action="withdraw")
    assert (row["action"], row["id"], row["version"]) == ("withdraw", industry.key, 2)
    assert row["page_url"] is None
    assert row["slug"] == industry.slug
    assert row["release"]["note_zh"] == "并无此产业。"
    assert changed(row)["name_en"] == ("Felt hats", None)
    body = problem(client, f"industries/{industry.key}/", 410)
    assert body["title"] == "Gone"
    assert "No such industry." in body["detail"]
    assert f"release {release.number}" in body["detail"]
    assert problem(client, f"industries/{make.industry().key}/", 404)
    assert not get(client, "industries/", search=industry.key)["results"]


@pytest.mark.parametrize("kind", ["source", "target", "observation", "initiative"])
def test_every_kind_that_is_withdrawn_is_gone(client: Client, kind: str) -> None:
    record = getattr(make, kind)()
    make.published(record)
    withdrawn(record)
    assert "Made by mistake." in problem(client, f"{kind}s/{record.key}/", 410)["detail"]
    brought_back(record)
    assert get(client, f"{kind}s/{record.key}/")["version"] == 3


def test_a_slug_is_that_of_today_and_no_other_records(client: Client) -> None:
    first, second = make.source(slug="made-a"), make.source(slug="made-b")
    make.published(first, second)
    republished(first, slug="made-c")
    assert {row["slug"] for row in rows(client, id=first.key)} == {"made-c"}
    withdrawn(first)
    edit(first, slug="made-d")  # on the desk alone
    republished(second, slug="made-c")
    assert {(row["slug"], row["page_url"]) for row in rows(client, id=first.key)} == {(None, None)}
    assert {row["slug"] for row in rows(client, id=second.key)} == {"made-c"}


def test_an_address_is_given_only_where_it_may_be_shown(client: Client) -> None:
    odd = make.source(url="https://odd.example.net/", link_safe=False)
    fine = make.source(url="https://fine.example.org/", link_safe=True)
    later = make.source(url="https://later.example.net/", link_safe=True)
    make.published(odd, fine, later)
    assert "url" not in changed(rows(client, id=odd.key)[0])
    assert changed(rows(client, id=fine.key)[0])["url"] == (None, "https://fine.example.org/")
    assert changed(rows(client, id=later.key)[0])["url"] == (None, "https://later.example.net/")
    republished(later, link_safe=False)
    first, second = rows(client, id=later.key)
    assert "url" not in changed(first)
    assert changed(second) == {"link_safe": (True, False)}


def test_filters_narrow_one_another(client: Client) -> None:
    hats = make.industry()
    target, other = make.target(industry=hats), make.target()
    start = make.published(hats, target, other).number
    mine = republished(target, value=60).number
    republished(other, "A remark.", "editorial", note_en="A remark.")
    for query, found in (
        (
            {"id": f"{target.key},{other.key}"},
            {(target.key, 1), (target.key, 2), (other.key, 1), (other.key, 2)},
        ),
        ({"id": target.key, "release": start}, {(target.key, 1)}),
        ({"release": mine}, {(target.key, 2)}),
        ({"release__gte": mine}, {(target.key, 2), (other.key, 2)}),
        ({"release__gte": start, "release_kind": "editorial"}, {(other.key, 2)}),
        ({"industry": hats.key}, {(hats.key, 1), (target.key, 1), (target.key, 2)}),
        ({"industry": hats.key, "kind": "industry"}, {(hats.key, 1)}),
        ({"release__gte": start, "action": "withdraw"}, set()),
    ):
        assert {(row["id"], row["version"]) for row in rows(client, **query)} == found, query


def test_updated_after_is_strictly_after(client: Client) -> None:
    first = make.published(make.source())
    second = make.published(make.source())
    moment = first.published_at.isoformat()
    for endpoint, number in (
        ("changes/", lambda row: row["release"]["number"]),
        ("releases/", lambda row: row["number"]),
    ):
        after = get(client, endpoint, updated_after=moment)["results"]
        assert {number(row) for row in after} == {second.number}
        just_before = (first.published_at - timedelta(microseconds=1)).isoformat()
        after = get(client, endpoint, updated_after=just_before)["results"]
        assert {number(row) for row in after} == {first.number, second.number}
        shown = timezone.localtime(first.published_at).isoformat()
        assert get(client, endpoint, updated_after=shown)["count"] == 1
    given = get(client, "changes/", updated_after=moment)["results"][0]["release"]["published_at"]
    assert given == second.published_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    assert get(client, "changes/", updated_after=given)["count"] == 0


@pytest.mark.parametrize(
    ("query", "path", "sentence"),
    [
        ({"updated_after": "yesterday"}, "updated_after", "2026-01-31T08:00:00Z"),
        ({"updated_after": "2026-01-31"}, "updated_after", "2026-01-31T08:00:00Z"),
        ({"updated_after": "2026-01-31T08:00:00"}, "updated_after", "with its zone"),
        ({"updated_after": "0001-01-01T00:00:00+14:00"}, "updated_after", "2026-01-31T08:00:00Z"),
        ({"updated_after": "9999-12-31T23:59:59-12:00"}, "updated_after", "2026-01-31T08:00:00Z"),
        ({"kind": "person"}, "kind", "Valid are: source, group"),
        ({"action": "delete"}, "action", "Valid are: publish, withdraw."),
        ({"release_kind": "big"}, "release_kind", "Valid are: new, correction, editorial."),
        ({"release": "0"}, "release", "greater than or equal to 1"),
        ({"release__gte": "9" * 20}, "release__gte", "less than or equal to"),
        ({"ordering": "-id"}, "ordering", "is not a parameter"),
    ],
)
def test_a_bad_value_says_what_would_be_right(
    client: Client, query: dict[str, str], path: str, sentence: str
) -> None:
    (error,) = problem(client, "changes/", **query)["errors"]
    assert error["path"] == path
    assert sentence in error["message"]


def test_a_cursor_reaches_every_version_once_the_oldest_first(client: Client) -> None:
    address, seen = "http://testserver/api/v1/changes/?page_size=100&kind=target,observation", []
    while address:
        body = client.get(address).json()
        seen += [(row["kind"], row["id"]) for row in body["results"]]
        address = body["next"]
    log = Version.objects.using(LIVE).filter(kind__in=["target", "observation"]).order_by("id")
    assert seen == list(log.values_list("kind", "key"))
    assert len(seen) == body["count"] > 100


def test_a_list_of_releases_takes_the_filters_of_its_page(client: Client) -> None:
    target = make.target(industry=make.industry())
    make.published(target)
    release = republished(target, value=60)
    found = get(client, "releases/", record="target", industry=target.industry.key, kind="correction")
    assert [row["number"] for row in found["results"]] == [release.number]
    month = timezone.localtime(release.published_at).strftime("%Y-%m")
    assert get(client, "releases/", month=month, number__gte=2)["count"] == 2
    assert problem(client, "releases/", month="soon")["errors"]


def test_a_record_says_when_it_was_corrected(client: Client) -> None:
    target = make.target()
    make.published(target)
    assert get(client, f"targets/{target.key}/")["corrected_at"] is None
    release = republished(target, value=60)
    body = get(client, f"targets/{target.key}/")
    assert body["corrected_at"] == body["updated_at"]
    republished(target, "A slip.", "editorial", note_en="A remark.")
    body = get(client, f"targets/{target.key}/")
    assert body["corrected_at"] == release.published_at.isoformat().replace("+00:00", "Z")
    assert body["corrected_at"] < body["updated_at"]
