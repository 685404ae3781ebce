"""An industry's value chain as a picture: its products as links, its arrows with their technology."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from industries.choices import Basis, ProductKind
from industries.flow.drawing import drawn
from industries.flow.layers import Arrow, layered
from industries.flow.shapes import Box, Card, Route
from industries.models.bilingual import joined

# how wide each picture is, for screens from the widest on
SIZES = {"broad": Decimal(1060), "wide": Decimal(720), "narrow": Decimal(340)}
_ROUND, _SQUARE = 18, 3


@dataclass(frozen=True, slots=True)
class Node:
    """The box of a product: where it leads, what it is called with all that is said of it, its look."""

    box: Box
    address: str
    title: str
    corner: int
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The line of an arrow: what it says, and whether that is the source's (a code of `Basis`)."""

    route: Route
    title: str
    basis: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: Decimal
    height: Decimal
    nodes: list[Node]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Chain:
    """A value chain: its links, and its picture in each size; none where it is too large for one.

    `label` says what the picture is; `bases` and `elsewhere` what its key has to explain.
    """

    links: list[Any]
    pictures: dict[str, Picture]
    label: str
    bases: list[str]
    elsewhere: bool


def chain_of(industry: Any, links: Iterable[Any]) -> Chain | None:
    """Return an industry's value chain; None if it has no links.

    The links come in their order, with both products, the industries of those, and the technology.
    Makes no query but that of the links.
    """
    rows = list(links)
    if not rows:
        return None
    products = {p.key: p for row in rows for p in (row.from_product, row.to_product)}
    said = {
        "products": ngettext("%(n)s product", "%(n)s products", len(products)) % {"n": len(products)},
        "arrows": ngettext("%(n)s arrow", "%(n)s arrows", len(rows)) % {"n": len(rows)},
    }
    found = {row.basis for row in rows}
    return Chain(
        links=rows,
        pictures=_pictures(industry, rows, products),
        label=_("Value chain: %(products)s and %(arrows)s, each also in the list below.") % said,
        bases=[basis for basis in Basis.values if basis in found],
        elsewhere=any(p.industry_id != industry.pk for p in products.values()),
    )


def _pictures(industry: Any, rows: list[Any], products: dict[str, Any]) -> dict[str, Picture]:
    # no link leads from a product to itself: the database says so, and arrow and row are of one number
    arrows = [
        Arrow(row.from_product.key, row.to_product.key, row.technology.name if row.technology else "")
        for row in rows
    ]
    graph = layered(arrows)
    if graph is None:
        return {}
    cards = {key: Card(p.name, _notes(p, industry)) for key, p in products.items()}
    drawings = {size: drawn(graph, cards, room=room) for size, room in SIZES.items()}
    if drawings["broad"].leads_down == drawings["wide"].leads_down:
        del drawings["broad"]  # only where the layers need that much room
    pictures = {}
    for size, drawing in drawings.items():
        nodes = [_node(box, products[box.node], industry) for box in drawing.boxes]
        lines = [_line(route, rows[route.number]) for route in drawing.routes]
        pictures[size] = Picture(drawing.width, drawing.height, nodes, lines)
    return pictures


def _notes(product: Any, industry: Any) -> tuple[str, ...]:
    """Return what stands below a product's name: its kind unless it is a product, another industry."""
    kind = ProductKind(product.product_kind)
    kinds = () if kind == ProductKind.PRODUCT else (str(kind.label),)
    return (*kinds, *_elsewhere(product, industry))


def _elsewhere(product: Any, industry: Any) -> list[str]:
    """Return the words for a product's industry, none if it is this one."""
    if product.industry_id == industry.pk:
        return []
    return [_("industry: %(name)s") % {"name": product.industry.name}]


def _node(box: Box, product: Any, industry: Any) -> Node:
    kind, others = ProductKind(product.product_kind), _elsewhere(product, industry)
    title = joined(product.name, kind.label, *others)
    corner = _ROUND if kind == ProductKind.FEEDSTOCK else _SQUARE
    return Node(box, product.get_absolute_url(), title, corner, bool(others))


def _line(route: Route, row: Any) -> Line:
    by = [_("by %(name)s") % {"name": row.technology.name}] if row.technology else []
    return Line(route, joined(row, *by, Basis(row.basis).label), row.basis)
