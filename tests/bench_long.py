"""What `script/bench long` measures: files and pages of 100,000 figures.

Seconds to the first byte and to the last, memory at its most above that before the request, and the
time as a ratio to a plain page's in the same run; a process of its own for each, the best of some.
"""

import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests import many_figures
from tests.many_live import FIRST_ID

FIGURES, TIMES = 100_000, 3
UNIT = "/methodology/"
FILES = (
    *("/observations.csv", "/zh-hans/observations.csv", "/observations.csv?status=final"),
    *("/observations.csv?fields=id,value,unit", "/observations.xlsx?fields=id,value,period&{some}"),
    "/observations.xlsx?{some}",
)
PAGES = "/api/v1/observations/?page_size=50"


def main() -> None:
    """Fill live and print what each address takes."""
    started = time.perf_counter()
    many_figures.fill(FIGURES)
    sys.stdout.write(f"{time.perf_counter() - started:9.2f} s  making {FIGURES} figures\n")
    some = f"indicator={','.join(f'many_indicator_{i}' for i in range(20))}"
    for address in (*(file.format(some=some) for file in FILES), *cursors()):
        code = f"import django; django.setup(); from tests import bench_long as b; b.one({address!r})"
        sys.stdout.flush()
        subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def cursors() -> Iterator[str]:
    """Yield the first page of the API's list, one from its middle, and the last."""
    yield PAGES
    for place in (FIRST_ID + FIGURES // 2, FIRST_ID + FIGURES - 20):
        yield f"{PAGES}&cursor={quote(b64encode(f'p={place}'.encode()))}"


def one(address: str) -> None:
    """Print what one address takes, and how much memory."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    unit = min(timed(client, UNIT)[1] for _ in range(TIMES + 1))
    before = most_memory()
    times = [timed(client, address)]
    more = most_memory() - before
    times += [timed(client, address) for _ in range(TIMES - 1)]
    first, whole, size = min(times, key=lambda found: found[1])
    sys.stdout.write(
        f"{whole:9.3f} s {whole / unit:7.1f} x {first * 1000:7.1f} ms first byte "
        f"{more:6.1f} MB more {size / 2**20:6.1f} MB  {address[:60]}\n"
    )


def timed(client: Any, address: str) -> tuple[float, float, int]:
    """Return seconds to the first piece and to the last, and the number of bytes."""
    started, first, size = time.perf_counter(), 0.0, 0
    response = client.get(address)
    assert response.status_code == 200, address
    for piece in response.streaming_content if response.streaming else [response.content]:
        first = first or time.perf_counter() - started
        size += len(piece)
    response.close()
    return first, time.perf_counter() - started, size


def most_memory() -> float:
    """Return the most memory that this process ever had, in MB: in its own words, as Linux counts."""
    (line,) = (
        line
        for line in Path("/proc/self/status").read_text("ascii").splitlines()
        if line.startswith("VmHWM")
    )
    return int(line.split()[1]) / 1024
