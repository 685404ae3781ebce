"""The API's endpoints. A viewset is a queryset, a serializer and a filterset."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.mixins import ListModelMixin
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from industries import filtersets, models
from industries.api import serializers
from industries.api.changes import ChangeSerializer
from industries.api.pagination import Cursor, Envelope, Pages
from industries.api.search import HitSerializer, SearchPages
from industries.editions import today
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.judged import judge
from industries.publishing.history import withdrawn


class StrictFilterBackend(DjangoFilterBackend):
    """Hands the query string to the view's filterset; one record has no parameters."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if view.detail:
            for name in request.query_params:
                message = f"“{name}” is not a parameter here: one record takes none."
                raise InvalidFilterError([FilterProblem("unknown_parameter", name, message)])
            return queryset
        paging = view.pagination_class.parameters
        filterset = view.filterset_class.of(request.query_params, queryset, paging=paging)
        view.paginator.whole = filterset.whole
        return filterset.found


class ReadOnly(ReadOnlyModelViewSet[Any]):
    """Lists and shows; `detail_…` where one record says more than a row of the list."""

    filter_backends = (StrictFilterBackend,)
    pagination_class: type[Envelope] = Pages
    lookup_field = "key"
    lookup_value_regex = "[a-z0-9_]+"
    detail_queryset: Any = None
    detail_serializer: Any = None

    def get_queryset(self) -> Any:
        chosen = self.detail_queryset if self.detail else None
        return super().get_queryset() if chosen is None else chosen.all()

    def get_serializer_class(self) -> Any:
        return (self.detail and self.detail_serializer) or self.serializer_class

    def get_object(self) -> Any:
        """Return the record. Raises WithdrawnError if it is not public any more, else Http404."""
        try:
            return super().get_object()
        except Http404 as error:
            kind = getattr(self.get_queryset().model, "kind", "")
            raise withdrawn(kind, self.kwargs[self.lookup_field]) or error from error


class GroupViewSet(ReadOnly):
    queryset = models.IndustryGroup.objects.for_api()
    serializer_class = serializers.GroupSerializer
    filterset_class = filtersets.GroupFilterSet


class StrategyViewSet(ReadOnly):
    queryset = models.Strategy.objects.for_api()
    serializer_class = serializers.StrategySerializer
    filterset_class = filtersets.StrategyFilterSet


class IndustryViewSet(ReadOnly):
    queryset = models.Industry.objects.for_api()
    serializer_class = serializers.IndustrySerializer
    detail_queryset = models.Industry.objects.for_detail()
    detail_serializer = serializers.IndustryDetailSerializer
    filterset_class = filtersets.IndustryFilterSet


class ProductViewSet(ReadOnly):
    queryset = models.Product.objects.for_api()
    serializer_class = serializers.ProductSerializer
    filterset_class = filtersets.ProductFilterSet


class InitiativeViewSet(ReadOnly):
    queryset = models.Initiative.objects.for_api()
    serializer_class = serializers.InitiativeSerializer
    filterset_class = filtersets.InitiativeFilterSet


class IndicatorViewSet(ReadOnly):
    queryset = models.Indicator.objects.for_api()
    serializer_class = serializers.IndicatorSerializer
    filterset_class = filtersets.IndicatorFilterSet


class TargetViewSet(ReadOnly):
    queryset = models.Target.objects.for_api()
    serializer_class = serializers.TargetSerializer
    filterset_class = filtersets.TargetFilterSet

    def get_serializer(self, *rows: Any, **options: Any) -> Any:
        """Judge the rows first, which fetches their citations as well."""
        judge(rows[0] if options.get("many") and rows else rows, today())
        return super().get_serializer(*rows, **options)


class ObservationViewSet(ReadOnly):
    queryset = models.Observation.objects.for_api()
    serializer_class = serializers.ObservationSerializer
    filterset_class = filtersets.ObservationFilterSet
    pagination_class = Cursor


class SourceViewSet(ReadOnly):
    queryset = models.Source.objects.for_api()
    serializer_class = serializers.SourceSerializer
    filterset_class = filtersets.SourceFilterSet


class ReleaseViewSet(ReadOnly):
    queryset = models.Release.objects.all()
    serializer_class = serializers.ReleaseSerializer
    detail_serializer = serializers.ReleaseDetailSerializer
    filterset_class = filtersets.ReleaseFilterSet
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"


class ChangeViewSet(ListModelMixin, GenericViewSet[Any]):
    """Every version of every record, the oldest first: what was withdrawn is a row like any other."""

    queryset = models.Version.objects.with_before().with_slug()
    serializer_class = ChangeSerializer
    filterset_class = filtersets.ChangeFilterSet
    filter_backends = (StrictFilterBackend,)
    pagination_class = Cursor


class SearchViewSet(ListModelMixin, GenericViewSet[Any]):
    """Every public record that has all the words of `q`, in either language, the best first."""

    queryset = models.Findable.objects.all()
    serializer_class = HitSerializer
    filterset_class = filtersets.SearchFilterSet
    filter_backends = (StrictFilterBackend,)
    pagination_class = SearchPages


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show the schema in Swagger UI, from this host's own files."""
    return render(request, "api_docs.html")
