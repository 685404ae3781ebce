"""What a reader finds of the past: old versions, differences, corrections, former addresses."""

import re
from typing import Any

import pytest
import time_machine as tm
from django.test import Client

from industries.editions import desk
from industries.models import RECORDS, Citation
from industries.pages.urls import HAVE_PAGES, PLURALS
from industries.publishing.release import publish
from tests import make
from tests.pages.test_pages import html
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger


def path_of(record: Any, rest: str = "") -> str:
    return f"/{PLURALS[record.kind]}/{record.slug}/{rest}"


def republished(record: Any, note: str = "Changed for a test.", kind: str = "", **change: Any) -> Any:
    edit(record, **change)
    return publish([record], note_en=note, kind=kind)


def moved_to(client: Client, address: str, status: int = 301) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response["Location"]


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("start", ["", "/zh-hans"])
def test_every_kind_has_its_past(client: Client, kind: str, start: str) -> None:
    needed = {"industry": make.industry()} if kind == "product" else {}
    record = getattr(make, kind)(**needed)
    make.published(record)
    field = "summary_en" if hasattr(record, "summary_en") else "note_en"
    republished(record, "A remark.", **{field: "Said anew."})
    for rest in ("history/", "v/1/", "v/2/", "diff/1..2/", "history/feed.atom"):
        text = html(client, f"{start}{path_of(record, rest)}")
        assert ("Said anew." in text) == (rest != "v/1/"), rest
    assert path_of(record, "v/1/") in html(client, f"{start}{path_of(record, 'history/')}")
    if kind not in HAVE_PAGES:
        found = RECORDS[kind]._default_manager.get(pk=record.pk)
        where = moved_to(client, f"{start}{path_of(record)}", 302)
        assert where == f"{start}{found.get_absolute_url()}"
        assert client.get(where).status_code == 200
    else:
        assert path_of(record, "history/") in html(client, f"{start}{path_of(record)}")


def test_a_history_has_each_version_with_its_note_and_what_it_changed(client: Client) -> None:
    target = make.target(note_en="As the plan has it.")
    make.published(target)
    republished(target, "A slip.", "editorial", note_en="As the law has it.")
    release = republished(target, "Misread.", value=60)
    text = html(client, path_of(target, "history/"))
    newest, middle, first = re.split(r"<li[^>]*>\s*<h2>", text)[1:]
    assert "Misread." in newest
    assert f'href="/changes/{release.number}/"' in newest
    assert "<del>50 Mt</del> → <ins>60 Mt</ins>" in newest
    assert path_of(target, "v/3/") in newest
    assert path_of(target, "diff/2..3/") in newest
    assert "editorial" in middle
    assert "As the<del> plan</del><ins> law</ins> has it." in middle
    assert "<details>" not in newest + middle
    assert "<details>" in first
    assert "diff/" not in first


def test_only_what_was_public_can_be_corrected(client: Client) -> None:
    first, second = make.target(), make.target()
    make.published(first, second, kind="correction")
    republished(first, "Misread.", value=60)
    text = html(client, path_of(first))
    assert f'<a href="{path_of(first, "history/")}#corrections">Corrected on ' in text
    assert 'id="corrections"' in html(client, path_of(first, "history/"))
    assert "#corrections" not in html(client, path_of(second))
    assert 'id="corrections"' not in html(client, path_of(second, "history/"))
    corrections = html(client, "/corrections/")
    assert path_of(first) in corrections
    assert path_of(second) not in corrections
    assert "Misread." in corrections


def test_a_figure_that_was_corrected_says_so_where_it_is_listed(client: Client) -> None:
    industry = make.industry()
    indicator = make.indicator()
    seen = make.observation(indicator=indicator, industry=industry)
    target = make.target(indicator=indicator, industry=industry)
    make.published(seen, target)
    pages = [path_of(record) for record in (industry, indicator, target, seen.citations.get().source)]
    for address in pages:
        assert f'href="{path_of(seen, "history/")}"' in html(client, address), address
    republished(seen, "Misread.", value=13)
    for address in pages:
        assert f'href="{path_of(seen, "history/")}#corrections">corrected on' in html(client, address)


def test_an_old_version_shows_what_was_filled_in_and_where_it_stands(client: Client) -> None:
    group = make.group(name_en="Six made-up goods")
    target = make.target(industry=make.industry(name_en="Felt hats"), note_en="At first.")
    make.published(target, group)
    release = republished(target, "Later.", "editorial", note_en="Later on.")
    text = html(client, path_of(target, "v/1/"))
    assert "At first." in text
    assert "Later on." not in text
    assert "Version 1 of 2" in text
    assert "until" in text
    assert f'href="/changes/{release.number}/"' in text
    assert '<meta name="robots" content="noindex">' in text
    assert f'<link rel="canonical" href="http://testserver{path_of(target)}">' in text
    assert f'<a href="{path_of(target.industry)}">Felt hats</a>' in text
    assert f'<a href="{path_of(target.citations.get().source)}">A made-up bulletin</a> · page 1' in text
    assert "<dt>Standing</dt>\n    <dd>" in text
    assert "50 Mt" in text
    now = html(client, path_of(target, "v/2/"))
    assert "This is what is public now." in now
    assert "until" not in now


