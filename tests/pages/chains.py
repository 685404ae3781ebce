"""Value chains that no database has: rows in memory, as a view has them from its one query."""

import random
from typing import Any

from django.template.loader import render_to_string

from industries.editions import desk
from industries.models import ChainLink, Industry, Product, Source
from industries.pages.chains import Chain, chain_of

INDUSTRY = Industry(pk=1, key="goods", slug="goods", name_en="Made-up goods")
OTHER = Industry(pk=2, key="ores", slug="ores", name_en="Ores")
SOURCE = Source(pk=1, key="source", slug="source", title="A bulletin", publisher="An office")


def product(number: int, name: str, **fields: Any) -> Product:
    fields = {"product_kind": "product", "industry": INDUSTRY} | fields
    with desk():  # to join rows that are in no database is to write them
        return Product(
            pk=number, key=f"product_{number}", slug=f"product-{number}", name_en=name, **fields
        )


def link(from_product: Product, to_product: Product, **fields: Any) -> ChainLink:
    fields = {"basis": "stated", "source": SOURCE, "locator": "page 1"} | fields
    with desk():
        return ChainLink(from_product=from_product, to_product=to_product, industry=INDUSTRY, **fields)


def sixty() -> list[ChainLink]:
    """Return a hundred arrows between sixty products, with cycles, long names and capitals."""
    draw = random.Random(7)  # noqa: S311
    names = (
        "Product",
        "HIGH-PERFORMANCE WMW MEMBRANES",
        "Coal-based liquids and waxes",
        "高性能芳纶纤维",
    )
    products = [product(n, f"{names[n % len(names)]} {n}") for n in range(60)]
    steps = [product(100 + n, f"Step {n} of many", product_kind="technology") for n in range(9)]
    ring = [(products[n], products[(n + 1) % 60]) for n in range(60)]
    free = [tuple(draw.sample(products, 2)) for _ in range(40)]
    return [
        link(a, b, technology=steps[n % 9] if n % 3 == 0 else None, basis=("stated", "inferred")[n % 2])
        for n, (a, b) in enumerate([*ring[::4], *free, *ring[1::4], *ring[2::4]])
    ]


def rendered(chain: Chain | None) -> str:
    return render_to_string("industries/_chain.html", {"chain": chain})


def chain(*links: ChainLink) -> Any:
    return chain_of(INDUSTRY, links)
