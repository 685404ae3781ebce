"""The public pages. A view fetches or answers 404, builds a dictionary, and renders."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from industries import filtersets
from industries.conditional import begins_with_release
from industries.editions import today
from industries.models import (
    RECORDS,
    ChainLink,
    Citation,
    Indicator,
    Industry,
    IndustryGroup,
    Initiative,
    KeptVerdict,
    Release,
    Source,
    Strategy,
    Target,
)
from industries.models.bilingual import ledger_intro
from industries.newest import noted
from industries.pages.chains import chain_of
from industries.pages.charts import charts_of
from industries.pages.fetching import list_page, listed, one
from industries.pages.framework import framework_of
from industries.pages.page import page
from industries.pages.promises import due_of
from industries.pages.tracking import bar_of, by_promise, tracked
from industries.pages.verdicts import verdict_of
from industries.paging import counted
from industries.reports import cited_alike, latest, ranked, supported, tally, tally_of

NEXT = 5  # deadlines and awaited figures that the home page names
NEWEST = 3  # releases, there
# the named records that a source's page lists, in order
TITLES = {
    kind: RECORDS[kind]._meta.verbose_name_plural
    for kind in ("group", "strategy", "industry", "product", "initiative", "indicator")
}


@begins_with_release
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the framework, how far along the promises are, the deadlines ahead and what changed last."""
    day = today()
    kept = KeptVerdict.objects.on_day(day)
    newest = list(Release.objects.with_count_of(kept.filter(next_due_on__lt=day))[:NEWEST])
    release = noted(next(iter(newest), None))
    groups = IndustryGroup.objects.with_members()
    context = {
        "framework": framework_of(groups.with_citations().with_correction()),
        "strategies": Strategy.objects.with_citations().with_correction(),
        "bar": bar_of(tally(kept)),
        "releases": newest,
        "release": release,
        "overdue": counted(release),
        "intro": ledger_intro(),
        "feed": reverse("release_feed"),
        **_ahead(kept, day),
    }
    return page(request, "home.html", context)


def _ahead(kept: Any, day: date) -> dict[str, Any]:
    """Return the targets whose deadlines come next, and the figures due next or else overdue last.

    Two queries.
    """
    # a range with an end, which SQLite takes for the shorter one and starts with
    due = kept.filter(target__due_on__range=(day, date.max)).order_by("target__due_on", "place")
    awaited = kept.filter(next_due_on__gte=day).order_by("next_due_on", "place")
    late = kept.filter(next_due_on__lt=day).order_by("-next_due_on", "place")
    any_of = Q()
    for rows in (due, awaited, late):
        any_of |= Q(pk__among=rows.values("target")[:NEXT])
    targets = Target.objects.on_day(day).filter(any_of).for_list().order_by("due_on", "place")
    found = tracked(targets, day)
    # the first of all are among these, whichever question found them
    deadlines = [row for row in found if row.target.due_on and row.target.due_on >= day]
    # what is to come first, then what is overdue, the nearest to today before the others
    figures = sorted(
        due_of(found, day), key=lambda item: (item.is_overdue, abs(item.ahead.due_on - day))
    )
    return {"today": day, "deadlines": deadlines[:NEXT], "figures": figures[:NEXT]}


@begins_with_release
@require_safe
def industry_list(request: HttpRequest) -> HttpResponse:
    """List the industries, by default in the order of the framework; of a group with its tally."""
    context = listed(request, filtersets.IndustryFilterSet.of(request.GET, Industry.objects.for_list()))
    if group := context["filterset"].applied.get("group"):
        industries = Industry.objects.filter(groups__key__in=group.split(","))
        of_group = Target.objects.filter(industry__in=industries)
        context["bar"] = bar_of(tally(of_group.on_day(today())), {"group": group})
    return page(request, "industries/industry_list.html", context)


