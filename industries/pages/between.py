"""What changed from the end of one day to the end of another: records, and the verdicts on targets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.db import DatabaseError
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from industries.choices import Reason, Verdict
from industries.conditional import depends_on
from industries.editions import Reading, alias, reading, today
from industries.filtersets import BetweenFilterSet
from industries.filtersets.facets import MOST_ROWS
from industries.models import RECORDS, KeptVerdict, Release, Version
from industries.pages.changes import address_of, changes_in, place_of
from industries.pages.editions import on_day, there
from industries.pages.errors import error_page
from industries.pages.fetching import page_of
from industries.pages.filters import Form, form
from industries.pages.page import page, refuse_in_preview
from industries.prefixes import checked_day, reading_of_day
from industries.publishing.names import Entry, in_log
from industries.publishing.payload import Reference

MOST_RELEASES = 20  # that are linked by their numbers; more are a range
PAGING = ("page", "verdicts")
# as the log has them, but what the others rest on comes last
ORDER = Case(
    *(When(kind=kind, then=Value(n)) for n, kind in enumerate(RECORDS) if kind != "source"),
    default=Value(len(RECORDS)),
)


class EditionError(DatabaseError):
    """An edition that is read beside what the page is of cannot be read."""


@dataclass(frozen=True, slots=True)
class Side:
    """The verdict on a target as a reader saw it on a day, and where it was seen."""

    verdict: Verdict
    reasons: list[Reason]
    address: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A target whose verdict, or why it has none, differs; a side is None where it was not public.

    `by_time` is whether what was public on the first day gives the verdict of the second as well.
    """

    entry: Entry
    was: Side | None
    now: Side | None
    by_time: bool

    @property
    def address(self) -> str:
        """The address of its page as it is by now, or of its history."""
        return address_of(self.entry) or place_of(self.entry, "history")


@dataclass(frozen=True, slots=True)
class _Kept:
    slug: str
    industry: str | None
    place: str
    verdict: str
    reasons: str

    @property
    def said(self) -> tuple[str, str]:
        return self.verdict, self.reasons


@depends_on(there)
@require_safe
def release_between(request: HttpRequest, a: str, b: str) -> HttpResponse:
    """Show what differs between what was public at the end of a day and at the end of another.

    Raises Http404 as those days themselves do, InvalidFilterError and EditionError. Twelve queries, one
    more for the figures of a target.
    """
    refuse_in_preview()
    (since, first), (until, last) = reading_of_day(a), reading_of_day(b)
    if _day(since) > _day(until):
        return _other_way_round(request, a, b)
    versions = Version.objects.between(first.number, last.number).order_by(ORDER, "id")
    filterset = BetweenFilterSet.of(request.GET, versions, paging=PAGING)
    rows = page_of(filterset.found, request, filterset.page_size, most=MOST_ROWS)
    turned, entries = _turned(request, filterset, since, until)
    context = {
        "days": [(_day(of), on_day(request, _day(of))) for of in (since, until)],
        "is_one_day": a == b,
        "rows": rows,
        "changes": changes_in(rows),
        "turned": turned,
        "narrowing": _named(form(filterset, 0), entries),
        "last_day": today(),
        "release": rows.paginator.newest,
        **_releases(first, last),
    }
    return page(request, "industries/release_between.html", context)


@require_safe
def release_days(request: HttpRequest) -> HttpResponse:
    """Lead to the two days that the form names, the second by default today. Raises Http404."""
    refuse_in_preview()
    asked = request.GET
    first, last = asked.get("from", ""), asked.get("to") or today().isoformat()
    a, b = (checked_day(text).isoformat() for text in (first, last))
    kept = {name: asked[name] for name in BetweenFilterSet.base_filters if asked.get(name)}
    return HttpResponseRedirect(_address(a, b, kept))


def _day(of: Reading) -> Any:
    return of.day


