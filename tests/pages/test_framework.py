"""The framework on the home page: the picture shows what the ledger has, and the words say the same."""

import re
from collections import Counter
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import translation

from industries.editions import LIVE, desk
from industries.models import IndustryGroup, Membership
from industries.pages.framework import MOST, SIZES, formula
from industries.publishing.states import note_edit
from tests import make
from tests.publishing.small import empty_ledger, open_log

pytestmark = make.uses_ledger
LANGUAGES = pytest.mark.parametrize(
    ("prefix", "language"), [("", "en"), ("/zh-hans", "zh-hans")], ids=["en", "zh"]
)
SHAPES = {
    ("circle", "full", "4.5"): "representative",
    ("circle", "full", "2"): "listed",
    ("circle", "ring", "4.2"): "inferred",
}


def home(client: Client, prefix: str = "") -> str:
    response = client.get(f"{prefix}/")
    assert response.status_code == 200
    return response.content.decode()


def pictures(html: str) -> dict[str, Any]:
    """Return each size of the picture."""
    drawn = re.findall(rf'<svg class="(?:{"|".join(SIZES)})" viewBox.*?</svg>', html, re.DOTALL)
    return {picture.get("class"): picture for picture in map(fromstring, drawn)}


def words_of(text: Any) -> str:
    """Return a text as a reader sees it, its lines one after the other."""
    return " ".join("".join(text.itertext()).split())


def panels(picture: Any) -> dict[str, Any]:
    """Return the part of each group by its name."""
    return {
        part.get("aria-label"): part
        for part in picture.iter("g")
        if (part.get("class") or "").startswith("panel")
    }


def groups() -> list[Any]:
    return list(IndustryGroup.objects.using(LIVE).with_members())


def beside(html: str) -> str:
    """Return the same in words, as one line."""
    (text,) = re.findall(r'<details class="in-words">.*?</details>', html, re.DOTALL)
    return " ".join(text.split())


@LANGUAGES
@pytest.mark.parametrize("size", SIZES)
def test_every_group_and_industry_is_drawn_once_with_its_whole_name_link_and_mark(
    client: Client, prefix: str, language: str, size: str
) -> None:
    found = panels(pictures(home(client, prefix))[size])
    with translation.override(language):
        expected = {group.name: group for group in groups()}
        assert len(expected) == 7
        assert set(found) == set(expected)
        for name, group in expected.items():
            first, *links = found[name].iter("a")
            assert words_of(first.find("text")).replace(" ", "") == name.replace(" ", "")
            assert first.get("href") == prefix + group.get_absolute_url().removeprefix(prefix)
            drawn = [
                (link.get("href"), words_of(link.find("text")).replace(" ", ""), mark_of(link))
                for link in links
            ]
            assert drawn == [
                (m.industry.get_absolute_url(), m.industry.name.replace(" ", ""), m.basis)
                for m in group.memberships.all()
            ]
            assert len(drawn) <= MOST


def mark_of(link: Any) -> str:
    (shape,) = link.iter("circle")
    assert "fill" not in shape.attrib  # the stylesheet fills it, or leaves it open
    return SHAPES[shape.tag, shape.get("class"), shape.get("r")]


@LANGUAGES
def test_the_bands_are_in_order_and_the_parts_are_one_formula(
    client: Client, prefix: str, language: str
) -> None:
    for picture in pictures(home(client, prefix)).values():
        bands = [[g.get("aria-label") for g in band.findall("g")] for band in picture.findall("g/g")]
        assert [len(band) for band in bands] == [2, 4, 1]
        with translation.override(language):
            by_band = {
                band: [group.name for group in groups() if group.band == band]
                for band in ("ahead", "part", "base")
            }
        assert bands == list(by_band.values())
        titles = [words_of(text) for text in picture.iter("text") if text.get("class") == "formula"]
        assert titles == [
            "六新、六特、六优+N"
            if prefix
            else "Six New Industries, Six Specialties, Six Excellence + N"
        ]


@LANGUAGES
def test_only_the_open_list_says_that_it_goes_on(client: Client, prefix: str, language: str) -> None:
    html = home(client, prefix)
    said = "+N，开放式" if prefix else "+ N, open-ended"
    for picture in pictures(html).values():
        (where,) = (name for name, part in panels(picture).items() if said in map(words_of, part))
        assert where == ("+N" if prefix else "+ N")
        *_entries, last = panels(picture)[where].iter("text")
        assert words_of(last) == said
    assert beside(html).count("来源的列举并未穷尽" if prefix else "the source’s own list goes on") == 1


@LANGUAGES
def test_the_words_have_all_that_there_is_to_say(client: Client, prefix: str, language: str) -> None:
    text = beside(home(client, prefix))
    with translation.override(language):
        for group in groups():
            assert (
                f'<h4 id="{group.slug}"><a href="{group.get_absolute_url()}">{group.name}</a>' in text
            )
            other = group.name_en if prefix else group.name_zh
            assert f">{other}</span>" in text
            assert f'href="{group.history_url}"' in text
            for citation in group.citations.select_related("source"):
                assert citation.source.get_absolute_url() in text
                assert citation.locator in text
            for member in group.memberships.all():
                basis = f'<span class="meta">{member.get_basis_display()}</span>'
                assert f"{member.industry.name}</a> {basis}" in text
    headings = re.findall(r"<h([34])", text)
    assert headings[0] == "3"
    assert Counter(headings) == {"3": 3, "4": 7}


