"""Indicators, targets and observations."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from industries.admin.assessed import assessed
from industries.admin.base import RecordAdmin
from industries.admin.catalogue import NAMES, NOTES
from industries.admin.figures import FigureAdmin, FigureForm, LastDayField, PeriodField
from industries.admin.filters import MineFilter, StateFilter, WorkFilter
from industries.admin.sheets.views import SheetsAdmin
from industries.choices import Comparator, Qualifier, Standing, TargetKind
from industries.models import Indicator, Observation, Target
from industries.models.bilingual import is_chinese, written_period
from industries.models.targets import SET_ASIDE
from industries.units import shown

SUBJECT = (
    _("What it is about"),
    {
        "fields": ("indicator", "industry", "initiative", ("scope", "scope_comparable")),
        "description": _(
            "The indicator says what is measured and in which unit. Name an industry or an initiative "
            "only where the source does."
        ),
    },
)
ADDRESS = (
    _("Key and address"),
    {
        "fields": ("key", "slug"),
        "classes": ("collapse",),
        "description": _("Left empty, both are made from what the record is about."),
    },
)
FIGURE_SEARCH = (
    "key",
    "indicator__name_en",
    "indicator__name_zh",
    "indicator__aliases",
    "industry__name_en",
    "industry__name_zh",
    "scope",
)

ASIDE = {
    # a line each: Django opens a folded part for errors of such fields only
    "fields": (
        *("set_aside_verdict", "set_aside_until", "set_aside_reason_en", "set_aside_reason_zh"),
        *("set_aside_source", "set_aside_locator"),
    ),
    "description": _(
        "Only with a reason, the source that it rests on and the last day on which it holds. The page "
        "then shows both verdicts; filters and counts go by the computed one alone."
    ),
}

PROMISED = {
    TargetKind.BY_DATE: _("A level that is reached by a day: “50 GW by 2025”."),
    TargetKind.EACH_YEAR: _("A level that holds in every year of a window: “over 5 % each year”."),
    TargetKind.AVERAGE: _("A yearly mean over a window: “7 % a year on average, 2021–2025”."),
    TargetKind.TOTAL: _("A sum over a window: “10 bn in five years”."),
    TargetKind.ONE_YEAR: _("The value of one year: “6 % in 2024”."),
}
STANDING = {
    Standing.COMMITMENT: _("A commitment: whoever says it answers for it."),
    Standing.EXPECTATION: _("An expectation: “about”, “expected”, in a plan for the year."),
    Standing.FORECAST: _("A forecast by somebody who does not answer for it."),
    Standing.DESIGN_CAPACITY: _("What a plant or line is built for."),
    Standing.PROGRAMME_VOLUME: _("What a programme is to spend or build in all."),
}


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ("name_en", "name_zh", "unit", "measure", "direction", "state")
    list_filter = (StateFilter, WorkFilter, MineFilter, "measure", "direction", "unit")
    search_fields = (*RecordAdmin.search_fields, "definition_en", "definition_zh")
    fieldsets = (
        NAMES,
        (
            _("Definition"),
            {
                "fields": ("definition_en", "definition_zh", "unit"),
                "description": _(
                    "What is counted, by whom, and what is left out. Another definition or another "
                    "unit is another indicator."
                ),
            },
        ),
        (_("How it is read"), {"fields": ("measure", "direction", "frequency", "method")}),
        (_("Summary"), {"fields": ("summary_en", "summary_zh")}),
    )


class TargetForm(FigureForm):
    figures = ("value", "baseline")

    due_on = LastDayField(
        label=_("Due on"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("A day, or a period of which it is the last: 2027, 2025年底 as 2025, H1 2026."),
    )
    baseline_period = PeriodField(label=_("Baseline period"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, texts in (
            ("target_kind", _("What is promised?"), PROMISED),
            ("standing", _("How firmly, and by whom?"), STANDING),
        ):
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].choices = [(code.value, text) for code, text in texts.items()]  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.has_error(NON_FIELD_ERRORS, SET_ASIDE):
            for name in self._lacking():
                self.add_error(name, _("It is missing here."))

    def _lacking(self) -> list[str]:
        """Return the fields that setting the verdict aside takes and that are empty.

        An error at each also opens the part of the form that is folded.
        """
        reasons = ["set_aside_reason_en", "set_aside_reason_zh"]
        needed = ["set_aside_verdict", "set_aside_until", "set_aside_source"]
        if not any(getattr(self.instance, name) for name in reasons):
            needed += reasons
        return [name for name in needed if not getattr(self.instance, name)]

    def moment(self, found: dict[str, Any]) -> str:
        day = found.get("due_on") or found.get("window_ends_on")
        return str(day.year) if day else "target"


@admin.register(Target)
class TargetAdmin(SheetsAdmin, FigureAdmin):
    form = TargetForm
    change_form_template = "admin/industries/target_form.html"
    radio_fields = {"target_kind": admin.VERTICAL, "standing": admin.VERTICAL}
    list_display = ("indicator", "state", "promise", "due_on", "industry")
    list_filter = (StateFilter, WorkFilter, MineFilter, "target_kind", "standing", "industry")
    list_select_related = ("indicator", "industry")
    search_fields = FIGURE_SEARCH
    fieldsets = (
        SUBJECT,
        (_("The promise"), {"fields": (("target_kind", "kind_basis"), "standing")}),
        (
            _("Its level"),
            {
                "fields": (("comparator", "value", "entry"), "confirmed", "unit_basis"),
                "description": _(
                    "Type the figure as the source prints it, and choose its unit. A promise without a "
                    "figure has none: leave it empty. The words themselves belong to the citation."
                ),
            },
        ),
        (
            _("Its deadline"),
            {
                "fields": (
                    ("due_on", "deadline_basis"),
                    "due_as_stated",
                    ("window_starts_on", "window_ends_on"),
                ),
                "description": _(
                    "If the source names no deadline, leave the day empty and choose “not stated”. "
                    "A window is for every year, a mean and a sum."
                ),
            },
        ),
        (
            _("Its baseline"),
            {
                "fields": (("baseline", "baseline_period", "baseline_basis"),),
                "description": _(
                    "What it started from. What you type anew is in the unit chosen above."
                ),
            },
        ),
        (_("Announced"), {"fields": (("announced_on", "announced_basis"),)}),
        (
            _("Other targets on the same goal"),
            {
                "classes": ("collapse",),
                "fields": ("restates", "also_restates", "stretch_of", "same_promise"),
                "description": _("An earlier target that this one repeats, raises, lowers or moves."),
            },
        ),
        NOTES,
        ADDRESS,
    )

    def about_saved(self, record: Any) -> dict[str, Any]:
        return {"assessed": assessed(record.pk)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fold the part that sets a verdict aside, unless it does."""
        classes = () if obj and obj.set_aside_verdict else ("collapse",)
        aside = (_("Set the computed verdict aside"), {**ASIDE, "classes": classes})
        *rest, notes, address = super().get_fieldsets(request, obj)
        return [*rest, aside, notes, address]

    @admin.display(description=_("promise"), ordering="value")
    def promise(self, target: Target) -> str:
        if target.value is None:
            return "—"
        figure = shown(target.value, target.unit, chinese=is_chinese())
        exact = target.comparator == Comparator.EQ
        return figure if exact else f"{target.get_comparator_display()} {figure}"


