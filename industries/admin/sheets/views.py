"""Spreadsheets at the desk: download what a list shows, edit, upload, look, take."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from industries.admin.naming import address_of
from industries.admin.sheets import files, held
from industries.admin.sheets.outcome import Outcome
from industries.admin.sheets.resources import RESOURCES
from industries.admin.sheets.taking import look, take
from industries.filtersets import FilterProblem, InvalidFilterError

LISTED = 100
TYPES = {
    files.CSV: ("text/csv; charset=utf-8", files.written_csv),
    files.XLSX: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        files.written_xlsx,
    ),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, with the columns of a download, or some of them."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > files.MAX_BYTES:  # before it is read
            message = _("The file has more than %(limit)s MB. Split it.")
            raise forms.ValidationError(message % {"limit": files.MAX_BYTES // 2**20})
        data: bytes = file.read()
        return data


class SheetsAdmin(admin.ModelAdmin):
    """Adds spreadsheets to the admin of targets or observations."""

    change_list_template = "admin/industries/figure_list.html"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("download/<str:form>/", wrap(self.download), name=f"{name}_download"),
            path("upload/", wrap(self.upload), name=f"{name}_upload"),
            *super().get_urls(),
        ]

    def download(self, request: HttpRequest, form: str) -> HttpResponse:
        """Send the records of the list, filtered as it was, with a column for each field."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in TYPES:
            raise Http404(_("A download is csv or xlsx."))
        try:
            shown = self.get_changelist_instance(request).get_queryset(request).order_by("key")
        except IncorrectLookupParameters as error:
            problem = FilterProblem("invalid_value", "query", _("The list has no such filter or page."))
            raise InvalidFilterError([problem]) from error
        resource = RESOURCES[self.model.kind]()
        keys = shown.values_list("key", flat=True)
        records = resource.get_queryset().filter(key__in=list(keys)).order_by("key")
        content_type, write = TYPES[form]
        response = HttpResponse(write(resource.table(records)), content_type=content_type)
        name = f"{self.opts.model_name}s-{timezone.localdate()}.{form}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Show what a file would change; once that was looked at, take it."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, UploadForm())
        if "_take" in request.POST:
            return self._take(request)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form)
        try:
            sheet = files.read(form.cleaned_data["file"])
        except files.SheetError as error:
            form.add_error("file", str(error))
            return self._page(request, form)
        outcome = look(sheet, self.model.kind)
        name = "" if outcome.problems else held.keep(form.cleaned_data["file"])
        return self._page(request, UploadForm(), outcome, name)

    def _take(self, request: HttpRequest) -> HttpResponse:
        name = request.POST.get("held", "")
        try:
            data = held.kept(name)
        except (FileNotFoundError, SuspiciousFileOperation):
            messages.error(request, _("The file is no longer held. Upload it again."))
            return self._page(request, UploadForm())
        outcome = take(
            files.read(data), self.model.kind, request.user, seal=request.POST.get("seal", "")
        )
        if outcome.problems or outcome.seal != request.POST.get("seal"):
            messages.error(request, _("Somebody changed a record since you looked. Look again."))
            return self._page(request, UploadForm(), outcome, name)
        held.drop(name)
        messages.success(request, _said_of(outcome))
        return HttpResponseRedirect(address_of(self.model, "changelist"))

    def _page(
        self, request: HttpRequest, form: UploadForm, outcome: Outcome | None = None, name: str = ""
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Upload a spreadsheet"),
            "opts": self.opts,
            "form": form,
            "outcome": outcome,
            "held": name,
            "problems": outcome.problems[:LISTED] if outcome else [],
            "warnings": outcome.warnings[:LISTED] if outcome else [],
            "more_warnings": max(len(outcome.warnings) - LISTED, 0) if outcome else 0,
        }
        return TemplateResponse(request, "admin/industries/upload.html", context)


def _said_of(outcome: Outcome) -> str:
    message = ngettext(
        "%(new)s new record, %(changed)s changed, %(unchanged)s unchanged. They are not public yet.",
        "%(new)s new records, %(changed)s changed, %(unchanged)s unchanged. They are not public yet.",
        outcome.new,
    )
    counts = {"new": outcome.new, "changed": outcome.changed, "unchanged": outcome.unchanged}
    return message % counts
