"""The desk's own admin site: its start page is a work queue, and it publishes.

Beside `admin/`, whose modules register with it when they are imported.
"""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy

from industries.models.bilingual import LANGUAGES, is_chinese


class Desk(admin.AdminSite):
    index_title = gettext_lazy("Work to do")
    index_template = "admin/industries/start.html"
    # half of each line of the queue is what the sidebar would repeat
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = settings.LEDGER_NAME_ZH if is_chinese() else settings.LEDGER_NAME_EN
        names = {
            "site_header": name,
            "site_title": name,
            "site_url": reverse("home"),
            "other_languages": [pair for pair in LANGUAGES if pair[0] != get_language()],
        }
        return {**super().each_context(request), **names}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from industries.admin.queue import queue

        return super().index(request, {**(extra_context or {}), **queue(request)})

    def get_urls(self) -> list[Any]:
        from industries.admin.accounts import ChoosePasswordView, change_language
        from industries.admin.acts import ACTS, act_page
        from industries.admin.pending import pending_page
        from industries.admin.publishing import publish_page
        from industries.admin.restoring import restore_page

        acting = self.admin_view(act_page)
        return [
            path("pending/", self.admin_view(pending_page), name="pending"),
            path("publish/", self.admin_view(publish_page), name="publish"),
            *(path(f"{act}/", acting, {"act": act}, name=act) for act in ACTS),
            path(
                "restore/<str:kind>/<str:key>/<int:n>/",
                self.admin_view(restore_page),
                name="restore",
            ),
            path("language/", self.admin_view(change_language), name="language"),
            # whoever comes with a link is not signed in yet
            path(
                "password/<str:uidb64>/<str:token>/",
                ChoosePasswordView.as_view(),
                name="choose_password",
            ),
            *super().get_urls(),
        ]
