"""What the forms and lists of all records share: state, citations, publishing."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from industries.choices import ReleaseKind, State
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.models import Citation, DeskState, Record, Release, Version
from industries.publishing.check import problems_of
from industries.publishing.release import LiveBehindError, PublishError, publish
from industries.publishing.states import linking_to, note_edit, refresh_states

MAY_PUBLISH = "industries.add_release"
PUBLISH = "_publish"


class ReleaseForm(forms.Form):
    """What a release says of itself."""

    note_en = forms.CharField(
        label=gettext_lazy("Public note (English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note_zh = forms.CharField(
        label=gettext_lazy("Public note (Chinese)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of release"),
        choices=ReleaseKind.choices,
        initial=ReleaseKind.CORRECTION,
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not (found.get("note_en") or found.get("note_zh")):
            message = _("Say what changes and why, for the public, in one language or both.")
            self.add_error("note_en", message)
        return found


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class CitationInline(admin.TabularInline):
    model = Citation
    fields = ("source", "locator", "as_stated", "position")
    autocomplete_fields = ("source",)
    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "as_stated":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2, "cols": 40})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class CheckedActions(admin.ModelAdmin):
    """Refuses an action on what no row of the list has sent; the stock admin would answer 500."""

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> Any:
        key: Any = queryset.model._meta.pk
        for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
            try:
                key.run_validators(key.to_python(chosen))
            except (ValidationError, ValueError) as error:
                message = _("“%(chosen)s” is not a row of this list.") % {"chosen": chosen[:40]}
                place = FilterProblem("invalid_value", ACTION_CHECKBOX_NAME, message)
                raise InvalidFilterError([place]) from error
        return super().response_action(request, queryset, *args, **kwargs)


class RecordAdmin(CheckedActions):
    """The admin of one kind of record, on the desk."""

    change_form_template = "admin/industries/record_form.html"
    actions = ["publish_selected"]
    search_fields = ("key", "name_en", "name_zh", "aliases")
    list_display = ("__str__", "key", "state")
    list_filter = (StateFilter,)
    prepopulated_fields = {}
    readonly_fields = ("state", "lead_reason")
    save_on_top = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: Any = super().get_queryset(request)
        return queryset.with_state()

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        options = self.model._meta
        relations = [field for field in options.fields if field.remote_field]
        linked = [
            field for field in options.many_to_many if field.remote_field.through._meta.auto_created
        ]
        return [field.name for field in (*relations, *linked)]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        if not (self.model.needs_citation or self.model.kind == "indicator"):
            return list(self.inlines)
        fk = {"fk_name": self.model.kind}
        return [type("CitationInline", (CitationInline,), fk), *self.inlines]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A key is typed once: the log and references use it."""
        return (*self.readonly_fields, *(("key",) if obj else ()))

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state(self, record: Any) -> str:
        return str(State(record.state).label) if hasattr(record, "state") else ""

    @admin.display(description=gettext_lazy("why it is only a lead"))
    def lead_reason(self, record: Any) -> str:
        states = DeskState.objects.filter(kind=self.model.kind, key=record.key)
        return states.values_list("lead_reason", flat=True).first() or "—"

    # --- saving ---------------------------------------------------------------------------------

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        note_edit(form.instance, request.user)
        request.saved_record = form.instance  # type: ignore[attr-defined]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was ever published is withdrawn, not deleted."""
        if obj is not None and _was_published(obj):
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it asks for no object's permission
        if not self.may_publish(request):
            actions.pop("publish_selected", None)
        return actions

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        linking = linking_to(obj)
        super().delete_model(request, obj)
        DeskState.objects.filter(kind=obj.kind, key=obj.key).delete()
        for kind, keys in linking.items():
            refresh_states(kind, keys)

    def view_on_site(self, obj: Any) -> str | None:
        public = DeskState.objects.filter(kind=obj.kind, key=obj.key).exclude(live_digest="")
        return obj.get_absolute_url() if public.exists() else None

    # --- publishing -----------------------------------------------------------------------------

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_PUBLISH) and self.has_change_permission(request)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form; a release without a note is an error in it, so that nothing is lost."""
        form: Any = super().get_form(request, obj, change, **kwargs)

        class Form(form):
            def clean(self) -> Any:
                found = super().clean()
                release = release_form(request)
                if publishes(request) and not release.is_valid():
                    self.add_error(None, _("Nothing is saved yet: see “Publish” below."))
                return found

        return Form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        context = {
            "may_publish": self.may_publish(request),
            "release_form": release_form(request),
        }
        response = super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )
        saved = getattr(request, "saved_record", None)
        if saved is not None and publishes(request):
            # the admin's transaction has ended: publishing opens its own
            refused = _("Saved, but not published:")
            self.publish_records(request, [saved], release_form(request), refused=refused)
        return response

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        if publishes(request):
            return self._to_form(obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._to_form(obj) if publishes(request) else super().response_change(request, obj)

    def _to_form(self, obj: Any) -> HttpResponse:
        options = self.model._meta
        return HttpResponseRedirect(
            reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[obj.pk])
        )

    @admin.action(description=gettext_lazy("Publish selected…"))
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Ask for the note, then publish the chosen records together."""
        confirmed = publishes(request)
        form = release_form(request)
        records = list(queryset)
        refused = _("Nothing was published:")
        if (
            confirmed
            and form.is_valid()
            and self.publish_records(request, records, form, refused=refused)
        ):
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish"),
            "opts": self.model._meta,
            "records": records,
            "release_form": form,
            "problems": problems_of(records),
            "action": "publish_selected",
        }
        return TemplateResponse(request, "admin/industries/publish_selected.html", context)

    def publish_records(
        self, request: HttpRequest, records: list[Record], form: ReleaseForm, *, refused: str
    ) -> bool:
        """Publish and tell the editor how it went; return whether the log has the release."""
        form.is_valid()
        try:
            release = publish(records, **form.cleaned_data, by=request.user)
        except PublishError as error:
            self.message_user(request, refused, messages.ERROR)
            for problem in error.problems[:20]:
                self.message_user(request, str(problem), messages.ERROR)
            return False
        except LiveBehindError as error:
            message = _("Release %(n)s is in the log; the public pages will follow.")
            self.message_user(request, message % {"n": error.number}, messages.WARNING)
            return True
        self.message_user(request, _published_message(release), messages.SUCCESS)
        return True


def publishes(request: HttpRequest) -> bool:
    """Return whether the request asks to publish, by somebody who may."""
    return PUBLISH in request.POST and request.user.has_perm(MAY_PUBLISH)


def release_form(request: HttpRequest) -> ReleaseForm:
    """Return the form of a release, bound if this request publishes."""
    return ReleaseForm(request.POST if publishes(request) else None, prefix="release")


def _was_published(record: Record) -> bool:
    return Version.objects.filter(kind=record.kind, key=record.key).exists()


def _published_message(release: Release) -> str:
    count = release.versions.count()
    message = ngettext(
        "Release %(n)s is public: %(count)s record.",
        "Release %(n)s is public: %(count)s records.",
        count,
    )
    return message % {"n": release.number, "count": count}
