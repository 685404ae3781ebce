"""What changed between two days: each record by its net difference, and what narrows them."""

import re
from typing import Any

import pytest
from django.test import Client

from industries.copies.making import keep_ended
from industries.editions import LIVE
from industries.models import Version
from industries.publishing.release import publish
from tests import make
from tests.copies.between import A, B, C, marks, noon, records
from tests.pages.test_history import path_of, republished
from tests.pages.test_pages import html
from tests.publishing.test_withdrawal import withdrawn

pytestmark = [make.uses_ledger, pytest.mark.usefixtures("from_the_first")]


def test_each_record_is_there_with_its_net_difference(client: Client, ledger: Any) -> None:
    text = html(client, f"/changes/between/{A}/{B}/")
    found = {name: mark for name, mark in marks(text).items() if "bulletin" not in name}
    assert found == {
        "Panama hats": "changed",
        "Shoes": "withdrawn",
        "Boots": "brought back",
        "Gloves": "new",
    }


def test_it_leads_to_page_history_and_the_differences_between_those_two_versions(
    client: Client, ledger: Any
) -> None:
    found = records(html(client, f"/changes/between/{A}/{B}/"))
    hats = found["Panama hats"]
    for rest in ("", "history/", "v/3/", "diff/1..3/"):
        assert f'href="{path_of(ledger["hats"], rest)}"' in hats, rest
    assert ("<del>Felt" in hats, "Straw" in hats) == (True, False)  # nor what it was called meanwhile
    assert "Summary (English)" in hats
    assert "Because" not in hats
    # by now it has another name and is public; what was withdrawn has no page, but a history
    assert f'href="{path_of(ledger["gloves"])}"' in found["Gloves"]
    assert f'href="{path_of(ledger["shoes"])}"' not in found["Shoes"]
    assert f'href="{path_of(ledger["shoes"], "diff/1..2/")}"' in found["Shoes"]
    assert f'href="{path_of(ledger["boots"], "diff/2..3/")}"' in found["Boots"]
    assert "diff/" not in found["Gloves"]


def test_what_came_and_went_and_what_is_as_it_was_are_there_from_nearer(
    client: Client, ledger: Any
) -> None:
    assert {"Bonnets", "Belts", "Straw hats"} <= marks(
        html(client, f"/changes/between/{A}/2031-03-02/")
    ).keys()
    assert marks(html(client, f"/changes/between/2031-03-03/{B}/")) | {"Gloves": ""} == {
        "Panama hats": "changed",
        "Caps": "changed",
        "Shoes": "withdrawn",
        "Belts": "withdrawn",
        "Boots": "brought back",
        "Gloves": "",
        "A made-up bulletin": "new",
    }


def test_the_releases_in_between_are_named(client: Client, ledger: Any) -> None:
    text = html(client, f"/changes/between/2031-03-02/{C}/").partition('id="verdicts"')[0]
    mine = Version.objects.using(LIVE).filter(key__in=["hats", "shoes", "gloves"])
    wanted = mine.filter(release__published_at__gt=f"{B}T00:00+08:00").values_list("release")
    linked = set(map(int, re.findall(r'href="/changes/(\d+)/"', text)))
    assert linked >= {number for (number,) in wanted}
    assert linked == set(range(min(linked), max(linked) + 1))
    assert len(linked) == 7
    assert "Nothing was released in between." in html(client, "/changes/between/2031-03-02/2031-03-03/")


def test_many_releases_are_a_range_that_leads_to_their_list(client: Client) -> None:
    source = make.source()
    with noon(A):
        make.published(source)
    with noon(B):
        for n in range(21):
            last = republished(source, publisher=f"Office {n}")
    with noon(C):
        keep_ended()
        text = html(client, f"/changes/between/{A}/{B}/")
        first = last.number - 20
        assert f"Releases {first} to {last.number}" in text
        (address,) = re.findall(r'href="(/changes/\?number.*?)"', text)
        assert "21 entries" in html(client, address.replace("&amp;", "&"))


def test_records_are_on_pages(client: Client) -> None:
    sources = [make.source(title=f"Bulletin {n}") for n in range(60)]
    source = make.source()
    with noon(A):
        make.published(source)
    with noon(B):
        publish(sources, note_en="Sixty.")
    with noon(C):
        keep_ended()
        address = f"/changes/between/{A}/{B}/"
        first, second = (records(html(client, f"{address}?page={n}")) for n in (1, 2))
        assert (len(first), len(second)) == (50, 10)
        assert first.keys() | second.keys() == {source.title for source in sources}
        assert "60 entries" in html(client, address)
        assert 'href="?page=2#records"' in html(client, address)
        assert "This list has no such page." in html(client, f"{address}?page=3", 404)
        assert "This list has no such page." in html(client, f"{address}?verdicts=2", 404)


def test_an_industry_narrows_it(client: Client) -> None:
    hats, caps = make.industry(key="hats"), make.industry(key="caps")
    target = make.target(industry=hats)
    with noon(A):
        make.published(hats, caps, target)
    with noon("2031-03-02"):
        republished(target, industry=caps)
    with noon(B):
        republished(target, value=60)
        republished(caps, name_en="Caps")
    with noon(C):
        keep_ended()
        address = f"/changes/between/{A}/{B}/"
        every, of_hats, of_caps, of_none = (
            len(records(html(client, f"{address}?industry={keys}")))
            for keys in ("hats,caps", "hats", "caps", "wine")
        )
        # the target left one for the other
        assert (every, of_hats, of_caps, of_none) == (2, 1, 2, 0)


def test_a_target_narrows_it_to_itself_its_indicator_and_its_figures(client: Client) -> None:
    hats = make.industry(key="hats")
    indicator = make.indicator()
    target = make.target(key="goal", indicator=indicator, industry=hats)
    other = make.target(key="other", indicator=indicator)
    on = {"indicator": indicator, "period": "2030"}
    mine, gone, strange = (
        make.observation(**on, industry=hats),
        make.observation(indicator=indicator, industry=hats, period="2029"),
        make.observation(**on),
    )
    with noon(A):
        make.published(hats, target, other, gone)
    with noon(B):
        republished(target, value=60)
        republished(other, value=60)
        republished(indicator, name_en="Made-up weight")
        withdrawn(gone)
        make.published(mine, strange)
    with noon(C):
        keep_ended()
        text = html(client, f"/changes/between/{A}/{B}/?target=goal")
        linked = set(re.findall(r'href="(/\w+/[\w-]+/)history/"', text))
        assert linked == {path_of(record) for record in (target, indicator, mine, gone)}
        assert '<a href="?" title="Take this filter away">Target: Made-up weight' in text
        assert 'type="hidden" name="target" value="goal"' in text
