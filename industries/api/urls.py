from django.urls import include, path
from rest_framework.routers import DefaultRouter

from industries.api import views
from industries.conditional import begins_with_release

app_name = "api"

router = DefaultRouter()
router.include_format_suffixes = False
# a basename is the kind of the record, which is how records find their address
router.register("groups", views.GroupViewSet, "group")
router.register("strategies", views.StrategyViewSet, "strategy")
router.register("industries", views.IndustryViewSet, "industry")
router.register("products", views.ProductViewSet, "product")
router.register("initiatives", views.InitiativeViewSet, "initiative")
router.register("indicators", views.IndicatorViewSet, "indicator")
router.register("targets", views.TargetViewSet, "target")
router.register("observations", views.ObservationViewSet, "observation")
router.register("sources", views.SourceViewSet, "source")
router.register("releases", views.ReleaseViewSet, "release")
router.register("changes", views.ChangeViewSet, "change")
router.register("search", views.SearchViewSet, "search")

for url in router.urls:
    name = getattr(url, "name", "")
    # what search finds is asked for before
    if name.endswith("-list") and name != "search-list":
        begins_with_release(url.callback)

urlpatterns = [
    path("docs/", views.api_docs, name="docs"),
    path("v1/schema/", views.SchemaView.as_view(), name="schema"),
    path("v1/", include(router.urls)),
]
