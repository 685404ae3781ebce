"""The public pages. A view fetches or answers 404, builds a dictionary, and renders."""

from django.db.models import Count, Q
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
    Source,
    Strategy,
    Target,
)
from industries.pages.citing import citable
from industries.pages.fetching import list_page, one
from industries.pages.page import page
from industries.pages.verdicts import verdict_of
from industries.reports import supported

NEXT_DEADLINES = 8
# the named records that a source's page lists, in order
TITLES = {
    kind: RECORDS[kind]._meta.verbose_name_plural
    for kind in ("group", "strategy", "industry", "product", "initiative", "indicator")
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the framework, the deadlines ahead and what changed last."""
    day = today()
    ahead = Target.objects.for_list().with_citations().filter(due_on__gte=day).order_by("due_on", "key")
    context = {
        "groups": IndustryGroup.objects.with_members().with_citations().with_correction(),
        "strategies": Strategy.objects.with_citations().with_correction(),
        "ahead": ahead[:NEXT_DEADLINES],
        "today": day,
        "counts": Target.objects.aggregate(
            all=Count("id"),
            passed=Count("id", filter=Q(due_on__lt=day)),
            open=Count("id", filter=Q(due_on__gte=day)),
            undated=Count("id", filter=Q(due_on=None)),
        ),
        "feed": reverse("release_feed"),
    }
    return page(request, "home.html", context)


@require_safe
def industry_list(request: HttpRequest) -> HttpResponse:
    """List the industries, by default in the order of the framework."""
    return list_page(request, filtersets.IndustryFilterSet, Industry.objects.for_list())


@require_safe
def industry_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one industry with all that the ledger has on it."""
    industry = one(Industry.objects.with_version(), slug)
    links = ChainLink.objects.filter(industry=industry)
    context = {
        "industry": industry,
        "memberships": industry.memberships.select_related("group", "source"),
        "links": links.select_related(
            "from_product__industry", "to_product__industry", "technology", "source"
        ),
        "initiatives": industry.initiatives.all(),
        "found": supported(Citation.objects.on(industry).with_owners()),
    }
    return page(request, "industries/industry_detail.html", context)


@require_safe
def initiative_list(request: HttpRequest) -> HttpResponse:
    """List the initiatives, by default by strategy."""
    return list_page(request, filtersets.InitiativeFilterSet, Initiative.objects.for_list())


@require_safe
def initiative_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one initiative with its parts, targets and figures."""
    initiatives = Initiative.objects.for_list().with_version()
    initiative = one(initiatives, slug)
    context = {
        "initiative": initiative,
        "children": initiative.children.all(),
        "found": supported(Citation.objects.on(initiative).with_owners()),
    }
    return page(request, "industries/initiative_detail.html", context)


@require_safe
def target_list(request: HttpRequest) -> HttpResponse:
    """List the targets, by default by deadline."""
    return list_page(request, filtersets.TargetFilterSet, Target.objects.for_list().with_citations())


@require_safe
def target_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one target: its verdict, its words, its parts with their basis, and what was observed."""
    target = one(Target.objects.for_detail(), slug)
    context = {
        "target": target,
        "shown": verdict_of(target, today()),
        "citable": citable(request, target, str(target)),
        "open_parts": target.missing,
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
    context = {
        "indicator": indicator,
        "observations": indicator.observations.for_list().with_citations().with_correction(),
        "targets": indicator.targets.for_list().with_citations(),
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
        "links": source.chainlink_set.select_related("industry", "from_product", "to_product"),
    }
    return page(request, "industries/source_detail.html", context)
