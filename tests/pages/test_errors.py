"""What went wrong, said in a page of the reader's language, and what is there instead."""

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connections
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext

from industries.editions import DESK, LIVE
from industries.pages import suggesting, views
from industries.publishing.review import mark_leaving
from tests import make
from tests.pages.test_pages import html
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/industries/wnie/", ["Wine"]),
        ("/industries/Wine/", ["Wine"]),
        ("/zh-hans/industries/葡萄酒/", ["葡萄酒"]),
        ("/industries/modern-chemical/", ["Modern chemicals"]),
        ("/targets/wine-area-2025/", ["Wine grape area: about 1,000,000 mu, 2025"]),
        ("/targets/wine-area-2025-1m-mu/nothing/", ["Wine grape area: about 1,000,000 mu, 2025"]),
        ("/indicators/wine_area/", ["Wine grape area"]),
        ("/industries/wine-industry/", ["Wine"]),
        ("/industries/Coal%20industry/", ["Coal"]),
        ("/industries/煤/", ["Coal"]),
        ("/zh-hans/industries/葡萄酒产业/", ["葡萄酒"]),
    ],
)
def test_what_is_not_there_names_what_is_called_alike(
    client: Client, address: str, found: list[str]
) -> None:
    with (
        CaptureQueriesContext(connections[LIVE]) as on_live,
        CaptureQueriesContext(connections[DESK]) as on_desk,
    ):
        text = html(client, address, 404)
    # three of its own, and those that look whether the record moved or was withdrawn
    assert len(on_live) <= 7
    assert not len(on_desk)
    alike = text.partition('<ul class="points">')[2].partition("</ul>")[0]
    assert 1 <= alike.count("<li>") <= 5
    assert alike.index(f">{found[0]}</a>") >= 0
    start = "/zh-hans/" if address.startswith("/zh-hans/") else "/"
    assert f'<li><a href="{start}targets/">' in text


@pytest.mark.parametrize(
    "address",
    ["/nothing/", "/industries/zzzzzzzz/", "/industries/x/", f"/industries/{'w' * 500}/", "/industry/"],
)
def test_nothing_is_made_up_where_nothing_is_like_it(client: Client, address: str) -> None:
    text = html(client, address, 404)
    assert "called alike" not in text
    assert "What the ledger has" in text


@pytest.mark.parametrize(
    ("address", "search", "words"),
    [
        ("/nothing/", "/search/?q=nothing", "nothing"),
        ("/targets/some_old-page.html", "/search/?q=some+old+page", "some old page"),
        ("/zh-hans/industries/煤/", "/zh-hans/search/?q=%E7%85%A4", "煤"),
        ("/industries/felt-hats/history/", "/search/?q=felt+hats", "felt hats"),
        ("/a&b=<c>/", "/search/?q=a+b+c", "a b c"),
        (f"/{'w' * 500}/", f"/search/?q={'w' * 100}", "w" * 100),
    ],
)
def test_what_is_not_there_can_be_searched_for(
    client: Client, address: str, search: str, words: str
) -> None:
    text = html(client, address, 404)
    said = "搜索“%s”" if address.startswith("/zh-hans") else "Search for “%s”"
    assert f'<a href="{search}">{said % words}</a>' in text
    assert client.get(search).status_code == 200


@pytest.mark.parametrize("address", ["/targets/?page=99", "/changes/999/", "/%00/", "/---/"])
def test_without_words_there_is_no_search(client: Client, address: str) -> None:
    assert "Search for “" not in html(client, address, 404)


@pytest.mark.parametrize(
    ("address", "sentence", "onward"),
    [
        (
            "/initiatives/?kind=zz&search=coal&stage=",
            "“zz” cannot be used for “Kind”. Valid are: cluster; ",
            "/initiatives/?search=coal",
        ),
        (
            "/zh-hans/initiatives/?kind=zz&page=3",
            "“zz”不能用于“类型”。可用值：产业集群；",
            "/zh-hans/initiatives/",
        ),
        (
            "/targets/?due_year=soon&verdict=missed,on_track",
            "“soon” cannot be used for “Deadline year”. Enter a number.",
            "/targets/?verdict=missed%2Con_track",
        ),
        ("/targets/?verdict=missed&colour=red", "“colour” is not", "/targets/?verdict=missed"),
        ("/targets/?kind=total&kind=by_date", "more than once", "/targets/"),
        ("/industries/wine/history/?a=1&b=x", "Give the numbers", "/industries/wine/history/"),
    ],
)
def test_a_filter_that_is_not_understood_is_named_and_can_be_left_out(
    client: Client, address: str, sentence: str, onward: str
) -> None:
    text = html(client, address, 400)
    assert sentence in text
    assert f'<p><a href="{onward}">' in text
    assert client.get(onward).status_code == 200


