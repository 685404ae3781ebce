from django.conf import settings
from django.contrib import admin

from industries.admin import accounts, catalogue, measurement, publishing

__all__ = ["accounts", "catalogue", "measurement", "publishing"]

admin.site.site_header = admin.site.site_title = settings.LEDGER_NAME_EN
