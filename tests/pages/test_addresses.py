"""Former addresses lead on; what was withdrawn says when and why."""

import pytest
from django.test import Client
from django.utils import timezone

from industries.editions import desk
from industries.publishing.release import publish
from tests import make
from tests.pages.test_history import moved_to, path_of, republished
from tests.pages.test_pages import html
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import brought_back, withdrawn

pytestmark = make.uses_ledger

REST = ("", "history/", "v/1/", "diff/1..2/", "history/feed.atom", "v/2/?x=%20y")


@pytest.mark.parametrize("rest", REST)
@pytest.mark.parametrize("start", ["", "/zh-hans", "/as-of/{today}", "/as-of/{today}/zh-hans"])
def test_a_former_address_leads_to_the_one_by_now(client: Client, rest: str, start: str) -> None:
    start = start.format(today=timezone.localdate().isoformat())
    source = make.source(slug="made-first")
    make.published(source)
    republished(source, slug="made-second")
    republished(source, slug="made-third")
    for former in ("made-first", "made-second"):
        where = moved_to(client, f"{start}/sources/{former}/{rest}")
        assert where == f"{start}/sources/made-third/{rest}"
    assert client.get(where).status_code == 200


def test_a_record_that_has_its_first_address_back_is_found_under_it(client: Client) -> None:
    source = make.source(slug="made-first")
    make.published(source)
    republished(source, slug="made-second")
    republished(source, slug="made-first")
    assert client.get("/sources/made-first/").status_code == 200
    response = client.get("/sources/made-second/")
    assert response["Location"] == "/sources/made-first/"
    assert response["Cache-Control"] == "no-cache"


def test_two_records_that_swap_addresses_are_each_found(client: Client) -> None:
    first, second = (make.source(slug=f"made-{n}", title=f"Bulletin {n}") for n in ("one", "two"))
    make.published(first, second)
    with desk():
        first.slug = "made-between"
        first.save()
    edit(second, slug="made-one")
    edit(first, slug="made-two")
    publish([first, second], note_en="Swapped.")
    assert '<h1 class="title">Bulletin one' in html(client, "/sources/made-two/")
    assert "Bulletin one" in html(client, "/sources/made-two/history/")
    assert "Bulletin two" in html(client, "/sources/made-one/v/1/")


def test_an_address_that_another_record_has_by_now_leads_to_that_one(client: Client) -> None:
    first, second = make.source(slug="made-a", title="The first"), make.source(slug="made-b")
    make.published(first, second)
    republished(first, slug="made-c")
    release = withdrawn(first)
    edit(first, slug="made-d")  # on the desk alone
    republished(second, slug="made-c", title="The second")
    assert "The second" in html(client, "/sources/made-c/")
    assert "The first" in html(client, "/sources/made-a/", 410)
    assert "The first" in html(client, "/sources/made-a/history/")
    listed = html(client, release.get_absolute_url())
    assert "The first" in listed
    assert "/sources/made-c/" not in listed  # it would be the other one's


def test_what_never_was_public_has_no_past(client: Client) -> None:
    draft = make.source()
    for rest in ("", "history/", "v/1/", "diff/1..2/", "history/feed.atom"):
        assert "There is no source at this address." in html(client, path_of(draft, rest), 404)


def test_a_withdrawn_record_says_when_and_why(client: Client) -> None:
    industry = make.industry(name_en="Felt hats")
    make.published(industry)
    release = withdrawn(industry, note_en="There is <no> such industry.", note_zh="并无此产业。")
    text = html(client, path_of(industry), 410)
    assert "Felt hats" in text
    assert "There is &lt;no&gt; such industry." in text
    assert '<meta name="robots" content="noindex">' in text
    for link in (release.get_absolute_url(), path_of(industry, "history/"), path_of(industry, "v/1/")):
        assert f'href="{link}"' in text
        assert client.get(link).status_code == 200
    assert "并无此产业。" in html(client, f"/zh-hans{path_of(industry)}", 410)
    assert client.head(path_of(industry)).status_code == 410


def test_the_past_of_a_withdrawn_record_stays(client: Client) -> None:
    industry = make.industry(name_en="Felt hats", summary_en="Hats of felt.")
    make.published(industry)
    withdrawn(industry, note_en="No such industry.")
    history = html(client, path_of(industry, "history/"))
    assert "it is not public any more" in history
    assert f'href="{path_of(industry)}"' not in history
    old = html(client, path_of(industry, "v/1/"))
    assert "Hats of felt." in old
    assert "No such industry." in old
    assert "canonical" not in old
    assert "nothing of it was public" in html(client, path_of(industry, "v/2/"))
    assert "<del>Felt hats</del>" in html(client, path_of(industry, "diff/1..2/"))
    assert "Felt hats" in html(client, "/corrections/")


def test_a_former_address_of_a_withdrawn_record_leads_to_its_last(client: Client) -> None:
    source = make.source(slug="made-first")
    make.published(source)
    republished(source, slug="made-second")
    withdrawn(source)
    assert moved_to(client, "/sources/made-first/") == "/sources/made-second/"
    assert client.get("/sources/made-second/").status_code == 410


def test_a_record_that_is_published_again_has_its_page_again(client: Client) -> None:
    source = make.source(title="A bulletin")
    make.published(source)
    withdrawn(source)
    brought_back(source)
    assert client.get(path_of(source)).status_code == 200
    assert "<del>" not in html(client, path_of(source, "diff/2..3/"))
    assert "Version 2 of 3" in html(client, path_of(source, "v/2/"))
