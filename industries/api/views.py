"""The API's endpoints. A viewset is a queryset, a serializer, a filterset and a table."""

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.response import Response

from industries import filtersets, models
from industries.api import serializers
from industries.api.changes import ChangeSerializer
from industries.api.endpoints import CONTENT, Listing, Records, change_writer
from industries.api.filtering import only_known
from industries.api.pagination import Cursor
from industries.api.releases import ReleaseDetailSerializer, ReleaseSerializer
from industries.api.rendering import ExactJSONRenderer
from industries.api.rows import Addresses, writer
from industries.api.search import HitSerializer, SearchPages
from industries.api.whole import EXPANDABLE
from industries.editions import today
from industries.judged import judge
from industries.tables import declared
from industries.tables.assessed import ASSESSED_TARGETS
from industries.tables.log import CHANGES, RELEASES


class GroupViewSet(Records):
    queryset = models.IndustryGroup.objects.for_api()
    serializer_class = serializers.GroupSerializer
    filterset_class = filtersets.GroupFilterSet
    table = declared.GROUPS
    expandable = EXPANDABLE["group"]


class StrategyViewSet(Records):
    queryset = models.Strategy.objects.for_api()
    serializer_class = serializers.StrategySerializer
    filterset_class = filtersets.StrategyFilterSet
    table = declared.STRATEGIES
    expandable = EXPANDABLE["strategy"]


class IndustryViewSet(Records):
    queryset = models.Industry.objects.for_api()
    serializer_class = serializers.IndustrySerializer
    detail_queryset = models.Industry.objects.for_detail()
    detail_serializer = serializers.IndustryDetailSerializer
    filterset_class = filtersets.IndustryFilterSet
    table = declared.INDUSTRIES
    expandable = EXPANDABLE["industry"]


class ProductViewSet(Records):
    queryset = models.Product.objects.for_api()
    serializer_class = serializers.ProductSerializer
    filterset_class = filtersets.ProductFilterSet
    table = declared.PRODUCTS
    expandable = EXPANDABLE["product"]


class InitiativeViewSet(Records):
    queryset = models.Initiative.objects.for_api()
    serializer_class = serializers.InitiativeSerializer
    filterset_class = filtersets.InitiativeFilterSet
    table = declared.INITIATIVES
    expandable = EXPANDABLE["initiative"]


class IndicatorViewSet(Records):
    queryset = models.Indicator.objects.for_api()
    serializer_class = serializers.IndicatorSerializer
    filterset_class = filtersets.IndicatorFilterSet
    table = declared.INDICATORS
    expandable = EXPANDABLE["indicator"]


class TargetViewSet(Records):
    queryset = models.Target.objects.for_api()
    serializer_class = serializers.TargetSerializer
    detail_serializer = serializers.TargetDetailSerializer
    filterset_class = filtersets.TargetFilterSet
    table = ASSESSED_TARGETS
    expandable = EXPANDABLE["target"]

    def complete(self, rows: Any) -> None:
        """Judge the rows, which fetches their citations as well."""
        judge(rows, today())


class ObservationViewSet(Records):
    queryset = models.Observation.objects.for_api()
    serializer_class = serializers.ObservationSerializer
    filterset_class = filtersets.ObservationFilterSet
    table = declared.OBSERVATIONS
    expandable = EXPANDABLE["observation"]
    pagination_class = Cursor


class SourceViewSet(Records):
    queryset = models.Source.objects.for_api()
    serializer_class = serializers.SourceSerializer
    filterset_class = filtersets.SourceFilterSet
    table = declared.SOURCES
    expandable = EXPANDABLE["source"]


class ReleaseViewSet(Listing):
    queryset = models.Release.objects.all()
    serializer_class = ReleaseSerializer
    filterset_class = filtersets.ReleaseFilterSet
    table = RELEASES
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"

    def get_serializer_class(self) -> Any:
        return ReleaseDetailSerializer if self.detail else ReleaseSerializer

    def retrieve(self, request: Any, number: str) -> HttpResponse:
        """Return one release with what changed in it."""
        only_known(request.query_params, ())
        release = self.get_queryset().filter(number=number).first()
        if release is None:
            raise Http404(f"There is no release {number}.")
        return Response(writer(ReleaseDetailSerializer)(release, Addresses(request)))


class ChangeViewSet(Listing):
    """Every version of every record, the oldest first: what was withdrawn is a row like any other."""

    queryset = models.Version.objects.with_before().with_slug()
    serializer_class = ChangeSerializer
    filterset_class = filtersets.ChangeFilterSet
    table = CHANGES
    expandable = CONTENT
    pagination_class = Cursor

    def writer(self, only: tuple[str, ...]) -> Any:
        return change_writer(self.request, only)


class SearchViewSet(Listing):
    """Every public record that has all the words of `q`, in either language, the best first."""

    queryset = models.Findable.objects.all()
    serializer_class = HitSerializer
    filterset_class = filtersets.SearchFilterSet
    pagination_class = SearchPages
    renderer_classes = (ExactJSONRenderer,)


class SchemaView(SpectacularAPIView):
    """The schema, in YAML or JSON. Making it takes most of a second: it is kept, for each prefix."""

    schema: Any = None  # it does not describe itself

    def get(self, request: Any) -> HttpResponse:
        only_known(request.query_params, ())
        written = _schema(request.accepted_renderer.__class__, get_script_prefix())
        ending = request.accepted_renderer.format.rpartition("-")[2]
        name = f'inline; filename="openapi.{ending}"'
        media_type = request.accepted_media_type
        return HttpResponse(written, media_type, headers={"Content-Disposition": name})


@lru_cache(maxsize=8)
def _schema(renderer: Any, _prefix: str) -> bytes:
    return bytes(renderer().render(SchemaGenerator().get_schema(public=True), renderer_context={}))


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show the schema in Swagger UI, from this host's own files."""
    return render(request, "api_docs.html")
