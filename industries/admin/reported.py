"""The queue of what readers report: their words to read, the outcome and the state to write."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from industries.admin.forms import CheckedActions, LinesField
from industries.admin.log import KindFilter
from industries.admin.naming import address_of
from industries.choices import ReportState
from industries.editions import DESK
from industries.models import RECORDS, ReaderReport, Record

EXCERPT = 80  # letters of a report in the list
_ROWS = {"rows": 4, "class": "vLargeTextField"}


class ReportForm(forms.ModelForm):
    """What was found. A report is answered by a release alone, so that no form says it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "state" in self.fields:  # nobody changes what a release has answered
            offered = [ReportState.NEW, ReportState.SET_ASIDE]
            self.fields["state"] = forms.ChoiceField(
                label=self.fields["state"].label,
                choices=[(state.value, state.label) for state in offered],
                help_text=_("It is answered by a release: choose it on the page that publishes."),
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("state") == ReportState.SET_ASIDE and not found.get("desk_note"):
            self.add_error("desk_note", _("Say for the desk why it is set aside."))
        return found


@admin.register(ReaderReport)
class ReaderReportAdmin(CheckedActions):
    form = ReportForm
    list_display = ("number", "noun", "form_of_record", "excerpt", "state", "reported_at", "release")
    list_filter = ("state", KindFilter, "language")
    list_select_related = ("release",)
    search_fields = ("number", "key", "wrong")
    show_full_result_count = False
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs=_ROWS), "form_class": LinesField}
    }
    readonly_fields = (
        *("number", "record", "seen", "wrong", "elsewhere", "language", "reported_at"),
        *("release", "handled_by"),
    )
    fieldsets = (
        (
            gettext_lazy("What the reader says"),
            {
                "fields": (
                    *("number", "record", "seen", "wrong", "elsewhere", "language", "reported_at"),
                )
            },
        ),
        (gettext_lazy("For the public"), {"fields": ("outcome_en", "outcome_zh", "release")}),
        (gettext_lazy("On the desk"), {"fields": ("state", "desk_note", "handled_by")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: Any = super().get_queryset(request)
        rows = (
            When(kind=kind, then=Subquery(model.objects.filter(key=OuterRef("key")).values("pk")[:1]))
            for kind, model in RECORDS.items()
        )
        return queryset.as_queue().annotate(row_id=Case(*rows, output_field=models.BigIntegerField()))

    # --- who may do what ------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a release has answered is public as it is."""
        is_public = obj is not None and obj.state == ReportState.ANSWERED
        return super().has_change_permission(request, obj) and not is_public

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.handled_by = request.user
        super().save_model(request, obj, form, change)

    # --- columns --------------------------------------------------------------------------------

    @admin.display(description=pgettext_lazy("of a record", "kind"), ordering="kind")
    def noun(self, report: ReaderReport) -> str:
        return str(RECORDS[report.kind]._meta.verbose_name)

    @admin.display(description=gettext_lazy("record"), ordering="key")
    def form_of_record(self, report: Any) -> SafeString | str:
        """Link to the record's form, unless it is deleted by now."""
        if report.row_id is None:
            return str(report.key)
        address = address_of(RECORDS[report.kind], "change", report.row_id)
        return format_html('<a href="{}">{}</a>', address, report.key)

    @admin.display(description=gettext_lazy("what is wrong"))
    def excerpt(self, report: ReaderReport) -> SafeString:
        return format_html('<span lang="{}">{}</span>', report.language, _short(report.wrong))

    @admin.display(description=gettext_lazy("record"))
    def record(self, report: ReaderReport) -> SafeString | str:
        """Link to the record's form. Up to three queries."""
        model: Any = RECORDS[report.kind]
        found: Record | None = model.objects.using(DESK).for_list().filter(key=report.key).first()
        if found is None:
            return report.key
        return format_html('<a href="{}">{}</a>', address_of(model, "change", found.pk), found)

    @admin.display(description=gettext_lazy("version"))
    def seen(self, report: ReaderReport) -> str:
        return _("Version %(n)s, as the reader saw it") % {"n": report.version}


def _short(text: str) -> str:
    return Truncator(text).chars(EXCERPT)
