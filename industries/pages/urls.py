from collections.abc import Iterator
from typing import Any

from django.urls import path

from industries.downloads.kept import DOWNLOADS
from industries.models import RECORDS
from industries.pages import (
    about,
    between,
    data,
    editions,
    feeds,
    guide,
    history,
    methodology,
    promises,
    releases,
    reporting,
    search,
    sharing,
    twins,
    views,
)

PLURALS = {
    "source": "sources",
    "group": "groups",
    "strategy": "strategies",
    "industry": "industries",
    "product": "products",
    "initiative": "initiatives",
    "indicator": "indicators",
    "target": "targets",
    "observation": "observations",
}
# the others are shown on the page of another record, or are the filter of a list
HAVE_PAGES = {
    "industry": views.industry_detail,
    "initiative": views.initiative_detail,
    "target": views.target_detail,
    "indicator": views.indicator_detail,
    "source": views.source_detail,
}
PAST: dict[str, tuple[str, Any]] = {
    "history/": ("history", history.record_history),
    "history/feed.atom": ("history_feed", feeds.record_feed),
    "v/<int:n>/": ("version", history.record_version),
    "diff/<int:a>..<int:b>/": ("diff", history.record_diff),
    "report/": ("report", reporting.record_report),
    "report/<str:code>/": ("reported", reporting.record_reported),
}


def of_each_kind() -> Iterator[Any]:
    """Yield the addresses that every record has, whatever its kind."""
    for kind in RECORDS:
        start, about = f"{PLURALS[kind]}/<slug:slug>/", {"kind": kind}
        if kind in HAVE_PAGES:
            yield path(start, HAVE_PAGES[kind], name=f"{kind}_detail")
            yield path(f"{PLURALS[kind]}/feed.atom", feeds.list_feed, about, name=f"{kind}_feed")
        else:
            yield path(start, history.record_page, about, name=f"{kind}_detail")
        for end, (name, view) in PAST.items():
            yield path(f"{start}{end}", view, about, name=f"{kind}_{name}")


def as_files() -> Iterator[Any]:
    """Yield the addresses of charts as files, in both themes."""
    views_of: dict[str, tuple[str, Any]] = {
        "target_chart": ("targets/<slug:slug>/chart", sharing.target_chart),
        "indicator_chart": ("indicators/<slug:slug>/charts/<slug:series>", sharing.indicator_chart),
    }
    for name, (start, view) in views_of.items():
        for theme, end in (("light", ".svg"), ("dark", ".dark.svg")):
            yield path(f"{start}{end}", view, {"theme": theme}, name=f"{name}_{theme}")


# what a list as data is called in addresses, where it is not of a kind of record
OTHER_LISTS = {
    "due": "due",
    "changed_goal": "changed-goals",
    "release": "changes",
    "correction": "corrections",
}


def as_data() -> Iterator[Any]:
    """Yield the addresses of lists and records as CSV and JSON: those of the pages with an ending."""
    for noun in twins.LISTS:
        start, about = PLURALS.get(noun) or OTHER_LISTS[noun], {"noun": noun}
        yield path(f"{start}.csv", twins.list_csv, about, name=f"{noun}_list_csv")
        yield path(f"{start}.xlsx", twins.list_xlsx, about, name=f"{noun}_list_xlsx")
        yield path(f"{start}.json", twins.list_json, about, name=f"{noun}_list_json")
    for kind in RECORDS:
        start, about = f"{PLURALS[kind]}/<slug:slug>", {"kind": kind}
        yield path(f"{start}.csv", twins.record_csv, about, name=f"{kind}_csv")
        yield path(f"{start}.json", twins.record_json, about, name=f"{kind}_json")
    yield path("changes/<int:number>.csv", twins.release_csv, name="release_csv")
    yield path("changes/<int:number>.json", twins.release_json, name="release_json")


urlpatterns = [
    path("", views.home, name="home"),
    path("industries/", views.industry_list, name="industry_list"),
    path("initiatives/", views.initiative_list, name="initiative_list"),
    path("targets/", views.target_list, name="target_list"),
    path("indicators/", views.indicator_list, name="indicator_list"),
    path("sources/", views.source_list, name="source_list"),
    *of_each_kind(),
    *as_files(),
    *as_data(),
    path("embed/targets/<slug:slug>/", sharing.target_embed, name="target_embed"),
    path("due/", promises.due_list, name="due_list"),
    path("due/feed.atom", feeds.due_feed, name="due_feed"),
    path("changed-goals/", promises.changed_goal_list, name="changed_goal_list"),
    path("changed-goals/feed.atom", feeds.changed_goal_feed, name="changed_goal_feed"),
    path("changes/", releases.release_list, name="release_list"),
    path("changes/feed.atom", feeds.release_feed, name="release_feed"),
    path("changes/<int:number>/", releases.release_detail, name="release_detail"),
    path("changes/<int:number>/feed.atom", feeds.release_detail_feed, name="release_detail_feed"),
    path("changes/between/", between.release_days, name="release_days"),
    path("changes/between/<str:a>/<str:b>/", between.release_between, name="release_between"),
    path("search/", search.search, name="search"),
    path("about/", about.about, name="about"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("data/", data.data, name="data"),
    path("data/codes.csv", data.codes, name="data_codes"),
    *(
        path(f"data/ledger.{ending}", data.data_file, {"ending": ending}, name=f"data_{ending}")
        for ending in DOWNLOADS
    ),
    path("data/editions/", editions.edition_list, name="editions"),
    path("data/editions.json", editions.edition_list_json, name="editions_json"),
    path("data/editions/<str:day>.sqlite3", editions.edition_file, name="edition_file"),
    path("as-of/", editions.go_to_day, name="as_of"),
    path("api/guide/", guide.guide, name="api_guide"),
    path("methodology/", methodology.methodology, name="methodology"),
    path("corrections/", releases.correction_list, name="correction_list"),
    path("corrections/feed.atom", feeds.correction_feed, name="correction_feed"),
]
