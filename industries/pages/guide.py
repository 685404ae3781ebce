"""The guide to the API: what a newcomer needs, with snippets that the tests run as they stand."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from industries.pages.page import page

# `{api}` is the address of the API, as the reader who looks has to write it
SNIPPETS: Mapping[str, str] = {
    "first": """curl '{api}targets/?verdict=missed&page_size=2'""",
    "file": """curl -o targets.csv '{api}targets/?format=csv'""",
    "python": """import json
from urllib.request import urlopen

address, rows = "{api}targets/?expand=indicator&page_size=50", []
while address:
    page = json.load(urlopen(address))
    rows += page["results"]
    address = page["next"]
print(len(rows), "targets,", page["meta"]["attribution"])""",
    "pandas": """import pandas
targets = pandas.read_csv("{api}targets/?format=csv")""",
    "r": """targets <- read.csv("{api}targets/?format=csv", encoding = "UTF-8")
figures <- jsonlite::stream_in(url("{api}observations/?format=ndjson"))""",
    "sheet": """=IMPORTDATA("{api}targets/?format=csv&fields=id,value,unit,due_on")""",
    "filters": """curl '{api}targets/?verdict=missed,no_figure&due_on__lt=2026-01-01&ordering=-due_on'
curl '{api}observations/?indicator=goji_area&period_end__gte=2020-01-01'
curl '{api}targets/?facets=verdict,industry&page_size=1'""",
    "tag": """curl --etag-save tag.txt --etag-compare tag.txt -o sources.json '{api}sources/'
curl --etag-save tag.txt --etag-compare tag.txt -w '%{{http_code}}' '{api}sources/'""",
    "changes": """import json
from urllib.request import urlopen

def follow(kept, release):
    "Bring `kept` up to date, from this release on; return where to begin the next time."
    address = f"{api}changes/?expand=record&page_size=200&release__gte={{release}}"
    while address:
        page = json.load(urlopen(address))
        for change in page["results"]:
            place = change["kind"], change["id"]
            if change["action"] == "withdraw":
                kept.pop(place, None)
            else:
                kept[place] = change["record"]
        address = page["next"]
    return page["meta"]["release"]["number"] + 1

kept = {{}}
release = follow(kept, 1)
print(len(kept), "records; next time from release", release)""",
    "errors": """curl '{api}targets/?colour=red'""",
}


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show how to use the API, with addresses of the host and the day that are read."""
    api = f"{request.scheme}://{request.get_host()}{reverse('api:api-root')}"
    context = {
        "snippets": {name: text.format(api=api) for name, text in SNIPPETS.items()},
        "workbook": f"{api}targets/?format=xlsx",
        "rate": settings.LEDGER_API_RATE,
        "version": settings.SPECTACULAR_SETTINGS["VERSION"],
    }
    return page(request, "industries/guide.html", context)
