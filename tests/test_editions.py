"""Each trap of reading one of two databases, sprung: the test fails without its remedy."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine as tm
from django.conf import settings
from django.core.checks import run_checks
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from industries import editions
from industries.copies.connecting import EDITION
from industries.editions import (
    DESK,
    LIVE,
    WrittenElsewhereError,
    desk,
    reading,
    today,
)
from industries.models import DeskState, Industry, Source, Target
from industries.prefixes import ReadingMiddleware
from industries.publishing.states import note_edit
from tests import make

pytestmark = make.uses_ledger


def test_the_default_is_live() -> None:
    draft = make.industry()
    assert not Industry.objects.filter(key=draft.key).exists()
    with desk():
        assert Industry.objects.filter(key=draft.key).exists()
    assert not Industry.objects.filter(key=draft.key).exists()


def test_a_row_stays_with_the_database_it_was_read_from() -> None:
    target = make.target(industry=make.industry())
    make.published(target)
    with desk():
        Industry.objects.filter(pk=target.industry_id).update(name_en="Changed on the desk")
    assert Target.objects.using(LIVE).get(pk=target.pk).industry.name_en == "Made-up goods"
    with desk():  # even where the context says otherwise
        assert Target.objects.using(LIVE).get(pk=target.pk).industry.name_en == "Made-up goods"
    assert target.industry.pk
    assert Target.objects.using(DESK).get(pk=target.pk).industry.name_en == "Changed on the desk"


def test_content_is_written_on_the_desk_only() -> None:
    source = make.source()
    make.published(source)
    row = Source.objects.get(pk=source.pk)
    for write in (
        row.save,
        row.delete,
        lambda: Source.objects.create(key="x", slug="x"),
        lambda: Source.objects.filter(pk=row.pk).update(title="x"),
        lambda: Source.objects.all().delete(),
    ):
        with pytest.raises(WrittenElsewhereError):
            write()
    with desk(), pytest.raises(WrittenElsewhereError):
        row.save()


def test_what_is_not_content_is_always_on_the_desk() -> None:
    assert DeskState.objects.all().db == DESK
    assert "industries_deskstate" not in connections[LIVE].introspection.table_names()
    tables = connections[LIVE].introspection.table_names()
    assert not [name for name in tables if "account" in name or name.startswith("auth_")]


def run(path: str, view: Any) -> Any:
    request = RequestFactory().get(path)
    return ReadingMiddleware(view)(request)


def test_a_stream_runs_in_the_requests_context() -> None:
    day = timezone.localdate().isoformat()

    def view(_request: HttpRequest) -> StreamingHttpResponse:
        def body() -> Iterator[str]:
            yield f"{Source.objects.all().db} {today()} {get_script_prefix()}"

        return StreamingHttpResponse(body())

    as_of = run(f"/as-of/{day}/x/", view)
    on_desk = run("/admin/x/", view)
    assert b"".join(as_of.streaming_content).decode() == f"live {day} /as-of/{day}/"
    assert b"".join(on_desk.streaming_content).startswith(b"default")


def test_threads_and_requests_keep_to_their_own() -> None:
    seen: dict[str, set[str]] = {"/admin/": set(), "/": set()}
    barrier = threading.Barrier(2)

    def view(request: HttpRequest) -> HttpResponse:
        barrier.wait(5)
        seen[request.path_info].add(Source.objects.all().db)
        return HttpResponse()

    def work(path: str) -> None:
        for _ in range(50):
            run(path, view)

    threads = [threading.Thread(target=work, args=[path]) for path in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"/admin/": {"default"}, "/": {"live"}}


def test_the_prefix_is_taken_off_and_kept_by_every_reverse(client: Client) -> None:
    day = timezone.localdate().isoformat()
    found: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.extend([request.path_info, reverse("industry_list")])
        return HttpResponse()

    run(f"/as-of/{day}/targets/", view)
    assert found == ["/targets/", f"/as-of/{day}/industries/"]
    assert get_script_prefix() == "/"
    for path in ("/industries/", "/zh-hans/industries/"):
        page = client.get(f"/as-of/{day}{path}").content.decode()
        assert f'href="/as-of/{day}{path}wine/"' in page
    api = client.get(f"/as-of/{day}/api/v1/industries/").content.decode()
    assert f"/as-of/{day}/api/v1/industries/wine/" in api


def test_the_first_request_under_a_prefix_does_not_freeze_it_into_static_addresses() -> None:
    assert not [e for e in run_checks() if e.id == "industries.E001"]
    before, settings.STATIC_URL = settings.STATIC_URL, "static/"
    try:
        assert [e for e in run_checks() if e.id == "industries.E001"]
    finally:
        settings.STATIC_URL = before


def test_today_is_the_chosen_day(client: Client) -> None:
    day = timezone.localdate().isoformat()
    assert client.get(f"/as-of/{day}/api/v1/sources/").json()["meta"]["as_of"] == day
    with reading(LIVE, day=date(2020, 2, 29)):
        assert today() == date(2020, 2, 29)
    assert today() == timezone.localdate()


@pytest.mark.parametrize(
    "path", ["", "targets/", "search/", "targets/wine-area-2025-1m-mu/v/1/", "targets/no-such/"]
)
def test_search_engines_keep_no_past_day(client: Client, path: str) -> None:
    day, noindex = timezone.localdate(), '<meta name="robots" content="noindex">'
    for language in ("", "zh-hans/"):
        page = client.get(f"/as-of/{day}/{language}{path}").content.decode()
        assert page.count(noindex) == 1
        main = page.partition("<main")[0]
        assert main.count('<section class="banner" aria-label=') == 1
    assert noindex not in client.get("/targets/").content.decode()


def test_days_are_those_of_the_ledgers_time_zone() -> None:
    with tm.travel("2026-12-31T16:30:00+00:00", tick=False):  # half past midnight in Shanghai
        assert today() == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ("2019-01-01", "Nothing had been published by that day."),
        ("2999-01-01", "That day has not come yet."),
        ("2026-13-01", "A past day is written as in /as-of/2026-01-31/."),
        ("20260131", "A past day is written as in /as-of/2026-01-31/."),
        ("yesterday", "A past day is written as in /as-of/2026-01-31/."),
    ],
)
def test_an_unknown_day_is_not_found_and_says_why(client: Client, which: str, sentence: str) -> None:
    response = client.get(f"/as-of/{which}/industries/")
    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_an_edition_that_is_not_made_yet_is_announced(client: Client) -> None:
    with tm.travel(timezone.now() + timedelta(days=10)):
        make.published(make.source())
        day = (timezone.localdate() - timedelta(days=3)).isoformat()
        response = client.get(f"/as-of/{day}/industries/")
    assert response.status_code == 404
    assert "The edition of that day is being made" in response.content.decode()


def test_previews_and_the_desk_have_no_past(client: Client) -> None:
    day = timezone.localdate().isoformat()
    assert client.get("/preview/anything/industries/").status_code == 404
    assert client.get(f"/as-of/{day}/admin/").status_code == 404


def test_error_pages_outside_the_context_make_no_query(
    client: Client, django_assert_num_queries: Any
) -> None:
    for path in ("/preview/x/", "/as-of/nonsense/", "/zh-hans/as-of/x/", "/nothing/", "/api/nothing/"):
        with django_assert_num_queries(0, using=DESK), django_assert_num_queries(0, using=LIVE):
            assert client.get(path).status_code == 404


def test_one_alias_for_each_database() -> None:
    """A new alias for each date would break other threads and slow every request."""
    assert set(connections) == {DESK, LIVE, EDITION}


def test_language_is_read_off_the_path_alone(client: Client) -> None:
    for path, language in (("/targets/", "en"), ("/zh-hans/targets/", "zh-hans")):
        response = client.get(path, headers={"Accept-Language": "zh-CN"})
        assert response["Content-Language"] == language
        assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/", "/targets/", "/healthz", "/admin/login/", "/api/v1/targets/"])
def test_trace_is_refused(client: Client, path: str) -> None:
    assert client.trace(path).status_code == 405


def test_an_edit_on_the_desk_changes_no_public_row() -> None:
    source = make.source()
    make.published(source)
    with desk():
        source.title = "Another title"
        source.save()
        note_edit(source, None)
    assert Source.objects.get(pk=source.pk).title == "A made-up bulletin"
    assert editions.as_of() is None
