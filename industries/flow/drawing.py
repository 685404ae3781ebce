"""A graph in layers, drawn into so much room: from left to right if the layers fit, else downwards."""

from collections.abc import Mapping
from decimal import Decimal

from industries.flow.columns import in_columns
from industries.flow.layers import Graph
from industries.flow.rails import in_rows
from industries.flow.shapes import Card, Drawing

GAP = Decimal(16)


def drawn(graph: Graph, cards: Mapping[str, Card], *, room: Decimal, gap: Decimal = GAP) -> Drawing:
    """Return the graph as boxes and routes that are no wider than the room, however high.

    `cards` has what is written in each box, by its key; `gap` is what is left between two boxes. No box
    and no text covers another, and no arrow passes through a box. The same graph is drawn alike.
    """
    if not graph.nodes:
        return Drawing(room, Decimal(0), [], [])
    return in_columns(graph, cards, room=room, gap=gap) or in_rows(graph, cards, room=room, gap=gap)
