"""Indicators, targets and observations."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from industries.admin.base import RecordAdmin, StateFilter
from industries.admin.catalogue import DESK, NAMES
from industries.models import Indicator, Observation, Target

SUBJECT = ("indicator", "industry", "initiative", ("scope", "scope_comparable"))
NOTES = (_("Notes"), {"fields": ("note_en", "note_zh")})
FIGURE_SEARCH = ("key", "indicator__name_en", "indicator__name_zh", "scope")


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ("name_en", "name_zh", "unit", "measure", "direction", "state")
    list_filter = (StateFilter, "measure", "direction", "unit")
    fieldsets = (
        NAMES,
        (_("Definition"), {"fields": ("definition_en", "definition_zh", "unit")}),
        (_("How it is read"), {"fields": ("measure", "direction", "frequency", "method")}),
        (_("Summary"), {"fields": ("summary_en", "summary_zh")}),
        DESK,
    )


@admin.register(Target)
class TargetAdmin(RecordAdmin):
    list_display = (
        "indicator",
        "state",
        "comparator",
        "value",
        "unit",
        "due_on",
        "industry",
    )
    list_display_links = ("indicator",)
    list_filter = (StateFilter, "target_kind", "standing", "industry")
    list_select_related = ("indicator", "industry")
    search_fields = FIGURE_SEARCH
    date_hierarchy = "due_on"
    fieldsets = (
        (None, {"fields": ("key", "slug", *SUBJECT)}),
        (
            _("Promise"),
            {
                "fields": (
                    ("target_kind", "kind_basis"),
                    "standing",
                    ("comparator", "value", "unit", "unit_basis"),
                )
            },
        ),
        (
            _("Deadline"),
            {
                "fields": (
                    ("due_on", "due_as_stated", "deadline_basis"),
                    ("window_starts_on", "window_ends_on"),
                )
            },
        ),
        (_("Baseline"), {"fields": (("baseline", "baseline_period", "baseline_basis"),)}),
        (_("Announced"), {"fields": (("announced_on", "announced_basis"),)}),
        (
            _("Other targets on the same goal"),
            {"fields": ("restates", "also_restates", "stretch_of", "same_promise")},
        ),
        NOTES,
        DESK,
    )


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    list_display = (
        "indicator",
        "period",
        "state",
        "qualifier",
        "value",
        "unit",
        "rank",
        "industry",
    )
    list_display_links = ("indicator", "period")
    list_filter = (StateFilter, "rank", "status", "industry")
    list_select_related = ("indicator", "industry")
    search_fields = (*FIGURE_SEARCH, "period")
    fieldsets = (
        (None, {"fields": ("key", "slug", *SUBJECT)}),
        (_("Period"), {"fields": (("period", "period_basis"), ("stated_on", "stood_on"))}),
        (_("Value"), {"fields": (("qualifier", "value", "unit", "unit_basis"),)}),
        (_("Standing"), {"fields": ("status", ("rank", "rank_reason"))}),
        (_("Derived"), {"fields": ("basis", "derived_from")}),
        (_("Break"), {"fields": (("break_code", "break_on"), "break_note")}),
        NOTES,
        DESK,
    )