def test_what_is_heard_of_a_link_begins_with_what_is_seen(client: Client) -> None:
    for picture in pictures(home(client)).values():
        for link in picture.iter("a"):
            seen, heard = words_of(link.find("text")), link.get("aria-label")
            assert heard is None or heard.startswith(seen)
        labels = [link.get("aria-label") for link in picture.iter("a")]
        assert "New materials, named as a representative" in labels
        assert "New materials, inferred" in labels


def a_group(members: int, **fields: Any) -> Any:
    """Publish a group with so many industries."""
    group = make.group(**fields)
    industries = [make.industry(name_en=f"Goods of sort {n}") for n in range(members)]
    with desk():
        for n, industry in enumerate(industries):
            place = {"basis": "listed", "source": make.source(), "position": n}
            Membership.objects.create(industry=industry, group=group, **place)
    make.published(group)
    for industry in industries:
        note_edit(industry, None)
    with desk():
        sources = [m.source for m in Membership.objects.filter(group=group).select_related("source")]
    if industries:
        make.published(*industries, *sources)
    return group


def test_a_long_list_is_folded_and_whole_in_words(client: Client) -> None:
    group = a_group(40, name_en="FORTY GOODS", band="part", open_ended=True)
    html = home(client)
    for picture in pictures(html).values():
        first, *links, last = panels(picture)["FORTY GOODS"].iter("a")
        assert [words_of(link) for link in links] == [f"Goods of sort {n}" for n in range(MOST)]
        assert (words_of(last), last.get("href")) == ("… and 28 more", group.get_absolute_url())
        assert last.find("text").get("class") == "note"
        assert last.get("aria-label") == "FORTY GOODS … and 28 more"
        assert words_of(first) == "FORTY GOODS"
    assert all(f">Goods of sort {n}</a>" in html for n in range(40))


def test_a_group_without_industries_is_a_sentence(client: Client) -> None:
    a_group(0, name_en="Nothing yet", band="ahead", position=8)
    html = home(client)
    for picture in pictures(html).values():
        panel = panels(picture)["Nothing yet"]
        assert [words_of(text) for text in panel.iter("text")] == [
            "Nothing yet",
            "No industry is named here so far.",
        ]
        assert panel.get("class").split() == ["panel"]  # the eighth has no colour of its own
    assert "<li>No industry is named here so far.</li>" in html


def test_a_group_that_nobody_placed_is_beside_the_framework(client: Client) -> None:
    group = a_group(1, name_en="Somewhere")
    assert group.band == "beside"
    for picture in pictures(home(client)).values():
        *_others, last = picture.findall("g/g")
        assert last.get("aria-label") == "Beside the framework"
        assert [g.get("aria-label") for g in last.findall("g")] == ["Somewhere"]


def test_the_key_explains_the_shapes_that_there_are_and_no_other(client: Client) -> None:
    assert key(home(client)) == ["representative", "listed", "inferred", "open"]
    open_log()
    empty_ledger()
    a_group(2, band="part")
    assert key(home(client)) == ["listed"]


def key(html: str) -> list[str]:
    (text,) = re.findall(r'<ul class="key">.*?</ul>', html, re.DOTALL)
    found = []
    for item in fromstring(text):
        (shape,) = item.find("svg")
        found.append(SHAPES.get((shape.tag, shape.get("class"), shape.get("r")), shape.get("class")))
    return found


@LANGUAGES
def test_a_ledger_without_groups_says_so(client: Client, prefix: str, language: str) -> None:
    open_log()
    empty_ledger()
    html = home(client, prefix)
    assert (
        "台账目前尚无产业组。" if prefix else "No group of industries is in the ledger so far."
    ) in html
    assert not pictures(html)
    assert "in-words" not in html
    assert 'id="strategies"' not in html


def test_names_are_text_and_no_mark_up(client: Client) -> None:
    a_group(1, name_en='Felt <hats> & "caps"', band="part")
    for picture in pictures(home(client)).values():
        assert 'Felt <hats> & "caps"' in panels(picture)


@pytest.mark.parametrize(
    ("names", "language", "whole"),
    [
        (["A", "B", "+ N"], "en", "A, B + N"),
        (["A", "B"], "en", "A, B"),
        (["+ N", "A"], "en", "+ N, A"),
        (["甲", "乙", "+N"], "zh-hans", "甲、乙+N"),
    ],
)
def test_a_part_with_a_plus_is_added_to_those_before_it(
    names: list[str], language: str, whole: str
) -> None:
    with translation.override(language):
        assert "".join(formula(names)) == whole