class ObservationForm(FigureForm):
    period = PeriodField(label=_("Period"))

    def moment(self, found: dict[str, Any]) -> str:
        return str(found["period"])


@admin.register(Observation)
class ObservationAdmin(SheetsAdmin, FigureAdmin):
    form = ObservationForm
    list_display = ("indicator", "state", "shown_period", "figure", "industry", "rank")
    list_filter = (StateFilter, WorkFilter, MineFilter, "rank", "status", "industry")
    list_select_related = ("indicator", "industry")
    search_fields = (*FIGURE_SEARCH, "period")
    fieldsets = (
        SUBJECT,
        (
            _("Period"),
            {
                "fields": (("period", "period_basis"), ("stated_on", "stood_on")),
                "description": _(
                    "The months that the figure is about. If the source names none, choose “inferred” "
                    "or “not stated”, and give the day of its words."
                ),
            },
        ),
        (
            _("Value"),
            {
                "fields": (("qualifier", "value", "entry"), "confirmed", "unit_basis"),
                "description": _(
                    "Type the figure as the source prints it, and choose its unit. The words "
                    "themselves belong to the citation."
                ),
            },
        ),
        (
            _("Standing"),
            {
                "fields": ("status", ("rank", "rank_reason")),
                "description": _(
                    "Of several figures for one period one may be preferred; say why it is."
                ),
            },
        ),
        (
            _("Derived"),
            {
                "classes": ("collapse",),
                "fields": ("basis", "derived_from"),
                "description": _("A derived figure names its inputs, and shows its working in a note."),
            },
        ),
        (
            _("Break"),
            {
                "classes": ("collapse",),
                "fields": (("break_code", "break_on"), "break_note"),
                "description": _("Only where the count was redefined before this figure."),
            },
        ),
        NOTES,
        ADDRESS,
    )

    @admin.display(description=_("period"), ordering="period_end")
    def shown_period(self, observation: Observation) -> str:
        return written_period(observation.period)

    @admin.display(description=_("figure"), ordering="value")
    def figure(self, observation: Observation) -> str:
        figure = shown(observation.value, observation.unit, chinese=is_chinese())
        qualifier = observation.get_qualifier_display()
        return figure if observation.qualifier == Qualifier.EXACT else f"{qualifier} {figure}"
