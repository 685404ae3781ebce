"""Every address of the project. The pages stand last: they own the root, in each language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from industries.admin.first import first_administrator
from industries.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/first/<str:token>/", first_administrator, name="first_administrator"),
    path("admin/", admin.site.urls),
    path("api/", include("industries.api.urls")),
    *i18n_patterns(path("", include("industries.pages.urls")), prefix_default_language=False),
]

handler400 = "ningxia.errors.bad_request"
handler403 = "ningxia.errors.forbidden"
handler404 = "ningxia.errors.not_found"
handler500 = "ningxia.errors.server_error"
