"""Everything on the desk that differs from what is public, with what would change: to choose from."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Case, Count, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from industries.admin.lines import as_on_desk, lines
from industries.admin.previewing import open_previews
from industries.admin.scheduling import scheduled_releases
from industries.choices import State
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.models import RECORDS
from industries.models.desk import with_states
from industries.publishing.check import MAY_PUBLISH, four_eyes, public_records
from industries.publishing.payload import Reference, Snapshot, as_published

PAGE_SIZE = 50
# in the order in which a reviewer looks at them; the rest is public as it stands
OPEN = (
    State.READY,
    State.LEAVING,
    State.RETURNED,
    State.PENDING,
    State.DRAFT,
    State.LEAD,
    State.WAITING,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter with the number of records, and the address that chooses it."""

    label: str
    rows: int
    query: str
    chosen: bool


def pending_page(request: HttpRequest) -> HttpResponse:
    """List what is not public as it stands, kind by kind, with what each would change."""
    asked = _asked(request.GET)
    rows = _page(chosen(request), request.GET.get("page", "1"))
    context = {
        **admin.site.each_context(request),
        "title": _("Not public yet"),
        "rows": rows,
        "lines": lines(_as_they_would_be([(row["kind"], row["key"]) for row in rows])),
        "filters": [
            (_("State"), _choices(request, "state", {state: state.label for state in OPEN})),
            (_("Records"), _choices(request, "kind", _nouns(request))),
            (_("Author"), _choices(request, "by", None)),
        ],
        "all": f"{reverse('admin:publish')}?{_query(asked, all='1')}",
        "may_publish": request.user.has_perm(MAY_PUBLISH),
        **_on_the_way(request),
        **eyes(),
    }
    return TemplateResponse(request, "admin/industries/pending.html", context)


def _on_the_way(request: HttpRequest) -> dict[str, Any]:
    """Return what whoever may publish sees of releases that are scheduled, or can be previewed."""
    if not request.user.has_perm(MAY_PUBLISH):
        return {}
    return {"scheduled": scheduled_releases(), "previews": open_previews(request)}


def eyes() -> dict[str, bool]:
    """Return whether two people publish, and if not, whether that was set or there is only one."""
    return {"four_eyes": four_eyes(), "alone": settings.LEDGER_FOUR_EYES is None}


def chosen(request: HttpRequest, *, without: str = "") -> QuerySet[Any]:
    """Return the states that the address asks for, of records that the account may see.

    `without` names a filter to leave aside. Raises InvalidFilterError for a value that there is not.
    """
    asked = _asked(request.GET)
    states = asked["state"].split(",") if "state" in asked and without != "state" else list(OPEN)
    kinds = asked["kind"].split(",") if "kind" in asked and without != "kind" else list(RECORDS)
    seen = [kind for kind in kinds if kind in _nouns(request)]
    found = with_states().filter(state__in=states, kind__in=seen)
    if asked.get("by") and without != "by":
        found = found.filter(author=asked["by"])
    return found


def _asked(query: QueryDict) -> dict[str, str]:
    valid: dict[str, Any] = {"state": [*OPEN], "kind": [*RECORDS], "by": None}
    problems = []
    for name, value in query.items():
        if name in ("page", "all"):
            continue
        if name not in valid:
            message = _("“%(name)s” is not a parameter of this list. Valid are: %(valid)s.")
            said = message % {"name": name[:40], "valid": ", ".join([*valid, "page"])}
            problems.append(FilterProblem("unknown_parameter", name, said))
        elif value and valid[name] is not None and set(str(value).split(",")) - set(valid[name]):
            said = _("Valid are: %(valid)s.") % {"valid": ", ".join(valid[name])}
            problems.append(FilterProblem("invalid_value", name, said))
    if problems:
        raise InvalidFilterError(problems)
    return {name: str(query[name]) for name in valid if query.get(name)}


def _nouns(request: HttpRequest) -> dict[str, str]:
    return {
        kind: str(model._meta.verbose_name_plural)
        for kind, model in RECORDS.items()
        if request.user.has_perm(f"industries.view_{model._meta.model_name}")
    }


def _page(found: QuerySet[Any], number: str) -> Any:
    order = [When(kind=kind, then=Value(place)) for place, kind in enumerate(RECORDS)]
    rows = found.order_by(Case(*order), "key").values("kind", "key")
    try:
        return Paginator(rows, PAGE_SIZE).page(number)
    except InvalidPage as error:
        raise Http404(_("This list has no such page.")) from error


def _choices(request: HttpRequest, name: str, labels: dict[Any, Any] | None) -> list[Choice]:
    """Return the values of a filter that have records, and first the way to all of them. One query."""
    column = {"by": "author"}.get(name, name)
    counted = chosen(request, without=name).order_by().values(column).annotate(rows=Count("pk"))
    counts: dict[Any, int] = {row[column]: row["rows"] for row in counted}
    asked = _asked(request.GET)
    if labels is None:
        labels = {author: author for author in sorted(filter(None, counts))}
    every = Choice(_("all"), sum(counts.values()), _query(asked, **{name: ""}), name not in asked)
    return [every] + [
        Choice(
            str(label),
            counts[code],
            _query(asked, **{name: code}),
            code in asked.get(name, "").split(","),
        )
        for code, label in labels.items()
        if code in counts
    ]


def _query(asked: dict[str, str], **changed: str) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in {**asked, **changed}.items() if value})
    return query.urlencode()


def _as_they_would_be(page: list[Reference]) -> list[Snapshot]:
    """Return each record as it would be public if it were published alone."""
    leaving = set(with_states().filter(leaving=True).values_list("kind", "key"))
    whole, public = as_on_desk(page), public_records()
    found = []
    for reference in page:
        if (snapshot := whole.get(reference)) is None:
            continue
        if reference in leaving:
            found.append(Snapshot(*reference, snapshot.row_id, {}, {}))
        else:
            found.append(as_published(snapshot, (public | {reference}).__contains__)[0])
    return found
