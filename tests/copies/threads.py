"""Forty days of a ledger and some previews, and eight readers who go from one to another.

Run as a program by a test.

Prints as JSON the wrong answers, the files that were open before and after, and how long a page of
live and the same page of an edition take.
"""

import json
import os
import statistics
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import django

DAYS, PREVIEWS, THREADS, REQUESTS, TIMED = 40, 5, 8, 300, 60
TO_BEGIN = 40  # requests of each thread before open files are counted


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
        wrong = read(names, TO_BEGIN)
        before = open_files()
        wrong += read(names, REQUESTS)
        after = open_files()
        sys.stdout.write(
            json.dumps({"wrong": wrong[:5], "before": before, "after": after, **seconds(names)})
        )


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


def read(names: dict[str, str], requests: int) -> list[str]:
    """Let each thread ask for pages and the API behind prefixes at random; return what was wrong."""
    wrong: list[str] = []
    threads = [threading.Thread(target=ask, args=(n, names, requests, wrong)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def ask(seed: int, names: dict[str, str], requests: int, wrong: list[str]) -> None:
    from django.test import Client

    client = Client()
    random = Random(seed)  # noqa: S311  (no secret)
    for _ in range(requests):
        start = random.choice([*names, "", ""])
        name = names[start]
        path = random.choice(["/industries/named/", "/industries.csv", "/api/v1/industries/"])
        answer: Any = client.get(start + path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code != 200 or name.encode() not in body:
            wrong.append(f"{start}{path}: {answer.status_code}")


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def seconds(names: dict[str, str]) -> dict[str, float]:
    """Return how long a page of live takes, and that of an edition, turn by turn."""
    from django.test import Client

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
