"""The public pages. A view fetches or answers 404, builds a dictionary, and renders."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from industries import filtersets
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
    Source,
    Strategy,
    Target,
)
from industries.pages.charts import charts_of
from industries.pages.fetching import list_page, listed, one
from industries.pages.page import page
from industries.pages.tracking import bar_of, by_promise, tracked
from industries.pages.verdicts import verdict_of
from industries.reports import supported, tally, tally_of

NEXT_DEADLINES = 8
# the named records that a source's page lists, in order
TITLES = {
    kind: RECORDS[kind]._meta.verbose_name_plural
    for kind in ("group", "strategy", "industry", "product", "initiative", "indicator")
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the framework, how far along the promises are, the deadlines ahead and what changed last."""
    day = today()
    kept = KeptVerdict.objects.on_day(day)
    # a range with an end, which SQLite takes for the shorter one and starts with
    ahead = kept.filter(target__due_on__range=(day, date.max)).order_by("target__due_on", "place")
    next_ones = Target.objects.on_day(day).filter(pk__among=ahead.values("target")[:NEXT_DEADLINES])
    context = {
        "groups": IndustryGroup.objects.with_members().with_citations().with_correction(),
        "strategies": Strategy.objects.with_citations().with_correction(),
        "promises": by_promise(tracked(next_ones.for_list().order_by("due_on", "place"), day)),
        "bar": bar_of(tally(kept)),
        "feed": reverse("release_feed"),
    }
    return page(request, "home.html", context)


@require_safe
def industry_list(request: HttpRequest) -> HttpResponse:
    """List the industries, by default in the order of the framework; of a group with its tally."""
    context = listed(request, filtersets.IndustryFilterSet.of(request.GET, Industry.objects.for_list()))
    if group := context["form"].applied.get("group"):
        industries = Industry.objects.filter(groups__key__in=group.split(","))
        of_group = Target.objects.filter(industry__in=industries)
        context["bar"] = bar_of(tally(of_group.on_day(today())), {"group": group})
    return page(request, "industries/industry_list.html", context)


@require_safe
def industry_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one industry with all that the ledger has on it."""
    industry = one(Industry.objects.with_version(), slug)
    targets = Target.objects.filter(industry=industry).for_list().on_day(today())
    links = ChainLink.objects.filter(industry=industry)
    context = {
        "industry": industry,
        "memberships": industry.memberships.select_related("group", "source"),
        "links": links.select_related(
            "from_product__industry", "to_product__industry", "technology", "source"
        ),
        "initiatives": industry.initiatives.all(),
        "found": supported(Citation.objects.on(industry).with_owners()),
        **_tracked(targets, {"industry": industry.key}),
    }
    return page(request, "industries/industry_detail.html", context)


@require_safe
def initiative_list(request: HttpRequest) -> HttpResponse:
    """List the initiatives, by default by strategy; of one strategy with its tally."""
    context = listed(
        request, filtersets.InitiativeFilterSet.of(request.GET, Initiative.objects.for_list())
    )
    if strategy := context["form"].applied.get("strategy"):
        of_strategy = Target.objects.filter(initiative__strategy__key__in=strategy.split(","))
        context["bar"] = bar_of(tally(of_strategy.on_day(today())), {"strategy": strategy})
    return page(request, "industries/initiative_list.html", context)


@require_safe
def initiative_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one initiative with its parts, targets and figures."""
    initiatives = Initiative.objects.for_list().with_version()
    initiative = one(initiatives, slug)
    targets = Target.objects.filter(initiative=initiative).for_list().on_day(today())
    context = {
        "initiative": initiative,
        "children": initiative.children.all(),
        "found": supported(Citation.objects.on(initiative).with_owners()),
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
    observations = indicator.observations.for_list().with_citations().with_correction()
    context = {
        "indicator": indicator,
        "observations": observations,
        "charts": charts_of(indicator, observations, rows, day),
        "promises": by_promise(rows),
    }
    return page(request, "industries/indicator_detail.html", context)


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
