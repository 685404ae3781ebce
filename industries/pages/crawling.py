"""What search engines read first: robots.txt, and the addresses of all pages in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import override
from django.views.decorators.http import require_safe

from industries.conditional import untagged
from industries.models import RECORDS, Release, Version
from industries.models.bilingual import CHINESE, ENGLISH
from industries.newest import seen_release

HREFLANGS = {ENGLISH: "en", CHINESE: "zh-Hans"}
PAGES = (
    *("home", "industry_list", "initiative_list", "target_list", "indicator_list", "source_list"),
    *("due_list", "changed_goal_list", "release_list", "correction_list", "methodology", "data"),
    *("about", "accessibility"),
)
LIMIT = 5000  # addresses in one file, an even number: each page has one in each language


@untagged  # and answered without a database
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let everybody read everything that is public; there is nothing to read at the desk."""
    sitemap = request.build_absolute_uri(reverse("sitemaps"))
    text = f"User-agent: *\nDisallow: {reverse('admin:index')}\n\nSitemap: {sitemap}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


class InBothLanguages:
    """Rows of which each comes once for each language, fetched a slice at a time."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(HREFLANGS) * self.rows.count()

    def __getitem__(self, part: slice) -> list[tuple[Any, str]]:
        first, last = (place // len(HREFLANGS) for place in (part.start, part.stop))
        return [(row, language) for row in self.rows[first:last] for language in HREFLANGS]


class Addresses(Sitemap):
    """The addresses of some rows, each with those of its other languages. Two queries."""

    limit = LIMIT

    def rows(self) -> Any:
        """Return the rows, which have `updated_at`, in an order that stays."""
        raise NotImplementedError

    def items(self) -> Any:
        return InBothLanguages(self.rows())

    def location(self, item: Any) -> str:
        row, language = item
        with override(language):
            return str(row.get_absolute_url())

    def lastmod(self, item: Any) -> datetime | None:
        moment: datetime | None = item[0].updated_at
        return moment

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> Any:
        urls = super().get_urls(page, site, protocol)
        origin = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        for url in urls:
            row, _language = url["item"]
            url["alternates"] = [
                {"location": f"{origin}{self.location((row, language))}", "lang_code": code}
                for language, code in HREFLANGS.items()
            ]
        return urls


class RecordAddresses(Addresses):
    """The pages of one kind of record."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def rows(self) -> Any:
        return RECORDS[self.kind].objects.with_version().order_by("key")

    def get_latest_lastmod(self) -> datetime | None:
        """Return when a record of the kind was published last, by the log and without the rows."""
        versions = Version.objects.filter(kind=self.kind).order_by("-id")
        moment: datetime | None = versions.values_list("release__published_at", flat=True).first()
        return moment


class ReleaseAddresses(Addresses):
    """The pages of the releases; what was published in one never changes."""

    def rows(self) -> Any:
        return Release.objects.order_by("number")

    def lastmod(self, item: Any) -> datetime | None:
        moment: datetime = item[0].published_at
        return moment

    def get_latest_lastmod(self) -> datetime | None:
        newest = seen_release()
        return newest.published_at if newest else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page by the name of its address."""

    name: str

    def get_absolute_url(self) -> str:
        return reverse(self.name)


class PageAddresses(ReleaseAddresses):
    """The pages that are always there; each may change with a release."""

    def items(self) -> Any:
        return [(Page(name), language) for name in PAGES for language in HREFLANGS]

    def lastmod(self, item: Any) -> datetime | None:
        return self.newest

    @cached_property
    def newest(self) -> datetime | None:
        return self.get_latest_lastmod()


# made anew for each request: each is what its file has
SITEMAPS: dict[str, Callable[[], Addresses]] = {
    "pages": PageAddresses,
    **{
        kind: partial(RecordAddresses, kind)
        for kind in ("industry", "initiative", "target", "indicator", "source")
    },
    "release": ReleaseAddresses,
}
