"""Arrows between named boxes, put in layers so that most lead the same way and few cross.

This is the layered layout of Sugiyama, Tagawa and Toda (1981): turn the arrows that close a cycle, give
each box a layer, let a long arrow bend in each layer that it passes, and order the layers by medians.
All of it is in whole numbers and depends on the order of the arrows alone.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

# boxes, arrows and bends together; with more a drawing takes too long to make, and nobody could read it
MOST = 2000
_SWEEPS = 8
_NEW, _OPEN, _DONE = range(3)

Ends = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to another, which are named by their keys; `label` is what is written on it."""

    tail: str
    head: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes and arrows in layers. A place is the number of a box in `nodes`, or of a bend above those.

    `layers` are the places of each layer in order; a layer has boxes, or else only bends, some with a
    label. `ways` are, for each arrow, its places from the lower layer to the higher; the arrows whose
    number is in `turned` lead the other way. `labels` are the places that have the label of an arrow,
    by its number. `before` and `after` are, for each place, those that it is joined to.
    """

    nodes: list[str]
    arrows: list[Arrow]
    layers: list[list[int]]
    ways: list[list[int]]
    turned: frozenset[int]
    labels: dict[int, int]
    before: list[list[int]]
    after: list[list[int]]

    def is_box(self, place: int) -> bool:
        return place < len(self.nodes)


def layered(arrows: Iterable[Arrow]) -> Graph | None:
    """Return the arrows in layers, None where there are more than can be drawn (`MOST`).

    An arrow from a box to itself is left out; its box is not. Boxes that nothing orders otherwise keep
    the order in which the arrows name them.
    """
    every = list(arrows)
    drawn = [arrow for arrow in every if arrow.tail != arrow.head]
    nodes = list(dict.fromkeys(node for arrow in every for node in (arrow.tail, arrow.head)))
    if len(nodes) + len(drawn) > MOST:
        return None
    number = {node: n for n, node in enumerate(nodes)}
    ends = [(number[arrow.tail], number[arrow.head]) for arrow in drawn]
    turned = _turned(len(nodes), ends)
    forward = [end[::-1] if n in turned else end for n, end in enumerate(ends)]
    ranks = [2 * rank for rank in _ranks(len(nodes), forward)]
    # between two layers of boxes there is one of labels, where an arrow into the higher one has any
    kept = {
        *ranks,
        *(ranks[end] - 1 for arrow, (_, end) in zip(drawn, forward, strict=True) if arrow.label),
    }
    order = {rank: n for n, rank in enumerate(sorted(kept))}
    ranks = [order[rank] for rank in ranks]
    bends = sum(ranks[end] - ranks[start] - 1 for start, end in forward)
    if len(nodes) + len(drawn) + bends > MOST:
        return None
    return _graph(nodes, drawn, forward, ranks, turned)


def crossings(layers: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> int:
    """Return how often the lines between neighbouring layers cross."""
    count = 0
    for layer, following in pairwise(layers):
        spot = {place: n for n, place in enumerate(following)}
        ended: list[int] = []
        for place in layer:
            ends = sorted(spot[end] for end in after[place])
            # each line that began earlier and ends later crosses this one
            count += sum(len(ended) - bisect_right(ended, end) for end in ends)
            for end in ends:
                insort(ended, end)
    return count


def _turned(count: int, ends: Ends) -> frozenset[int]:
    """Return the numbers of the arrows that lead back to where a depth-first search came from."""
    leaving: list[list[int]] = [[] for _ in range(count)]
    for n, (tail, _head) in enumerate(ends):
        leaving[tail].append(n)
    state, found = [_NEW] * count, set()
    # from what is named first: in a cycle that is its beginning
    for root in range(count):
        stack = [(root, iter(leaving[root]))] if state[root] == _NEW else []
        while stack:
            node, rest = stack[-1]
            state[node] = _OPEN
            for n in rest:
                head = ends[n][1]
                if state[head] == _OPEN:
                    found.add(n)
                elif state[head] == _NEW:
                    stack.append((head, iter(leaving[head])))
                    break
            else:
                state[node] = _DONE
                stack.pop()
    return frozenset(found)


def _ranks(count: int, forward: Ends) -> list[int]:
    """Return the layer of each box: one after the last of those that lead to it."""
    following: list[list[int]] = [[] for _ in range(count)]
    awaited = [0] * count
    for start, end in forward:
        following[start].append(end)
        awaited[end] += 1
    first = [node for node in range(count) if not awaited[node]]
    ranks, ready = [0] * count, list(first)
    for node in ready:  # grows as it goes
        for end in following[node]:
            ranks[end] = max(ranks[end], ranks[node] + 1)
            awaited[end] -= 1
            if not awaited[end]:
                ready.append(end)
    # what nothing leads to stands close to what it leads to
    for node in first:
        ranks[node] = min((ranks[end] for end in following[node]), default=1) - 1
    return ranks


def _graph(
    nodes: list[str], arrows: list[Arrow], forward: Ends, ranks: list[int], turned: frozenset[int]
) -> Graph:
    layers: list[list[int]] = [[] for _ in range(max(ranks, default=-1) + 1)]
    for place, rank in enumerate(ranks):
        layers[rank].append(place)
    ways, labels, places = [], {}, len(nodes)
    for n, (start, end) in enumerate(forward):
        bends = range(places, places + ranks[end] - ranks[start] - 1)
        for rank, bend in enumerate(bends, ranks[start] + 1):
            layers[rank].append(bend)
        if arrows[n].label:
            labels[bends[-1]] = n
        ways.append([start, *bends, end])
        places += len(bends)
    before: list[list[int]] = [[] for _ in range(places)]
    after: list[list[int]] = [[] for _ in range(places)]
    for way in ways:
        for one, other in pairwise(way):
            after[one].append(other)
            before[other].append(one)
    layers = _untangled(layers, before, after)
    return Graph(nodes, arrows, layers, ways, turned, labels, before, after)


def _untangled(
    layers: list[list[int]], before: list[list[int]], after: list[list[int]]
) -> list[list[int]]:
    """Return the layers in the best order that some sweeps to and fro find."""
    best, fewest = layers, crossings(layers, after)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        up = sweep % 2 == 0
        layers = _swept(layers, before) if up else _swept(layers[::-1], after)[::-1]
        count = crossings(layers, after)
        if count < fewest:
            best, fewest = layers, count
    return best


def _swept(layers: Sequence[list[int]], near: list[list[int]]) -> list[list[int]]:
    """Return the layers with each, one after the other, in the order of the medians in the last."""
    found = [list(layers[0])]
    for layer in layers[1:]:
        spot = {place: n for n, place in enumerate(found[-1])}
        here = {place: n for n, place in enumerate(layer)}
        wish = {}
        for place in layer:
            spots = sorted(spot[other] for other in near[place]) or [here[place]]
            half = len(spots) // 2
            # twice the median, which is a whole number
            wish[place] = spots[half] + spots[-1 - half]
        found.append(sorted(layer, key=wish.__getitem__))
    return found
