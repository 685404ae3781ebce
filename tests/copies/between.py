"""Three days of a ledger, and what the page of what changed between two of them says."""

import re
from typing import Any

import time_machine as tm

A, B, C = "2031-03-01", "2031-03-04", "2031-03-09"


def noon(day: str) -> Any:
    """Stand still at noon of a day, in the ledger's time zone."""
    return tm.travel(f"{day}T12:00:00+08:00", tick=False)


def records(text: str) -> dict[str, str]:
    """Return what the page lists, by name: the rest of its entry."""
    entries = text.partition('id="records"')[2].partition("</section>")[0].split("<h4>")[1:]
    return {re.sub(r"<.*?>", "", entry.partition("</h4>")[0]): entry for entry in entries}


def marks(text: str) -> dict[str, str]:
    found = {name: re.search(r'class="mark">(.*?)<', entry) for name, entry in records(text).items()}
    return {name: mark.group(1) for name, mark in found.items() if mark}


def turned(text: str) -> dict[str, tuple[str, ...]]:
    """Return by slug what the page says of each target: the two verdicts, and because of what."""
    table = text.partition('id="verdicts"')[2].partition("</section>")[0]
    found = {}
    for row in re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", table, re.DOTALL):
        slug = row.partition('href="')[2].partition('"')[0].split("/targets/")[1].split("/")[0]
        cells = re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL)
        said = (re.sub(r"<span class=\"meta\">.*?</span>|<.*?>", "", cell) for cell in cells)
        found[slug] = tuple(text.strip() for text in said)
    return found
