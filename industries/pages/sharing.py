"""What a reader takes along: charts as files, and the bare page that other sites may frame."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from industries import svg
from industries.editions import today
from industries.lettering import LEADING, wrapped
from industries.models import Indicator, Target
from industries.models.bilingual import written_day
from industries.pages.charts import Chart, charts_of
from industries.pages.fetching import one
from industries.pages.page import framed, writable
from industries.pages.tracking import tracked
from industries.pages.verdicts import verdict_of


@require_safe
def target_chart(request: HttpRequest, slug: str, theme: str) -> HttpResponse:
    """Return the chart of a target's page as an SVG file. Raises Http404 if it has none."""
    target = one(Target.objects.for_detail(), slug)
    shown = verdict_of(target, today())
    if shown.chart is None:
        raise Http404(_("There is no chart: no figure of the indicator has been found so far."))
    return _file(request, shown.chart, target, shown.observations, theme)


@require_safe
def indicator_chart(request: HttpRequest, slug: str, series: str, theme: str) -> HttpResponse:
    """Return the chart of one series of an indicator as an SVG file. Raises Http404."""
    indicator = one(Indicator.objects.for_detail(), slug)
    rows = tracked(indicator.targets.for_list().on_day(today()), today())
    observations = indicator.observations.for_list().with_citations()
    charts = charts_of(indicator, observations, rows, today())
    chart = next((chart for chart in charts if chart.key == series), None)
    if chart is None:
        raise Http404(_("There is no chart of this series."))
    return _file(request, chart, indicator, chart.rows, theme)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # its type knows no parameters
def target_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a target's verdict and chart alone, for a frame on any site."""
    target = one(Target.objects.for_detail(), slug)
    context = {"target": target, "shown": verdict_of(target, today())}
    return render(request, "industries/target_embed.html", framed(request) | context)


def _file(
    request: HttpRequest, chart: Chart, record: Any, observations: Iterable[Any], theme: str
) -> HttpResponse:
    """Return the chart with what it is, whose figures it shows and where it comes from."""
    frame, drawing = framed(request), chart.drawings["wide"]
    cited = (citation.source for row in observations for citation in row.cited)
    publishers = dict.fromkeys(source.publisher for source in cited if source.publisher)
    day = _("as of %(day)s") % {"day": written_day(today())}
    # the title is written in letters a quarter larger than those that widths are reckoned for
    head = _written([chart.title], "heading", drawing.width, drawing.width * 4 / 5)
    foot = [
        _("Figures: %(publishers)s") % {"publishers": "; ".join(publishers)},
        " · ".join([frame["ledger_name"], frame["licence"], day]),
        request.build_absolute_uri(record.get_absolute_url()),
    ]
    below = _written(foot, "foot", drawing.width, drawing.width)
    context = {
        **frame,
        "chart": chart,
        "theme": theme,
        "head": head,
        "drawing": drawing,
        "foot": below,
        "foot_at": head.height + drawing.height,
        "height": head.height + drawing.height + below.height + LEADING / 2,
    }
    drawn = writable(render_to_string("industries/chart.svg", context))
    return HttpResponse(drawn, content_type="image/svg+xml")


def _written(texts: Iterable[str], role: str, width: Decimal, room: Decimal) -> svg.Drawing:
    lines = [line for text in texts for line in wrapped(text, room - LEADING)]
    return svg.written(lines, role=role, width=width)