@require_safe
def industry_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one industry with all that the ledger has on it."""
    industry = one(Industry.objects.with_version(), slug)
    targets = Target.objects.filter(industry=industry).for_list().on_day(today())
    links = ChainLink.objects.filter(industry=industry).select_related(
        "from_product__industry", "to_product__industry", "technology", "source"
    )
    found = supported(Citation.objects.on(industry).with_owners())
    context = {
        "industry": industry,
        "memberships": industry.memberships.select_related("group", "source"),
        "chain": chain_of(industry, links),
        "initiatives": industry.initiatives.select_related("strategy"),
        "found": found,
        "cited_alike": cited_alike(found.get("product", [])),
        "latest": latest(ranked(found.get("observation", []))),
        **_tracked(targets, {"industry": industry.key}),
    }
    return page(request, "industries/industry_detail.html", context)


@begins_with_release
@require_safe
def initiative_list(request: HttpRequest) -> HttpResponse:
    """List the initiatives, by default by strategy; of one strategy with its tally."""
    context = listed(
        request, filtersets.InitiativeFilterSet.of(request.GET, Initiative.objects.for_list())
    )
    if strategy := context["filterset"].applied.get("strategy"):
        of_strategy = Target.objects.filter(initiative__strategy__key__in=strategy.split(","))
        context["bar"] = bar_of(tally(of_strategy.on_day(today())), {"strategy": strategy})
    return page(request, "industries/initiative_list.html", context)


@require_safe
def initiative_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one initiative with its parts, targets and figures."""
    initiatives = Initiative.objects.for_list().with_version()
    initiative = one(initiatives, slug)
    targets = Target.objects.filter(initiative=initiative).for_list().on_day(today())
    found = supported(Citation.objects.on(initiative).with_owners())
    context = {
        "initiative": initiative,
        "children": initiative.children.all(),
        "found": found,
        "latest": latest(ranked(found.get("observation", []))),
        **_tracked(targets, {"initiative": initiative.key}),
    }
    return page(request, "industries/initiative_detail.html", context)


@require_safe
def target_list(request: HttpRequest) -> HttpResponse:
    """Track the targets: how many there are of each verdict, and each with its own."""
    filterset = filtersets.TargetFilterSet.of(request.GET, Target.objects.for_list())
    tallied = tally(filterset.found)
    context = listed(request, filterset, total=tallied.rows)
    context["promises"] = by_promise(tracked(context["rows"], today()))
    context["bar"] = bar_of(tallied, filterset.applied)
    return page(request, "industries/target_list.html", context)


@require_safe
def target_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one target: its verdict, its words, its parts with their basis, and what was observed."""
    target = one(Target.objects.for_detail(), slug)
    context = {
        "target": target,
        "shown": verdict_of(target, today()),
        "open_parts": target.left_open,
    }
    return page(request, "industries/target_detail.html", context)


@begins_with_release
@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """List the indicators by name."""
    return list_page(request, filtersets.IndicatorFilterSet, Indicator.objects.for_list())


@require_safe
def indicator_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one indicator: its definition, its series and all targets on it."""
    indicator = one(Indicator.objects.for_detail(), slug)
    day = today()
    rows = tracked(indicator.targets.for_list().on_day(day), day)
    series = indicator.observations.for_list().with_citations().with_correction()
    observations = ranked(series)
    context = {
        "indicator": indicator,
        "observations": observations,
        "charts": charts_of(indicator, observations, rows, day),
        "promises": by_promise(rows),
    }
    return page(request, "industries/indicator_detail.html", context)


@begins_with_release
@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """List the sources, the newest first."""
    return list_page(request, filtersets.SourceFilterSet, Source.objects.for_list())


@require_safe
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one source and every record that rests on it."""
    source = one(Source.objects.with_version(), slug)
    found = supported(Citation.objects.filter(source=source).with_owners())
    context = {
        "source": source,
        "found": found,
        "figures": ranked(found.get("observation", [])),
        "resting": [(TITLES[kind], found[kind]) for kind in TITLES if kind in found],
        "memberships": source.membership_set.select_related("industry", "group"),
        "set_aside": source.sets_aside.for_list(),
        "links": source.chainlink_set.select_related("industry", "from_product", "to_product"),
    }
    return page(request, "industries/source_detail.html", context)


def _tracked(targets: Any, filters: dict[str, str]) -> dict[str, Any]:
    """Return what a page shows of its targets, `on_day()` and all of them. Two queries."""
    rows = tracked(targets, today())
    tallied = tally_of(row.target for row in rows)
    return {"promises": by_promise(rows), "bar": bar_of(tallied, filters)}
