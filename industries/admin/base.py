"""What the forms and lists of all records share: state, citations, the way to the public."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.db import OperationalError, models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from industries.admin.filters import (
    ChoicesFilter,
    CountingChangeList,
    MineFilter,
    RelatedFilter,
    StateFilter,
    WorkFilter,
)
from industries.admin.naming import free_name, named_after
from industries.admin.publishing import MAY_PUBLISH, publish_url, review
from industries.choices import State
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.models import Citation, DeskState, Record, Version
from industries.publishing.payload import Reference
from industries.publishing.review import mark_ready, take_back
from industries.publishing.states import linking_to, note_edit, refresh_states

ROWS = {"rows": 3, "class": "vLargeTextField"}
ON_THE_DESK = (gettext_lazy("On the desk"), {"fields": (("state", "lead_reason"),)})
PUBLISH, READY = "_publish", "_ready"


class CitationInline(admin.TabularInline):
    model = Citation
    fields = ("source", "locator", "as_stated", "position")
    autocomplete_fields = ("source",)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Ask a new record for its source; one that is there has a link to add another."""
        return 0 if obj else 1

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "as_stated":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2, "cols": 40})
        found: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if found is not None:
            # a table's head names nothing to a screen reader
            widget = getattr(found.widget, "widget", found.widget)
            widget.attrs["aria-label"] = str(found.label)
        return found


class CheckedActions(admin.ModelAdmin):
    """Refuses an action that the list does not have, or on what is no row of it.

    The stock admin would show the list as if nothing had been asked, or answer 500.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Allow what the list's own filters send; Django would pass any lookup of a field to SQL."""
        allowed: set[str] = set()
        filters: Any = self.get_list_filter(request)
        for found in filters:
            if callable(found):
                allowed.add(found.parameter_name)
            else:
                name = found if isinstance(found, str) else found[0]
                allowed |= {f"{name}{end}" for end in ("__exact", "__id__exact", "__isnull")}
        return lookup in allowed

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        action = request.POST.get("action")
        if action and action not in self.get_actions(request):
            message = _("“%(action)s” is no action of this list.") % {"action": action[:40]}
            raise InvalidFilterError([FilterProblem("invalid_value", "action", message)])
        return super().changelist_view(request, extra_context)

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