def _address(a: str, b: str, query: Mapping[str, str]) -> str:
    path = reverse("release_between", args=[a, b])
    return f"{path}?{urlencode(query)}" if query else path


def _other_way_round(request: HttpRequest, a: str, b: str) -> HttpResponse:
    onward = _address(b, a, request.GET.dict()), _("The other way round")
    said = _("The first day is after the second.")
    return error_page(request, HTTPStatus.NOT_FOUND, said, onward=onward)


def _releases(first: Release, last: Release) -> dict[str, Any]:
    """Return the numbers of the releases in between, and where many of them are listed."""
    numbers = range(first.number + 1, last.number + 1)
    query = urlencode({"number__gte": numbers.start, "number__lte": last.number})
    return {
        "numbers": numbers,
        "are_many": len(numbers) > MOST_RELEASES,
        "releases": f"{reverse('release_list')}?{query}",
    }


def _named(narrowing: Form, entries: Mapping[Reference, Entry]) -> Form:
    """Return the form with the target that a link narrows by in words: it is not chosen from any."""
    names = {entry.key: entry.name for entry in entries.values()}
    used = [replace(one, value=names.get(one.value, one.value)) for one in narrowing.used]
    return replace(narrowing, used=used)


def _turned(
    request: HttpRequest, filterset: BetweenFilterSet, since: Reading, until: Reading
) -> tuple[Any, Mapping[Reference, Entry]]:
    """Return a page of the targets whose verdict differs, and these with those asked for by name.

    Five queries: what is kept of each day, and of the second day by what was known on the first, for
    those that are shown; and two for names.
    """
    before, after = (_kept(filterset, of, of) for of in (since, until))
    keys = _unlike(filterset, before, after)
    shown = page_of(keys, request, filterset.page_size, name="verdicts", total=len(keys))
    alone = _kept(filterset, since, until, list(shown))
    asked = filter(None, filterset.applied.get("target", "").split(","))
    entries = in_log({("target", key) for key in (*shown, *asked)}, alias())
    shown.object_list = [
        Turned(
            entries["target", key],
            _side(request, since, before.get(key)),
            _side(request, until, after.get(key)),
            by_time=_said(alone.get(key)) == _said(after.get(key)),
        )
        for key in shown
    ]
    return shown, entries


def _unlike(
    filterset: BetweenFilterSet, before: dict[str, _Kept], after: dict[str, _Kept]
) -> list[str]:
    """Return the keys of the targets whose verdict differs, in the order of promises."""
    found = dict[str, str]()
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        sides = [side for side in (now, was) if side]
        # one that left an industry for another is asked for by either
        if _said(was) != _said(now) and filterset.is_about(*(side.industry for side in sides)):
            found[key] = sides[0].place
    return sorted(found, key=lambda key: (found[key], key))


def _kept(
    filterset: BetweenFilterSet, of: Reading, on: Reading, only: Iterable[str] | None = None
) -> dict[str, _Kept]:
    """Return by key the verdicts on targets that hold on a day, by what is kept in a reading.

    One query. Raises EditionError.
    """
    target = ("target__key", "target__slug", "target__industry__key")
    columns = (*target, "place", "verdict", "reasons")
    try:
        with reading(of):
            rows = filterset.verdicts(KeptVerdict.objects.on_day(_day(on)))
            rows = rows if only is None else rows.filter(target__key__in=only)
            return {key: _Kept(*rest) for key, *rest in rows.order_by().values_list(*columns)}
    except (DatabaseError, FileNotFoundError) as error:
        if of.file is None:
            raise
        raise EditionError(*error.args) from error


def _said(kept: _Kept | None) -> tuple[str, str] | None:
    return kept.said if kept else None


def _side(request: HttpRequest, of: Reading, kept: _Kept | None) -> Side | None:
    if kept is None:
        return None
    address = reverse("target_detail", args=[kept.slug])
    reasons = [Reason(code) for code in kept.reasons.split()]
    return Side(Verdict(kept.verdict), reasons, on_day(request, _day(of), address))
