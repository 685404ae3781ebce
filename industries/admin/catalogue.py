"""Sources, groups, industries, products, strategies and initiatives."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import URLInput
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from industries.admin.base import RecordAdmin
from industries.admin.filters import MineFilter, StateFilter, WorkFilter
from industries.admin.forms import RecordForm
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

NAMES = (
    _("Names"),
    {
        "fields": (("name_en", "name_zh"), "name_zh_basis", "aliases", ("key", "slug")),
        "description": _(
            "The name as the source writes it; say if the Chinese one is our translation. A key and a "
            "slug that are left empty are made from the English name."
        ),
    },
)
SUMMARY = (
    _("Summary"),
    {
        "fields": ("summary_en", "summary_zh"),
        "description": _(
            "Two or three sentences of our own, in both languages. Facts carry over from a source, its "
            "sentences do not."
        ),
    },
)
NOTES = (
    _("Notes"),
    {
        "fields": ("note_en", "note_zh"),
        "description": _("For the public: how to read the record, what is inferred and why."),
    },
)


class MembershipInline(admin.StackedInline):
    model = Membership
    fields = (("group", "basis", "position"), ("source", "locator"), "as_stated")
    autocomplete_fields = ("group", "source")
    extra = 0
    formfield_overrides = RecordAdmin.formfield_overrides


class ChainLinkInline(admin.StackedInline):
    model = ChainLink
    fields = (
        ("from_product", "technology", "to_product"),
        ("basis", "position"),
        ("source", "locator"),
        "as_stated",
    )
    autocomplete_fields = ("from_product", "to_product", "technology", "source")
    extra = 0
    formfield_overrides = RecordAdmin.formfield_overrides


class SourceForm(RecordForm):
    def called(self, found: dict[str, Any]) -> str:
        words = str(found["title"])
        # a title without Latin letters makes no key
        return words if slugify(words) else f"source {found.get('published_on') or ''}"


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    form = SourceForm
    list_display = ("title", "publisher", "published_on", "confidence", "state")
    list_filter = (StateFilter, WorkFilter, MineFilter, "confidence", "source_kind", "language")
    search_fields = ("key", "title", "publisher")
    # a plain box: the admin's own shows the address as a link, which here may be unsafe
    formfield_overrides = {
        **RecordAdmin.formfield_overrides,
        models.URLField: {"assume_scheme": "https", "widget": URLInput},
    }
    fieldsets = (
        (
            _("Document"),
            {
                "fields": ("title", "publisher", ("language", "source_kind"), ("key", "slug")),
                "description": _(
                    "One published document: a text, a bulletin, a report, as its publisher names it. "
                    "A key and a slug that are left empty are made from the title or the day."
                ),
            },
        ),
        (
            _("Trust"),
            {
                "fields": ("confidence", ("url", "link_safe")),
                "description": _(
                    "Primary is whoever decides or counts, press reports it, weak is a copy, a mirror "
                    "or an odd domain. What rests on weak sources alone is not published."
                ),
            },
        ),
        (_("Dates"), {"fields": (("published_on", "held_on"),)}),
        NOTES,
    )


@admin.register(IndustryGroup)
class IndustryGroupAdmin(RecordAdmin):
    fieldsets = (
        NAMES,
        SUMMARY,
        (
            _("Framework"),
            {
                "fields": (("band", "position"), "open_ended"),
                "description": _("Where it stands in the framework, and where on the home page."),
            },
        ),
    )


@admin.register(Industry)
class IndustryAdmin(RecordAdmin):
    list_display = ("name_en", "name_zh", "stage", "state")
    list_filter = (StateFilter, WorkFilter, MineFilter, "stage", "groups")
    inlines = [MembershipInline, ChainLinkInline]
    fieldsets = (NAMES, SUMMARY, (None, {"fields": ("stage", "position")}))


@admin.register(Product)
class ProductAdmin(RecordAdmin):
    list_display = ("name_en", "name_zh", "product_kind", "industry", "state")
    list_filter = (StateFilter, WorkFilter, MineFilter, "product_kind", "industry")
    list_select_related = ("industry",)
    fieldsets = (
        NAMES,
        (None, {"fields": ("product_kind", ("industry", "industry_basis"))}),
        SUMMARY,
    )


@admin.register(Strategy)
class StrategyAdmin(RecordAdmin):
    fieldsets = (NAMES, SUMMARY, (None, {"fields": ("position",)}))


@admin.register(Initiative)
class InitiativeAdmin(RecordAdmin):
    list_display = ("name_en", "initiative_kind", "strategy", "stage", "state")
    list_filter = (StateFilter, WorkFilter, MineFilter, "initiative_kind", "stage", "strategy")
    list_select_related = ("strategy",)
    fieldsets = (
        NAMES,
        (
            _("Place"),
            {
                "fields": ("initiative_kind", "strategy", "parent", "industries"),
                "description": _("What it is, what it is part of, and which industries it touches."),
            },
        ),
        (
            _("Progress"),
            {
                "fields": (("stage", "status_as_stated"), "lead_body"),
                "description": _("How far it has come, and the words or facts that this rests on."),
            },
        ),
        (
            _("Dates"),
            {
                "fields": (("starts", "ends"), "dates_as_stated"),
                "description": _("As exact as the source is: a year, a month or a day."),
            },
        ),
        SUMMARY,
        NOTES,
    )
