"""The page of search."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from industries.filtersets import SearchFilterSet
from industries.models import RECORDS, Findable
from industries.pages.fetching import page_of
from industries.pages.page import page
from industries.search import MOST, Count, Found


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind of record with how many of it were found, and the search for those alone."""

    name: str
    number: Count
    address: str
    is_chosen: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what has all the words, the best first; or, without words, what can be found."""
    filterset = SearchFilterSet.of(request.GET, Findable.objects.all())
    found, asked = filterset.found, filterset.applied
    how: dict[str, Any] = {"whole": filterset.whole, "total": len(found)}
    rows = page_of(found, request, filterset.page_size, **how)
    context = {
        "q": asked.get("q", ""),
        "found": found,
        "rows": rows,
        "most": MOST,
        "shown": len(found),
        "facets": _facets(found, asked),
        "is_of_a_kind": "kind" in asked,
        "every_kind": _address({"q": asked.get("q", "")}),
        "fewer": [(word, _address({"q": _without(found, word)})) for word in found.without],
        "release": rows.paginator.newest,
    }
    return page(request, "industries/search.html", context)


def _facets(found: Found, asked: dict[str, str]) -> list[Facet]:
    chosen, q = asked.get("kind", ""), asked.get("q", "")
    numbers = found.facets.values()
    every = Count(sum(n.number for n in numbers), all(n.is_exact for n in numbers))
    return [
        Facet(_("All kinds"), every, _address({"q": q}), not chosen),
        *(
            Facet(
                capfirst(str(RECORDS[kind]._meta.verbose_name_plural)),
                count,
                _address({"q": q, "kind": kind}),
                kind in chosen.split(","),
            )
            for kind, count in found.facets.items()
        ),
    ]


def _without(found: Found, word: str) -> str:
    return " ".join(other for other in found.words if other != word)


def _address(asked: dict[str, str]) -> str:
    return f"{reverse('search')}?{urlencode(asked)}"
