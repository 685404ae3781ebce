"""Sources, groups, industries, products, strategies and initiatives."""

from django.contrib import admin
from django.db import models
from django.forms import URLInput
from django.utils.translation import gettext_lazy as _

from industries.admin.base import RecordAdmin, StateFilter
from industries.models import (
    ChainLink,
    Industry,
    IndustryGroup,
    Initiative,
    Membership,
    Product,
    Source,
    Strategy,
)

NAMES = (None, {"fields": ("key", "slug", ("name_en", "name_zh"), "name_zh_basis", "aliases")})
SUMMARY = (_("Summary"), {"fields": ("summary_en", "summary_zh")})
DESK = (_("On the desk"), {"fields": ("state", "lead_reason")})


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = ("group", "basis", "position", "source", "locator", "as_stated")
    autocomplete_fields = ("group", "source")
    extra = 0


class ChainLinkInline(admin.TabularInline):
    model = ChainLink
    fields = (
        "from_product",
        "to_product",
        "technology",
        "basis",
        "position",
        "source",
        "locator",
        "as_stated",
    )
    autocomplete_fields = ("from_product", "to_product", "technology", "source")
    extra = 0


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ("title", "publisher", "published_on", "confidence", "state")
    list_filter = (StateFilter, "confidence", "source_kind", "language")
    search_fields = ("key", "title", "publisher")
    # a plain box: the admin's own shows the address as a link, which here may be unsafe
    formfield_overrides = {models.URLField: {"assume_scheme": "https", "widget": URLInput}}
    fieldsets = (
        (None, {"fields": ("key", "slug", "title", "publisher", "language", "source_kind")}),
        (_("Trust"), {"fields": ("confidence", "url", "link_safe")}),
        (_("Dates"), {"fields": ("published_on", "held_on")}),
        (_("Notes"), {"fields": ("note_en", "note_zh")}),
        DESK,
    )


@admin.register(IndustryGroup)
class IndustryGroupAdmin(RecordAdmin):
    fieldsets = (
        NAMES,
        SUMMARY,
        (_("Framework"), {"fields": ("in_framework", "position")}),
        DESK,
    )


@admin.register(Industry)
class IndustryAdmin(RecordAdmin):
    list_display = ("name_en", "name_zh", "stage", "state")
    list_filter = (StateFilter, "stage", "groups")
    inlines = [MembershipInline, ChainLinkInline]
    fieldsets = (NAMES, SUMMARY, (None, {"fields": ("stage", "position")}), DESK)


@admin.register(Product)
class ProductAdmin(RecordAdmin):
    list_display = ("name_en", "name_zh", "product_kind", "industry", "state")
    list_filter = (StateFilter, "product_kind", "industry")
    list_select_related = ("industry",)
    fieldsets = (
        NAMES,
        (None, {"fields": ("product_kind", ("industry", "industry_basis"))}),
        SUMMARY,
        DESK,
    )


@admin.register(Strategy)
class StrategyAdmin(RecordAdmin):
    fieldsets = (NAMES, SUMMARY, (None, {"fields": ("position",)}), DESK)


@admin.register(Initiative)
class InitiativeAdmin(RecordAdmin):
    list_display = ("name_en", "initiative_kind", "strategy", "stage", "state")
    list_filter = (StateFilter, "initiative_kind", "stage", "strategy")
    list_select_related = ("strategy",)
    fieldsets = (
        NAMES,
        (_("Place"), {"fields": ("initiative_kind", "strategy", "parent", "industries")}),
        (_("Progress"), {"fields": (("stage", "status_as_stated"), "lead_body")}),
        (_("Dates"), {"fields": (("starts", "ends", "dates_as_stated"),)}),
        SUMMARY,
        (_("Notes"), {"fields": ("note_en", "note_zh")}),
        DESK,
    )
