"""An industry's value chain: as a picture with links, and every arrow in words."""

import re
from itertools import pairwise
from typing import Any

from django.test import Client
from django.utils import translation

from industries.editions import LIVE, desk
from industries.models import ChainLink, Industry
from industries.publishing.states import note_edit
from tests import make
from tests.pages import chains

pytestmark = make.uses_ledger


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def drawn(html: str, size: str) -> str:
    found = re.search(rf'<svg class="{size}".*?</svg>', html, re.DOTALL)
    assert found is not None
    return found.group()


def said(drawing: str, role: str) -> str:
    """Return the texts of a role, their lines joined."""
    return " ".join(re.findall(rf'<text class="{role}"[^>]*>([^<]*)</text>', drawing))


def in_words(html: str) -> str:
    return html[html.index('<details class="chain"') :].partition("</details>")[0]


def test_every_product_and_technology_of_the_coal_chain_is_drawn_and_said(client: Client) -> None:
    links = ChainLink.objects.using(LIVE).filter(industry__key="modern_chemicals")
    every = links.select_related(
        "from_product__industry", "to_product__industry", "technology", "source"
    )
    assert len(every) > 5
    for prefix, language in (("", "en"), ("/zh-hans", "zh-hans")):
        html = page(client, f"{prefix}/industries/modern-chemicals/")
        with translation.override(language):
            for size in ("wide", "narrow"):
                drawing = drawn(html, size)
                assert drawing.count('<g class="arrow') == len(every)
                for link in every:
                    for product in (link.from_product, link.to_product):
                        assert product.name in said(drawing, "name")
                        assert f'href="{product.get_absolute_url()}"' in drawing
                    assert link.technology is None or link.technology.name in said(drawing, "label")
            for link in every:
                words = in_words(html)
                assert link.source.get_absolute_url() in words
                assert link.technology is None or link.technology.name in words
                assert link.locator in words


def test_a_product_of_another_industry_looks_different_and_names_it(client: Client) -> None:
    drawing = drawn(page(client, "/industries/modern-chemicals/"), "wide")
    coal = re.search(r'<a href="/industries/coal/#coal-feedstock" class="elsewhere">.*?</a>', drawing)
    assert coal is not None
    assert "industry: Coal" in coal.group()
    assert drawing.count("elsewhere") == 1
    assert "belongs to another industry" in page(client, "/industries/modern-chemicals/")


def test_an_industry_without_links_has_no_chain(client: Client) -> None:
    html = page(client, "/industries/wine/")
    assert "Value chain" not in html
    assert "<figure" not in html


def test_a_cycle_with_the_product_of_another_industry_is_shown(client: Client) -> None:
    source = make.source()
    mine, other = make.industry(cites=source), make.industry(cites=source, name_en="Ores")
    ore = make.product(industry=other, cites=source, name_en="Ore", product_kind="feedstock")
    metal = make.product(industry=mine, cites=source, name_en="Metal")
    scrap = make.product(industry=mine, cites=source, name_en="Scrap", product_kind="intermediate")
    melting = make.product(industry=mine, cites=source, name_en="Melting", product_kind="technology")
    with desk():
        for ends in ((ore, metal, None), (metal, scrap, None), (scrap, metal, melting)):
            fields = dict(zip(("from_product", "to_product", "technology"), ends, strict=True))
            basis = "inferred" if ends[2] else "stated"
            ChainLink.objects.create(industry=mine, source=source, basis=basis, **fields)
        note_edit(mine, None)
    make.published(source, other, mine, ore, metal, scrap, melting)
    html = page(client, Industry.objects.using(LIVE).get(key=mine.key).get_absolute_url())
    for size in ("wide", "narrow"):
        drawing = drawn(html, size)
        assert said(drawing, "name").split() == ["Ore", "Metal", "Scrap"]
        assert said(drawing, "note") == "feedstock industry: Ores intermediate"
        assert said(drawing, "label") == "Melting"
        assert re.findall('class="arrow ([a-z]+)"', drawing) == ["stated", "stated", "inferred"]
        assert "<title>Scrap → Metal, by Melting, inferred</title>" in drawing
    key = html[html.index('<ul class="key">') :]
    assert "inferred by us" in key
    assert "stated by the source" in key
    assert "by Melting" in in_words(html)


def test_the_key_explains_only_what_there_is() -> None:
    one, other = chains.product(1, "One"), chains.product(2, "Other")
    html = chains.rendered(chains.chain(chains.link(one, other)))
    assert "stated by the source" in html
    assert "inferred by us" not in html
    assert "belongs to another industry" not in html


def test_who_does_not_see_it_hears_boxes_once_and_arrows_in_the_list() -> None:
    one, other = chains.product(1, "One"), chains.product(2, "Other", product_kind="feedstock")
    step = chains.product(3, "A step", product_kind="technology")
    drawing = drawn(chains.rendered(chains.chain(chains.link(one, other, technology=step))), "wide")
    label = "Value chain: 2 products and 1 arrow, each also in the list below."
    assert f'role="group" aria-label="{label}"' in drawing
    arrows = drawing[drawing.index('<g aria-hidden="true">') : drawing.index("<a ")]
    assert "A step" in arrows
    assert arrows.count("<g") == arrows.count("</g>")
    heard = drawing.replace(arrows, "")
    assert re.findall("<title>(.*?)</title>", heard) == ["One, product", "Other, feedstock"]
    assert "<path" not in heard


def test_sixty_products_with_cycles_are_drawn_in_each_size() -> None:
    links = chains.sixty()
    found = chains.chain(*links)
    names = {p.name for link in links for p in (link.from_product, link.to_product)}
    assert len(names) == 60
    html = chains.rendered(found)
    for size in found.pictures:
        names_there = said(drawn(html, size), "name").replace(" ", "")
        assert all(name.replace(" ", "") in names_there for name in names)
    assert "too large" not in html


def test_a_chain_that_is_too_large_is_in_the_list_alone() -> None:
    step = chains.product(999, "A step", product_kind="technology")
    products = [chains.product(n, f"Product {n}") for n in range(60)]
    path = [chains.link(a, b, technology=step) for a, b in pairwise(products)]
    far = [chains.link(products[n % 9], products[50 + n % 9]) for n in range(41)]
    html = chains.rendered(chains.chain(*path, *far))
    assert "<svg" not in html
    assert "This chain is too large to be drawn: it is in the list." in html
    assert '<details class="chain" open>' in html
    assert html.count("<li>") == 100


def test_layers_get_more_room_on_a_screen_that_has_it() -> None:
    def sizes(count: int) -> list[Any]:
        products = [chains.product(n, f"Semi-finished product {n}") for n in range(count)]
        steps = pairwise(products)
        return list(chains.chain(*(chains.link(a, b) for a, b in steps)).pictures)

    assert sizes(3) == ["wide", "narrow"]
    assert sizes(6) == ["broad", "wide", "narrow"]
    assert sizes(30) == ["wide", "narrow"]  # too many for any screen: from top to bottom on each
