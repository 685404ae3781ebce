"""Forty days of a ledger and some previews, and eight readers who go from one to another.

Run as a program by a test.

Prints as JSON the wrong answers, how many files were open early and late, and how long a page of live
and the same page of an edition take.
"""

import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import django
from django.test import Client

DAYS, PREVIEWS, THREADS, REQUESTS, TIMED = 40, 5, 8, 300, 60
TO_BEGIN = 40  # requests of each thread before open files are counted
WITHIN = 600  # seconds that they wait for each other


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS.append("testserver")
    settings.LEDGER_API_RATE = 0
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_ledger", verbosity=0, stdout=sys.stderr)
    names, day = forty_days()
    import time_machine

    with time_machine.travel(day):
        wrong, opened = read(names)
        sys.stdout.write(json.dumps({"wrong": wrong[:5], "open": opened, **seconds(names)}))


def forty_days() -> tuple[dict[str, str], Any]:
    """Give an industry another name each day, and in each preview.

    Return the names by prefix, that of live last, and the day after them.
    """
    import time_machine
    from django.utils import timezone

    from industries.copies.making import keep_ended
    from industries.publishing.release import publish
    from tests import make
    from tests.publishing.test_publish import edit

    industry, names = make.industry(slug="named", cites=make.source()), dict[str, str]()
    start = timezone.now()
    for n in range(DAYS + 1):
        with time_machine.travel(start + timedelta(days=n)):
            edit(industry, name_en=f"Name {n:02}")
            if n:
                publish([industry], note_en="Another name.")
            else:
                make.published(industry)
            names[f"/as-of/{timezone.localdate()}"] = f"Name {n:02}"
    day = start + timedelta(days=DAYS, hours=1)
    with time_machine.travel(day):
        assert len(keep_ended()) == DAYS
        for n in range(PREVIEWS):
            edit(industry, name_en=f"Preview {n}")
            names[f"/preview/{preview_of(industry)}"] = f"Preview {n}"
    return {**names, "": f"Name {DAYS:02}"}, day


def preview_of(record: Any) -> str:
    from django.contrib.auth import get_user_model

    from industries.copies import previews
    from industries.editions import desk

    by, _made = get_user_model().objects.get_or_create(username="chief")
    with desk():
        return previews.make({(record.kind, record.key)}, by=by, note_en="Another name.").token


def read(names: dict[str, str]) -> tuple[list[str], list[int]]:
    """Let each thread ask for pages and the API behind prefixes at random.

    Return what was wrong, and how many files were open after the first requests and after the others,
    with all threads alive.
    """
    wrong, opened = list[str](), list[int]()
    all_have_read = threading.Barrier(THREADS, lambda: opened.append(open_files()), WITHIN)

    def reader(seed: int) -> None:
        client, random = Client(), Random(seed)  # noqa: S311  (no secret)
        for requests in (TO_BEGIN, REQUESTS):
            wrong.extend(ask(client, random, names, requests))
            all_have_read.wait()

    with ThreadPoolExecutor(THREADS) as pool:
        for reading in [pool.submit(reader, seed) for seed in range(THREADS)]:
            reading.result()
    return wrong, opened


def ask(client: Client, random: Random, names: dict[str, str], requests: int) -> Iterator[str]:
    for _ in range(requests):
        start = random.choice([*names, "", ""])
        path = random.choice(["/industries/named/", "/industries.csv", "/api/v1/industries/"])
        answer: Any = client.get(start + path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code != 200 or names[start].encode() not in body:
            yield f"{start}{path}: {answer.status_code}"


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def seconds(names: dict[str, str]) -> dict[str, float]:
    """Return how long a page of live takes, and that of an edition, turn by turn."""
    client, taken = Client(), dict[str, list[float]](live=[], edition=[])
    starts = {"live": "", "edition": next(iter(names))}
    for _ in range(TIMED):
        for which, start in starts.items():
            began = time.perf_counter()
            assert client.get(f"{start}/industries/").status_code == 200
            taken[which].append(time.perf_counter() - began)
    return {which: statistics.median(found) for which, found in taken.items()}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    main()