def test_an_old_version_has_every_field_that_is_filled_in(client: Client) -> None:
    shown = html(client, "/industries/wine/v/1/")
    for label in ("Key", "Slug", "Name (English)", "Stage", "Position", "Citations", "Memberships"):
        assert f"<dt>{label}</dt>" in shown
    assert "Note (Chinese)" not in shown
    assert '<dd lang="zh-Hans">' in shown


def test_two_versions_are_compared_in_their_order(client: Client) -> None:
    target = make.target()
    make.published(target)
    republished(target, value=60)
    republished(target, value=70)
    text = html(client, path_of(target, "diff/1..3/"))
    assert "<del>50 Mt</del> → <ins>70 Mt</ins>" in text
    assert '<meta name="robots" content="noindex">' in text
    assert moved_to(client, path_of(target, "diff/3..1/?x=1")) == path_of(target, "diff/1..3/?x=1")
    assert "A version does not differ from itself" in html(client, path_of(target, "diff/2..2/"), 404)


def test_a_history_has_a_form_to_compare_any_two_versions(client: Client) -> None:
    target = make.target()
    make.published(target)
    republished(target, value=60)
    assert "Compare version" not in html(client, path_of(target, "history/"))  # they are compared
    republished(target, value=70)
    path = path_of(target, "history/")
    assert f'action="{path}"' in html(client, path)
    chosen = client.get(path, {"a": "3", "b": "1"}, follow=True)
    assert chosen.redirect_chain[-1][0] == path_of(target, "diff/1..3/")
    assert "<del>50 Mt</del> → <ins>70 Mt</ins>" in chosen.content.decode()
    for query in ("?a=1", "?a=1&b=x", f"?a=1&b={'9' * 99}"):
        assert "Give the numbers of two versions" in html(client, f"{path}{query}", 400)


@pytest.mark.parametrize("rest", ["v/3/", "v/0/", "diff/1..3/", "diff/0..2/", f"v/{'9' * 30}/"])
def test_a_version_that_is_not_there_is_said_so(client: Client, rest: str) -> None:
    target = make.target()
    make.published(target)
    republished(target, value=60)
    assert "It has no version" in html(client, path_of(target, rest), 404)


def test_rows_are_told_by_words_and_escaped(client: Client) -> None:
    first, second = make.source(title="<b>First</b>"), make.source(title="Second")
    target = make.target(cites=first, note_en="<i>old</i>")
    make.published(target, second)
    with desk():
        target.citations.all().delete()
        Citation.objects.create(target=target, source=second, locator="p. 2", as_stated="so")
    republished(target, note_en="<script>alert()</script>")
    text = html(client, path_of(target, "history/"))
    assert '<span class="mark">added</span> Second · p. 2 · so' in text
    assert '<span class="mark">removed</span> <del>&lt;b&gt;First&lt;/b&gt;' in text
    for rest in ("history/", "v/1/", "v/2/", "diff/1..2/"):
        text = html(client, path_of(target, rest))
        assert not re.search("<(b|i|script)>", text)


def test_an_address_that_may_not_be_shown_is_in_no_version(client: Client) -> None:
    url = "https://odd.example.net/copy"
    never = make.source(url=url, link_safe=False)
    later = make.source(url=f"{url}/2", link_safe=True)
    safe = make.source(url="https://fine.example.org/", link_safe=True)
    make.published(never, later, safe)
    release = republished(never, url=f"{url}/3", publisher="Another office")
    assert f"{url}/2" in html(client, path_of(later, "v/1/"))
    republished(later, link_safe=False)
    withdrawn(never)
    addresses = [release.get_absolute_url(), "/corrections/", "/changes/", "/changes/2/"]
    addresses += ["/changes/feed.atom", "/corrections/feed.atom", "/sources/feed.atom"]
    addresses += [f"/api/v1/changes/?id={never.key},{later.key}", f"/api/v1/sources/{later.key}/"]
    for record in (never, later):
        for rest in ("history/", "v/1/", "v/2/", "diff/1..2/", "history/feed.atom"):
            addresses.append(path_of(record, rest))
    for address in addresses:
        assert "odd.example.net" not in html(client, address), address
    assert "https://fine.example.org/" in html(client, path_of(safe, "v/1/"))
    assert "https://fine.example.org/" in html(client, path_of(safe, "history/"))


def test_a_history_is_on_pages(client: Client) -> None:
    source = make.source()
    make.published(source)
    for n in range(50):
        republished(source, kind="editorial", publisher=f"Office {n}")
    assert "Version 51<" in html(client, path_of(source, "history/"))
    assert "Version 1<" in html(client, path_of(source, "history/?page=2"))
    assert client.get(path_of(source, "history/?page=3")).status_code == 404


def test_a_day_is_that_of_the_ledgers_time_zone(client: Client) -> None:
    source = make.source()
    with tm.travel("2031-05-31T17:00:00+00:00"):
        make.published(source)
        assert "1 June 2031" in html(client, path_of(source, "history/"))
        assert "from 1 June 2031" in html(client, path_of(source, "v/1/"))
