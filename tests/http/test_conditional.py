"""Tags and 304: whoever has an answer does not get it again, and nobody gets an old one."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from industries.conditional import KEPT_BUT_ASKED, code_mark
from industries.downloads.kept import refresh
from industries.editions import DESK, LIVE
from industries.models import Release
from tests import make
from tests.publishing.test_withdrawal import withdrawn
from tests.test_query_counts import addresses, made

pytestmark = make.uses_ledger
WEAK = re.compile(r'W/"[0-9a-f]{32}"')
CHART = "/targets/goji-area-2020-1m-mu/chart.svg"
TARGET = "/targets/iva-above-2027-280bn/"
PAGES = [
    *("/", "/zh-hans/", TARGET, CHART, "/targets.csv", "/targets/feed.atom"),
    *("/api/v1/targets/", "/api/v1/targets/iva_above_2027_280bn/", "/api/v1/", "/api/v1/schema/"),
    *("/api/docs/", "/sitemap.xml", "/data/", f"{TARGET}report/", f"/embed{TARGET}"),
]


def tag_of(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return str(response["ETag"])


def asked(client: Client, address: str, tag: str, **headers: str) -> Any:
    return client.get(address, headers={"If-None-Match": tag, **headers})


def test_every_public_answer_is_tagged_before_it_is_read_and_not_made_twice(client: Client) -> None:
    for name, address in sorted(addresses(made(1)).items()):
        if "/report/<code>/" in name:
            continue
        with CaptureQueriesContext(connections[LIVE]) as queries:
            response = client.get(address)
            assert b"".join(response)
        assert WEAK.fullmatch(response.get("ETag", "")), name
        assert response["Cache-Control"] == KEPT_BUT_ASKED
        first = queries.captured_queries[0]["sql"]
        assert 'ORDER BY "industries_release"."number" DESC LIMIT' in first, name
        with CaptureQueriesContext(connections[LIVE]) as queries:
            again = asked(client, address, response["ETag"])
        assert (again.status_code, again.content) == (304, b""), name
        assert len(queries) <= 1


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("start", ["", "day"])
def test_304_has_the_headers_of_200(client: Client, path: str, start: str) -> None:
    address = f"/as-of/{timezone.localdate()}{path}" if start else path
    response = client.get(address)
    with (
        CaptureQueriesContext(connections[DESK]) as on_desk,
        CaptureQueriesContext(connections[LIVE]) as on_live,
    ):
        again = asked(client, address, response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert (len(on_desk), len(on_live)) == (0, 1)
    for name in ("ETag", "Cache-Control", "Access-Control-Allow-Origin", "Vary", "Content-Language"):
        assert again.get(name) == response.get(name), name
    for name in ("Content-Security-Policy", "X-Frame-Options", "Content-Type", "Content-Length"):
        assert name not in again
    head = client.head(address)
    assert (head.status_code, b"".join(head), head["ETag"]) == (200, b"", response["ETag"])
    assert client.head(address, headers={"If-None-Match": head["ETag"]}).status_code == 304


def test_tags_are_compared_as_the_standard_says(client: Client) -> None:
    tag = tag_of(client, "/targets/")
    for match in (f'"x", {tag}', tag.removeprefix("W/"), "*", f'W/"y",{tag} , "z"'):
        assert asked(client, "/targets/", match).status_code == 304, match
    for match in ('"x"', tag.strip('W/"'), tag[:-2] + '"', "", '"', "W/*", "\x00", tag[:-1]):
        assert asked(client, "/targets/", match).status_code == 200, match


@pytest.mark.parametrize("match", ["*", "another's"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/nothing/", 404), ("/targets/nothing/", 404), ("/api/v1/targets/nothing/", 404)),
        *(("/targets/?page=99", 404), ("/targets/?colour=red", 400), ("/as-of/2001-01-01/", 404)),
        *(("/targets", 301), ("/targets/nothing.csv", 404), ("/api/v1/targets/?page_size=0", 400)),
        *(("/data/ledger.zip", 404), ("/targets.json", 302)),
    ],
)
def test_what_is_not_there_is_never_unchanged(
    client: Client, path: str, status: int, match: str
) -> None:
    match = match if match == "*" else tag_of(client, "/targets/")
    response = asked(client, path, match)
    assert response.status_code == status
    assert "ETag" not in response
    if status >= 400:
        assert response["Cache-Control"] == "no-store"


def test_what_was_withdrawn_is_gone_also_for_those_who_have_it(client: Client) -> None:
    target = make.target()
    make.published(target)
    address = target.get_absolute_url()
    tag = tag_of(client, address)
    withdrawn(target)
    for match in (tag, "*"):
        response = asked(client, address, match)
        assert (response.status_code, response["Cache-Control"]) == (410, "no-store")
        assert "ETag" not in response


def test_the_desk_health_and_reports_have_no_tag(client: Client, admin_client: Client) -> None:
    for path in ("/admin/login/", "/healthz", "/readyz", "/robots.txt", f"{TARGET}report/23456789/"):
        response = asked(client, path, "*")
        assert (response.status_code, response.get("ETag")) == (200, None), path
    for path in ("/admin/", "/admin/industries/target/"):
        response = asked(admin_client, path, "*")
        assert (response.status_code, response.get("ETag")) == (200, None), path
    refused = client.post(f"{TARGET}report/", {}, headers={"Origin": "http://testserver"})
    assert (refused.status_code, refused.get("ETag")) == (422, None)


@pytest.mark.parametrize("path", PAGES)
def test_a_release_a_day_and_a_setting_make_another(client: Client, path: str, settings: Any) -> None:
    tags = {tag_of(client, path)}
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        tags.add(tag_of(client, path))
    make.published(make.target())
    tags.add(tag_of(client, path))
    settings.LEDGER_LICENCE = "CC0"
    code_mark.cache_clear()
    tags.add(tag_of(client, path))
    code_mark.cache_clear()
    assert len(tags) == 4


def test_each_address_language_and_reading_has_its_own(client: Client) -> None:
    day = f"/as-of/{timezone.localdate()}"
    paths = ["/targets/", "/targets/?", "/targets/?page=1", "/zh-hans/targets/", f"{day}/targets/"]
    tags = {tag_of(client, path) for path in paths}
    assert len(tags) == len(paths) - 1  # the second is the first
    assert tag_of(client, "/targets/", Host="localhost") not in tags


def test_what_is_accepted_counts_in_the_api(client: Client) -> None:
    path = "/api/v1/schema/"
    json, yaml = ({"Accept": f"application/{name}"} for name in ("json", "yaml"))
    response = client.get(path, headers=json)
    assert "Accept" in response["Vary"].split(", ")
    assert asked(client, path, response["ETag"], **json).status_code == 304
    assert asked(client, path, response["ETag"], **yaml).status_code == 200
    targets = client.get("/api/v1/targets/", headers=json)
    assert "Accept" in targets["Vary"].split(", ")  # it can be had as a table as well
    assert "Accept" not in client.get("/api/v1/search/?q=coal")["Vary"].split(", ")
    refused = asked(client, "/api/v1/targets/", targets["ETag"], Accept="text/css")
    assert refused.status_code == 406


def test_the_page_of_files_changes_when_one_is_made(client: Client) -> None:
    before = tag_of(client, "/data/")
    refresh("zip")
    assert asked(client, "/data/", before).status_code == 200


def test_an_answer_is_not_older_than_its_tag(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that comes in between is in the answer or in the next one: never lost."""
    from industries.pages import about

    real = about.page

    def overtaken(*given: Any) -> Any:
        make.published(make.target())
        return real(*given)

    monkeypatch.setattr(about, "page", overtaken)
    response = client.get("/about/")
    monkeypatch.undo()
    assert Release.objects.using(LIVE).first().number == 2
    assert asked(client, "/about/", response["ETag"]).status_code == 200


def test_the_mark_of_the_code_is_of_every_source(tmp_path: Any, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    for name in ("industries/static", settings.ROOT_URLCONF.partition(".")[0], "templates"):
        (tmp_path / name).mkdir(parents=True)
    files = ("requirements.txt", "templates/a.html", "industries/b.py", "industries/static/c.css")
    marks = set()
    for name in files:
        (tmp_path / name).write_text("before")
    for name in (*files, "industries/new.mo"):
        (tmp_path / name).write_text("after")
        code_mark.cache_clear()
        marks.add(code_mark())
    (tmp_path / "industries/b.pyc").write_text("compiled")
    code_mark.cache_clear()
    assert code_mark() in marks
    assert len(marks) == 5
    code_mark.cache_clear()
