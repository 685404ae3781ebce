"""Every address of the project. The pages stand last: they own the root, in each language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path
from django.views.decorators.http import require_safe

from industries.admin.first import first_administrator
from industries.health import healthz, readyz
from industries.pages.crawling import SITEMAPS, robots

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/first/<str:token>/", first_administrator, name="first_administrator"),
    path("admin/", admin.site.urls),
    path("api/", include("industries.api.urls")),
    path("robots.txt", robots, name="robots"),
    path(
        "sitemap.xml",
        require_safe(sitemaps.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemaps",
    ),
    path(
        "sitemap-<slug:section>.xml",
        require_safe(sitemaps.sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap",
    ),
    *i18n_patterns(path("", include("industries.pages.urls")), prefix_default_language=False),
]

handler400 = "ningxia.errors.bad_request"
handler403 = "ningxia.errors.forbidden"
handler404 = "ningxia.errors.not_found"
handler500 = "ningxia.errors.server_error"
