"""Queries of each page and endpoint, written down; the same for one row and for thirty.

`RECORD=1 pytest tests/test_query_counts.py` writes the file anew, for the review to see.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from industries.editions import DESK, LIVE, desk
from industries.filtersets import StrictFilterSet
from industries.models import ChainLink, Membership, Observation, Record, Release, Target, Version
from industries.pages.twins import LISTS
from industries.pages.urls import PLURALS
from industries.publishing.release import publish
from industries.publishing.states import note_edit
from tests import make
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger
FILE = Path(__file__).parent / "query_counts.json"
LIMITS = {
    "page_detail": 8,
    "page_list": 6,
    "api_detail": 8,
    "page_feed": 6,
    "file": 9,  # two, and then for each chunk of 500 rows
    "api_list": 4,
    "search": 6,  # where letters lead to texts without the word: what to leave out, what is like it
    "home": 9,
    "between": 14,  # records and releases of one day, verdicts of two, and names
    "sitemap": 12,  # of the index: two of each kind of page
    "desk_list": 12,
    "desk_start": 17,
}

# industries and initiatives have one more relation to many than a list has otherwise
NOUNS = ("industry", "initiative", "target", "indicator", "source")


def made(times: int) -> dict[str, Record]:
    """Publish one of each kind, and around each `times` of what its page shows."""
    source = make.source()
    groups = [make.group(cites=source) for _ in range(times)]
    industry = make.industry(cites=source)
    products = [make.product(industry=industry, cites=source) for _ in range(times + 1)]
    strategies = [make.strategy(cites=source) for _ in range(times)]
    parent = make.initiative(cites=source, strategy=strategies[0])
    children = [make.initiative(cites=source, parent=parent) for _ in range(times)]
    indicator = make.indicator()
    on = {"indicator": indicator, "industry": industry, "initiative": parent, "cites": source}
    targets = [make.target(**on) for _ in range(times + 1)]
    seen = [make.observation(**on, period=str(1990 + n)) for n in range(times + 1)]
    with desk():
        for group in groups:
            place = {"basis": "listed", "source": source}
            Membership.objects.create(industry=industry, group=group, **place)
        for product in products[1:]:
            link = {"from_product": products[0], "to_product": product, "technology": products[0]}
            ChainLink.objects.create(industry=industry, source=source, basis="stated", **link)
        for child in (parent, *children):
            child.industries.add(industry)
        for target in targets[1:]:
            target.restates = targets[0]
            target.save()
            target.also_restates.add(targets[0])
        for figure in seen[1:]:
            figure.derived_from.add(seen[0])
    more = [make.industry(cites=source) for _ in range(times - 1)]
    more += [make.source() for _ in range(times - 1)] + [make.indicator() for _ in range(times - 1)]
    every = [*groups, *strategies, industry, *products, parent, *children, *targets, *seen, *more]
    for record in every:
        note_edit(record, None)
    make.published(source, indicator, *every)
    past(times, targets[0], seen)
    return {
        "group": groups[0],
        "strategy": strategies[0],
        "industry": industry,
        "product": products[0],
        "initiative": parent,
        "indicator": indicator,
        "target": targets[0],
        "observation": seen[0],
        "source": source,
    }


def past(times: int, target: Target, seen: list[Observation]) -> None:
    """Correct one record so many times, and once more figures than so many; withdraw one of them."""
    for n in range(times):
        edit(target, value=60 + n)
        publish([target], note_en="Misread.")
    for figure in seen:
        edit(figure, value=13)
    publish(seen, note_en="Misread.")
    withdrawn(seen[-1])


def addresses(records: dict[str, Record]) -> dict[str, str]:
    """Return the address of each page and endpoint, lists narrowed to what was made."""
    found = {"home /": "/", "page_list /changes/": "/changes/?page=1"}
    for path in ("/due/", "/changed-goals/"):
        found[f"page_list {path}"] = f"{path}?search=made_"
        found[f"page_feed {path}feed.atom"] = f"{path}feed.atom?search=made_"
    of_a_group = f"/industries/?group={records['group'].key}"
    of_a_strategy = f"/initiatives/?strategy={records['strategy'].key}"
    found |= {
        "page_list /industries/?group": of_a_group,
        "page_list /initiatives/?strategy": of_a_strategy,
    }
    found["page_list /search/"] = "/search/?q=made_"
    found["page_list /search/ (nothing)"] = "/search/?q=maed_"
    found["api_list /api/v1/search/"] = "/api/v1/search/?q=made_"
    found["api_list /api/v1/search/ (nothing)"] = "/api/v1/search/?q=maed_"
    for words in ("0000", "wine 0000", "coal 0000", "0000 00000"):
        for path in ("/search/", "/api/v1/search/"):
            found[f"search {path} ({words})"] = f"{path}?q={words}"
    for noun in NOUNS:
        path = reverse(f"{noun}_list")
        found[f"page_list {path}"] = f"{path}?search=made_"
        found[f"page_detail {path}<slug>/"] = records[noun].get_absolute_url()
    for kind, plural in PLURALS.items():
        path = f"/api/v1/{plural}/"
        found[f"api_list {path}"] = f"{path}?search=made_" if kind != "observation" else path
        found[f"api_detail {path}<key>/"] = f"{path}{records[kind].key}/"
    # the last page: it has the figures, which are named after their indicators
    last = -(-Version.objects.filter(release=2).count() // StrictFilterSet.page_size)
    found["page_detail /changes/<number>/"] = f"/changes/2/?page={last}"
    found["api_list /api/v1/releases/"] = "/api/v1/releases/"
    found["api_list /api/v1/changes/"] = "/api/v1/changes/?release__gte=2"
    found |= addresses_of_the_past(records["target"])
    for noun, of in LISTS.items():
        path = reverse(f"{noun}_list_csv")
        has_search = "search" in of.filterset.base_filters
        found[f"file {path}"] = f"{path}?search=made_" if has_search else path
        if noun in records:
            found[f"file /{PLURALS[noun]}/<slug>.csv"] = f"/{PLURALS[noun]}/{records[noun].slug}.csv"
    found["page_detail /data/"] = "/data/"
    found["sitemap /sitemap.xml"] = "/sitemap.xml"
    found["sitemap /sitemap-target.xml"] = "/sitemap-target.xml"
    found["file /changes/<number>.csv"] = "/changes/2.csv"
    found["api_detail /api/v1/releases/<number>/"] = "/api/v1/releases/2/"
    return found


def addresses_of_the_past(target: Record) -> dict[str, str]:
    page = f"/targets/{target.slug}/"
    found = {
        f"page_detail /targets/<slug>/{rest}/": f"{page}{address}/"
        for rest, address in (
            *(("history", "history"), ("v/<n>", "v/1"), ("diff/<a>..<b>", "diff/1..2")),
            *(("report", "report"), ("report/<code>", "report/23456789")),
        )
    }
    last = Release.objects.using(LIVE).latest("number")
    gone = Version.objects.using(LIVE).get(release=last).key.replace("_", "-")
    for rest, address in (("history", "history"), ("v/<n>", "v/1")):
        found[f"page_detail /observations/<gone>/{rest}/"] = f"/observations/{gone}/{address}/"
    found["page_detail /changes/<number>/ (corrected)"] = f"/changes/{last.number - 1}/"
    found["page_list /corrections/"] = "/corrections/"
    found["page_feed /targets/<slug>/history/feed.atom"] = f"{page}history/feed.atom"
    for noun in ("changes", "corrections", "targets", "industries"):
        found[f"page_feed /{noun}/feed.atom"] = f"/{noun}/feed.atom"
    return found


@pytest.mark.parametrize("times", [1, 30])
def test_queries_are_as_recorded_whatever_the_number_of_rows(client: Client, times: int) -> None:
    counts: dict[str, int] = {}
    for name, address in sorted(addresses(made(times)).items()):
        with (
            CaptureQueriesContext(connections[DESK]) as on_desk,
            CaptureQueriesContext(connections[LIVE]) as on_live,
        ):
            response = client.get(address)
            body = b"".join(response)  # what is streamed is asked for by and by
        assert body
        assert response.status_code == 200, address
        assert not len(on_desk), f"{address} asks the desk"
        counts[name] = len(on_live)
    are_as_recorded(counts)


def are_as_recorded(counts: dict[str, int]) -> None:
    """Compare the counts with the file, as far as it has their kinds: the first word of each name."""
    recorded = json.loads(FILE.read_text("utf-8"))
    kinds = {name.partition(" ")[0] for name in counts}
    others = {name: n for name, n in recorded.items() if name.partition(" ")[0] not in kinds}
    if os.environ.get("RECORD"):
        every = dict(sorted({**others, **counts}.items()))
        FILE.write_text(json.dumps(every, indent=2) + "\n", "utf-8")
        return
    assert counts == {name: n for name, n in recorded.items() if name not in others}


def test_the_recorded_counts_are_within_their_limits() -> None:
    counts = json.loads(FILE.read_text("utf-8"))
    assert not {n: count for n, count in counts.items() if count > LIMITS[n.partition(" ")[0]]}
