"""What `script/bench api` measures: a page of 100 targets with citations and assessments.

The same is put together by plain nested `ModelSerializer`s beside it: fetched row by row, as they do
unless told otherwise, and with all rows fetched and judged at once, as here.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from django.test import Client
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import Field, ModelSerializer, SerializerMethodField
from rest_framework.test import APIRequestFactory

from industries.api.assessments import AssessmentSerializer
from industries.editions import LIVE, today
from industries.judged import judge
from industries.models import Citation, Indicator, Industry, Initiative, Source, Target
from tests import many_live

ROWS, TIMES = 100, 15


class Address(Field):
    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, record: Any) -> Any:
        return self.context["request"].build_absolute_uri(record.get_absolute_url())


class PlainSource(ModelSerializer[Source]):
    url = Address()

    class Meta:
        model = Source
        fields = ("key", "url", "title", "publisher", "link", "confidence", "published_on")


class PlainCitation(ModelSerializer[Citation]):
    source = PlainSource()

    class Meta:
        model = Citation
        fields = ("source", "locator", "as_stated")


def named(of: Any) -> Any:
    class Named(ModelSerializer[Any]):
        url = Address()

        class Meta:
            model = of
            fields = ("key", "url", "name_en", "name_zh")

    return Named


class PlainTarget(ModelSerializer[Target]):
    """What the API's page has of a target, member by member."""

    url = Address()
    page_url = Address()
    indicator = named(Indicator)()
    industry = named(Industry)()
    initiative = named(Initiative)()
    citations = PlainCitation(many=True)
    assessment = SerializerMethodField()

    class Meta:
        model = Target
        fields = (
            *("key", "slug", "url", "page_url", "target_kind", "kind_basis", "standing", "comparator"),
            *("indicator", "industry", "initiative", "scope", "scope_comparable", "value", "unit"),
            *("unit_basis", "due_on", "due_as_stated", "deadline_basis", "window_starts_on"),
            *("window_ends_on", "baseline", "baseline_period", "baseline_basis", "announced_on"),
            *("announced_basis", "restates", "also_restates", "stretch_of", "same_promise"),
            *("note_en", "note_zh", "citations", "assessment"),
        )

    def get_assessment(self, target: Any) -> Any:
        if not hasattr(target, "judged"):
            judge([target], today())
        return AssessmentPlain(target.judged).data


class AssessmentPlain(AssessmentSerializer):
    """The API's declaration, which REST framework itself writes."""


class Pages(PageNumberPagination):
    page_size = ROWS


class RowByRow(ListAPIView[Target]):
    queryset = Target.objects.order_by("key")
    serializer_class = PlainTarget
    pagination_class = Pages
    renderer_classes = (JSONRenderer,)
    filter_backends = ()


class AtOnce(RowByRow):
    queryset = Target.objects.for_api().prefetch_related("citations__source").order_by("key")

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        judge(rows or [], today())
        return rows


def main() -> None:
    """Fill live and print milliseconds and ratios."""
    many_live.fill(ROWS * 10)
    client, request = Client(), APIRequestFactory().get("/")
    ways: dict[str, Callable[[], Any]] = {
        "here": lambda: client.get(f"/api/v1/targets/?page_size={ROWS}&ordering=key").content,
        "plain, all at once": lambda: AtOnce.as_view()(request).render().content,
        "plain, row by row": lambda: RowByRow.as_view()(request).render().content,
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(1 + TIMES):  # in turn, so that a slow moment is everybody's
        for name, work in ways.items():
            started = time.perf_counter()
            body = work()
            took[name].append(time.perf_counter() - started)
            assert body.count(b'"as_of"') >= ROWS, name
    middle = {name: statistics.median(times[1:]) for name, times in took.items()}
    for name, seconds in middle.items():
        sys.stdout.write(f"{seconds * 1000:9.1f} ms {seconds / middle['here']:6.1f} x  {name}\n")
    assert Target.objects.using(LIVE).count() >= ROWS
