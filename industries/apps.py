from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IndustriesConfig(AppConfig):
    name = "industries"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        from industries import checks  # noqa: F401  (registers them)
        from industries.publishing.triggers import protect_log

        post_migrate.connect(protect_log, sender=self)


class DeskConfig(AdminConfig):
    default_site = "industries.site.Desk"