class RecordForm(forms.ModelForm):
    """A record's form. A key and a slug that are left empty are made from what the record is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"key", "slug"} & self.fields.keys():
            self.fields[name].required = False

    edits = 0  # of the record, as it stands on the desk
    is_busy = False

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.is_busy:
            message = _("The desk is busy with a large change. Nothing is saved yet: try again.")
            self.add_error(None, message)
        elif self.data.get("edits", str(self.edits)) != str(self.edits):
            message = _(
                "Somebody saved this record since you opened it. Look at it in another window, then"
                " save again: what stands here replaces what they saved."
            )
            self.add_error(None, message)
        if not self.errors and "slug" in self.fields:
            key = found.get("key") or self.instance.key
            if not key:
                key = found["key"] = self._free("key", self.called(found), "_")
            if not found.get("slug"):
                found["slug"] = self._free("slug", key, "-")
        return found

    def called(self, found: dict[str, Any]) -> str:
        """Return the words that a key is made of."""
        return str(found["name_en"])

    def _free(self, field: str, words: str, joint: str) -> str:
        start = named_after(words, self.instance.kind, joint)
        taken = self._meta.model.objects.filter(**{f"{field}__startswith": start})
        return free_name(start, joint, set(taken.values_list(field, flat=True)))


class RecordAdmin(CheckedActions):
    """The admin of one kind of record, on the desk."""

    form = RecordForm
    change_form_template = "admin/industries/record_form.html"
    actions = ["publish_selected", "mark_ready", "take_back"]
    search_fields = ("key", "name_en", "name_zh", "aliases")
    list_display = ("__str__", "key", "state")
    list_filter = (StateFilter, WorkFilter, MineFilter)
    readonly_fields = ("state", "lead_reason")
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs=ROWS)}}
    show_facets = admin.ShowFacets.ALWAYS
    list_per_page = 50
    show_full_result_count = False  # it would be one more query

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return CountingChangeList

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Return the filters, those of fields as ones that are counted together."""
        return [found if callable(found) else self._filter_of(found) for found in self.list_filter]

    def _filter_of(self, name: str) -> tuple[str, Any]:
        related = self.model._meta.get_field(name).is_relation
        return name, RelatedFilter if related else ChoicesFilter

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

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Say first where the record stands, once there is one."""
        found = super().get_fieldsets(request, obj)
        return [ON_THE_DESK, *found] if obj else found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A key is typed once: the log and references use it."""
        return (*self.readonly_fields, *(("key",) if obj else ()))

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state(self, record: Any) -> SafeString | str:
        if not hasattr(record, "state"):
            return ""
        found = State(record.state)
        return format_html('<span class="state state-{}">{}</span>', found.value, found.label)

    @admin.display(description=gettext_lazy("why it is only a lead"))
    def lead_reason(self, record: Any) -> str:
        states = DeskState.objects.filter(kind=self.model.kind, key=record.key)
        return states.values_list("lead_reason", flat=True).first() or "—"

    # --- who may do what ------------------------------------------------------------------------

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_PUBLISH) and self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was ever published is withdrawn, not deleted; a draft is its first author's."""
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        if Version.objects.filter(kind=obj.kind, key=obj.key).exists():
            return False
        begun = DeskState.objects.filter(kind=obj.kind, key=obj.key, first_author=request.user.pk)
        return self.may_publish(request) or begun.exists()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it asks for no object's permission
        if not self.may_publish(request):
            actions.pop("publish_selected", None)
        if not self.has_change_permission(request):
            actions.clear()
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

    # --- saving, and on towards the public -------------------------------------------------------

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        note_edit(form.instance, request.user)
        if READY in request.POST:
            self._tell_ready(
                request, mark_ready([(form.instance.kind, form.instance.key)], request.user)
            )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        context = {**(extra_context or {}), "may_publish": self.may_publish(request)}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except OperationalError as error:
            if request.method != "POST" or "locked" not in str(error):
                raise
            # without the transaction that did not begin: an error in the form keeps what was typed
            request.desk_is_busy = True  # type: ignore[attr-defined]
            return self._changeform_view(  # type: ignore[attr-defined]
                request, object_id, form_url, context
            )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form; it knows what only the request and the desk can tell it."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        edits = 0
        if obj:
            states = DeskState.objects.filter(kind=obj.kind, key=obj.key)
            edits = states.values_list("edits", flat=True).first() or 0
        about = {"edits": edits, "is_busy": getattr(request, "desk_is_busy", False)}
        return type(form.__name__, (form,), about)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        return self._to_publish(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._to_publish(request, obj) or super().response_change(request, obj)

    def _to_publish(self, request: HttpRequest, obj: Record) -> HttpResponse | None:
        if PUBLISH not in request.POST or IS_POPUP_VAR in request.POST or not self.may_publish(request):
            return None
        return HttpResponseRedirect(publish_url([(obj.kind, obj.key)]))

    @admin.action(description=gettext_lazy("Publish selected…"))
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Show what publishing the chosen records together would change."""
        return review(request, self._references(queryset))

    @admin.action(description=gettext_lazy("Mark as ready for review"), permissions=["change"])
    def mark_ready(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._tell_ready(request, mark_ready(self._references(queryset), request.user))

    @admin.action(description=gettext_lazy("Take back from review"), permissions=["change"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = take_back(self._references(queryset), request.user)
        message = ngettext(
            "%(count)s record is no longer ready for review.",
            "%(count)s records are no longer ready for review.",
            count,
        )
        self.message_user(request, message % {"count": count})

    def _references(self, queryset: QuerySet[Any]) -> set[Reference]:
        return {(self.model.kind, key) for key in queryset.values_list("key", flat=True)}

    def _tell_ready(self, request: HttpRequest, count: int) -> None:
        if not count:
            message = _("Nothing to review: it does not differ from what is public.")
            self.message_user(request, message, messages.WARNING)
            return
        message = ngettext(
            "%(count)s record is ready for review.",
            "%(count)s records are ready for review.",
            count,
        )
        self.message_user(request, message % {"count": count})