@pytest.mark.parametrize("address", ["/targets/?search=", "/search/?q="])
def test_a_search_that_is_too_long_says_so_in_either_language(client: Client, address: str) -> None:
    english = html(client, f"{address}{'a' * 101}", 400)
    assert "At most 100 letters are taken; it has 101." in english
    chinese = html(client, f"/zh-hans{address}{'煤' * 101}", 400)
    assert f"“{'煤' * 39}…”不能用于“搜索”。最多可写100个字，现有101个。" in chinese


@pytest.mark.parametrize(
    "slug", ["%00", "wine%00", "%ED%A0%80%ED%B0%80", "%25", "a'b", "_%5C_", "{{x}}"]
)
def test_any_letters_can_be_asked_for(client: Client, slug: str) -> None:
    for kind in ("industries", "targets", "sources"):
        assert client.get(f"/{kind}/{slug}/").status_code == 404


def test_drafts_and_what_was_withdrawn_are_not_suggested(client: Client) -> None:
    gone = make.industry(key="zqfelthats", name_en="Felt hats zq")
    make.industry(key="zqfelthatz", name_en="Felt hatz zq")
    make.published(gone)
    assert "Felt hats zq" in html(client, "/industries/zqfelthat/", 404)
    withdrawn(gone)
    assert "zq</a>" not in html(client, "/industries/zqfelthat/", 404)


def test_past_days_keep_their_prefix(client: Client) -> None:
    from django.utils import timezone

    day = timezone.localdate()
    text = html(client, f"/as-of/{day}/industries/wnie/", 404)
    assert f'<a href="/as-of/{day}/industries/wine/">Wine</a>' in text


def test_what_is_withdrawn_names_what_the_same_release_first_published(client: Client) -> None:
    gone = make.industry(name_en="Felt hats")
    make.published(gone)
    instead = make.industry(name_en="Hats of all kinds")
    mark_leaving([("industry", gone.key)], None)
    make.published(gone, instead, note_en="One industry by now.")
    page = f"/industries/{gone.slug}/"
    text = html(client, page, 410)
    assert "One industry by now." in text
    assert f'<a href="{instead.get_absolute_url()}">Hats of all kinds</a>' in text
    withdrawn(instead)
    assert "Hats of all kinds" not in html(client, page, 410)


# --- where the database is what failed --------------------------------------------------------------


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("could not connect")

    monkeypatch.setattr(CursorWrapper, "execute", away)
    monkeypatch.setattr(CursorWrapper, "executemany", away)


@pytest.mark.parametrize("path", ["/", "/targets/", "/industries/wine/", "/industries/wine/report/"])
def test_a_database_that_is_away_is_503_in_either_language(no_database: None, path: str) -> None:
    client = Client(raise_request_exception=False)
    for start, title in (
        ("", "The ledger cannot be read for the moment"),
        ("/zh-hans", "台账暂时无法读取"),
    ):
        response = client.get(f"{start}{path}")
        assert response.status_code == 503
        assert response["Retry-After"] == "60"
        assert f"<h1>{title}</h1>" in response.content.decode()
        assert "could not connect" not in response.content.decode()
        assert not response.cookies


def test_the_api_says_so_as_a_problem(no_database: None) -> None:
    response = Client(raise_request_exception=False).get("/api/v1/targets/")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 503


def test_a_search_for_what_is_alike_is_never_an_error_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any) -> None:
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(suggesting, "_like", away)
    assert "called alike" not in html(client, "/industries/wnie/", 404)


def test_a_fault_of_ours_is_a_page_without_a_query(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError("zqsecret")

    monkeypatch.setattr(views, "listed", fail)
    client = Client(raise_request_exception=False)
    for start, title in (("", "Something failed on our side"), ("/zh-hans", "本站出现故障")):
        with (
            CaptureQueriesContext(connections[LIVE]) as on_live,
            CaptureQueriesContext(connections[DESK]) as on_desk,
        ):
            response = client.get(f"{start}/industries/")
        assert response.status_code == 500
        text = response.content.decode()
        assert f"<h1>{title}</h1>" in text
        assert "zqsecret" not in text
        assert not len(on_live) + len(on_desk)
