"""What `script/bench tracker` measures: lists of 100,000 targets, as a reader waits for them.

The median of some requests in one process, and each as a ratio to the page without rows.
"""

import statistics
import sys
import time
from typing import Any

from industries.editions import LIVE
from tests import many_live

TARGETS, TIMES = 100_000, 7
UNIT = "/methodology/"


def addresses() -> list[str]:
    """Return what a reader of the tracker and of its API asks for."""
    from industries.models import Industry, IndustryGroup, Initiative

    one, group, initiative = (
        model.objects.using(LIVE).latest("key").key for model in (Industry, IndustryGroup, Initiative)
    )
    filters = (
        *("verdict=no_figure", "verdict=not_assessable", "verdict=missed", "verdict=on_track,missed"),
        *("reason=no_baseline", "flag=stale", "overdue=true", "overdue=false", "changed_goal=true"),
        *(f"industry={one}", f"group={group}", f"initiative={initiative}"),
        *("confidence=primary", "missing=baseline", "standing=expectation", "due_year=2025"),
        *("counted=true", "counted=true&verdict=no_figure", "search=product 77"),
        *("ordering=due_on", "ordering=-next_due_on", "ordering=value", "page=400"),
    )
    api = ("", "?verdict=no_figure", "?reason=no_baseline", f"?group={group}", "?ordering=-due_on")
    return [
        *(UNIT, "/targets/", *(f"/targets/?{query}" for query in filters)),
        *("/due/", "/due/?overdue=true", "/changed-goals/", "/", f"/industries/?group={group}"),
        *(f"/api/v1/targets/{query}" for query in api),
    ]


def main() -> None:
    """Fill live and print seconds and ratio of each address."""
    started = time.perf_counter()
    many_live.fill(TARGETS)
    sys.stdout.write(f"{time.perf_counter() - started:9.2f} s  making {TARGETS} targets\n")
    seconds = {address: median_of(address) for address in addresses()}
    for address, took in seconds.items():
        sys.stdout.write(f"{took * 1000:9.1f} ms {took / seconds[UNIT]:9.1f} x  {address}\n")


def median_of(address: str) -> Any:
    """Return how long the address takes; what is loaded once is not counted."""
    from django.test import Client

    client, took = Client(), []
    for _ in range(1 + TIMES):
        started = time.perf_counter()
        response = client.get(address)
        _whole = response.getvalue()
        took.append(time.perf_counter() - started)
        assert response.status_code == 200, address
    return statistics.median(took[1:])
