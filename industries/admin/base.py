"""What the forms and lists of all records share: state, citations, the way to the public."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from industries.admin.acts import act_on
from industries.admin.asked import busy_message, page_of
from industries.admin.filters import (
    ChoicesFilter,
    CountingChangeList,
    MineFilter,
    RelatedFilter,
    StateFilter,
    WorkFilter,
)
from industries.admin.forms import LinesField, RecordForm
from industries.admin.meeting import sealed_base
from industries.admin.publishing import review
from industries.admin.restoring import discard_address, versions_of
from industries.admin.saving import SavingOnBase
from industries.choices import State
from industries.editions import DESK
from industries.models import Citation, DeskState, Record, Remark, Version
from industries.publishing.check import MAY_PUBLISH
from industries.publishing.payload import Reference
from industries.publishing.review import can_be_taken_back, mark_ready, remarks_on
from industries.publishing.states import hold, linking_to, refresh_states

ROWS = {"rows": 3, "class": "vLargeTextField"}
ON_THE_DESK = (gettext_lazy("On the desk"), {"fields": (("state", "lead_reason"),)})
PUBLISH, READY = "_publish", "_ready"
SHOWN_REMARKS = 10


class CitationInline(admin.TabularInline):
    model = Citation
    fields = ("source", "locator", "as_stated", "position")
    autocomplete_fields = ("source",)
    formfield_overrides = {models.TextField: {"form_class": LinesField}}

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


class RecordAdmin(SavingOnBase):
    """The admin of one kind of record, on the desk."""

    form = RecordForm
    change_form_template = "admin/industries/record_form.html"
    object_history_template = "admin/industries/record_history.html"
    actions = [
        *("publish_selected", "mark_ready", "take_back"),
        *("return_selected", "comment_on_selected", "withdraw_selected"),
    ]
    search_fields = ("key", "name_en", "name_zh", "aliases")
    list_display = ("__str__", "key", "state")
    list_filter = (StateFilter, WorkFilter, MineFilter)
    readonly_fields = ("state", "lead_reason")
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs=ROWS), "form_class": LinesField}
    }
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
            for name in ("publish_selected", "return_selected"):
                actions.pop(name, None)
        if not self.has_change_permission(request):
            actions.clear()
        return actions

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        hold(obj.kind, obj.key)
        if not self.has_delete_permission(request, obj):  # a release may have taken it just now
            raise PermissionDenied
        linking = linking_to(obj)
        super().delete_model(request, obj)
        for beside in (DeskState, Remark):  # a new record may get the key
            beside._default_manager.filter(kind=obj.kind, key=obj.key).delete()
        for kind, keys in linking.items():
            refresh_states(kind, keys)

    def view_on_site(self, obj: Any) -> str | None:
        public = DeskState.objects.filter(kind=obj.kind, key=obj.key).exclude(live_digest="")
        return obj.get_absolute_url() if public.exists() else None

    # --- saving, and on towards the public -------------------------------------------------------

    def after_saving(self, request: HttpRequest, record: Record) -> None:
        if READY in request.POST:
            reference = (record.kind, record.key)
            self._tell_ready(request, mark_ready([reference], request.user))

    def about(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """Return what the form says beside its fields."""
        found: dict[str, Any] = {"may_publish": self.may_publish(request), "base": ""}
        record = self.get_object(request, unquote(object_id)) if object_id else None
        if record is None:
            return found
        # a form that comes back with an error is still about what it was opened on
        found["base"] = request.POST.get("base") or sealed_base(record)
        found["remarks"] = list(remarks_on(record)[:SHOWN_REMARKS])
        found["newest_is_open"] = record.state in (State.RETURNED, State.LEAVING)
        if self.has_change_permission(request, record):
            found["on_the_way"] = self._ways(request, record)
        return found | self.about_saved(record)

    def about_saved(self, record: Any) -> dict[str, Any]:
        """Return what the form of one kind says besides, of a record as it was saved."""
        return {}

    def _ways(self, request: HttpRequest, record: Any) -> list[tuple[Any, str]]:
        """Return what can be done with the record beside saving it, with the address of each."""
        reference, state = (record.kind, record.key), record.state
        ways: list[tuple[Any, str]] = []
        if self.may_publish(request) and state in (State.READY, State.LEAVING):
            ways.append((_("Return with a comment…"), page_of("return", [reference])))
        ways.append((_("Comment…"), page_of("comment", [reference])))
        if state not in (State.DRAFT, State.LEAD, State.LEAVING) and self.view_on_site(record):
            ways.append((_("Withdraw…"), page_of("withdraw", [reference])))
        if can_be_taken_back(record):
            ways.append((_("Take back from review…"), page_of("take_back", [reference])))
        if discard := discard_address(reference):
            ways.append((_("Discard changes…"), discard))
        return ways

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        record = self.get_object(request, unquote(object_id))
        about: dict[str, Any] = {}
        if record is not None:
            about = {
                "versions": versions_of((record.kind, record.key)),
                "remarks": remarks_on(record),
                "may_change": self.has_change_permission(request, record),
            }
        return super().history_view(request, object_id, {**(extra_context or {}), **about})

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        return self._to_publish(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._to_publish(request, obj) or super().response_change(request, obj)

    def _to_publish(self, request: HttpRequest, obj: Record) -> HttpResponse | None:
        if PUBLISH not in request.POST or IS_POPUP_VAR in request.POST or not self.may_publish(request):
            return None
        return HttpResponseRedirect(page_of("publish", [(obj.kind, obj.key)]))

    @admin.action(description=gettext_lazy("Publish selected…"))
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Show what publishing the chosen records together would change."""
        return review(request, self._references(queryset))

    @admin.action(description=gettext_lazy("Mark as ready for review"), permissions=["change"])
    def mark_ready(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        try:
            with transaction.atomic(using=DESK):
                count = mark_ready(self._references(queryset), request.user)
        except OperationalError as error:
            self.message_user(request, busy_message(error), messages.ERROR)
        else:
            self._tell_ready(request, count)

    @admin.action(description=gettext_lazy("Take back from review…"), permissions=["change"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return act_on(request, "take_back", self._references(queryset))

    @admin.action(description=gettext_lazy("Return with a comment…"))
    def return_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return act_on(request, "return", self._references(queryset))

    @admin.action(description=gettext_lazy("Comment…"), permissions=["change"])
    def comment_on_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return act_on(request, "comment", self._references(queryset))

    @admin.action(description=gettext_lazy("Withdraw…"), permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return act_on(request, "withdraw", self._references(queryset))

    def _references(self, queryset: QuerySet[Any]) -> set[Reference]:
        return {(self.model.kind, key) for key in queryset.values_list("key", flat=True)}

    def _tell_ready(self, request: HttpRequest, count: int) -> None:
        if not count:
            message = _("Nothing to review: it is public as it stands, was withdrawn, or is to be.")
            self.message_user(request, message, messages.WARNING)
            return
        message = ngettext(
            "%(count)s record is ready for review.",
            "%(count)s records are ready for review.",
            count,
        )
        self.message_user(request, message % {"count": count})
