"""What `script/bench search` measures: the first page of a search among 100,000 targets.

For each word the time of its queries by themselves, rows fetched, and the whole request; medians.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.db import connections

from industries.editions import LIVE
from tests import many_live
from tests.bench_tracker import TARGETS, median_of

TIMES = 7
# of 1, 2, 4 and 6 letters, in either language: in most records, in few, in none; several; the longest
WORDS = (
    *("e", "9", "q", "煤", "量", "锂", "龘", "in", "co", "77", "zq", "产量", "宁夏", "碳纤", "龘龘"),
    *("coal", "outp", "duct", "7777", "wine", "zqzq", "宁夏统计", "葡萄酒产", "碳基材料", "产量77"),
    # of letters that are everywhere, in words that are nowhere
    *("0000", "0000 00000", "coal 0000", "outputoutput", "output tputoutp", "20302030", "产量产量"),
    *("output", "tonnes", "hydrog", "777777", "oduct-", "zqzqzq"),
    *("宁夏统计公报", "新能源产量1", "战略性新兴产"),
    *("output coal 7", "产量 coal 2030", "e a", "coal zqzq", "prodcut", "产品产量" * 25),
    "theoutputofcoal-to-liquidsandelectricityproductionincludingmodernchemicalsandequipmentmanufacturing"[
        :100
    ],
)


def main() -> None:
    """Fill live and print, for each word, how many records have it and what finding them takes."""
    started = time.perf_counter()
    many_live.fill(TARGETS)
    sys.stdout.write(f"{time.perf_counter() - started:9.2f} s  making {TARGETS} targets\n")
    measure()


def measure() -> None:
    from industries.search import search

    slowest = 0.0
    for words in WORDS:
        queries, found = recorded(lambda asked=words: _first_page(search(asked)))
        took = 1000 * statistics.median(_replayed(queries) for _ in range(TIMES))
        slowest = max(slowest, took)
        whole = 1000 * median_of(f"/search/?q={quote(words)}")
        number = f"{'' if found.total.is_exact else '<= '}{found.total.number}"
        shown = words if len(words) < 20 else f"{words[:8]}… ({len(words)})"
        line = f"{took:9.1f} ms {whole:9.1f} ms of the page {number:>12}  {shown}\n"
        sys.stdout.write(line)
    sys.stdout.write(f"{slowest:9.1f} ms of database time at most\n")


def _first_page(found: Any) -> Any:
    found.hits(found[:20])
    _nearest = found.nearest
    return found


def recorded(work: Callable[[], Any]) -> tuple[list[tuple[str, Any]], Any]:
    """Return the queries that the work makes, with their parameters, and what it returns."""
    queries: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append((sql, params))
        return execute(sql, params, many, context)

    with connections[LIVE].execute_wrapper(note):
        return queries, work()


def _replayed(queries: list[tuple[str, Any]]) -> float:
    """Return how long the queries take with all their rows fetched, and nothing made of those."""
    took = 0.0
    for sql, params in queries:
        with connections[LIVE].cursor() as cursor:
            started = time.perf_counter()
            cursor.execute(sql, params)
            cursor.fetchall()
            took += time.perf_counter() - started
    return took
