"""Forms of records that are saved on just the state that they were opened on, or not at all."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import OperationalError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from industries.admin.asked import busy_message
from industries.admin.forms import CheckedActions
from industries.admin.meeting import MetError, key_in, met, put_back, sealed_base
from industries.admin.merging import left_alone, merged, without_what_is_gone
from industries.admin.naming import address_of
from industries.editions import DESK
from industries.models import Record
from industries.publishing.rows import GoneError
from industries.publishing.states import note_edit


class SavingOnBase(CheckedActions):
    """Nothing typed is lost: not to another editor, to who deleted the record, or to a busy desk."""

    def about(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """Return what the form says beside its fields; `base` is the state that it was opened on."""
        raise NotImplementedError

    def after_saving(self, request: HttpRequest, record: Record) -> None:
        """Do what the button that was pressed asks for beside saving."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if meeting := getattr(request, "put_back", None):
            raise met(form.instance, meeting, left_alone(request.POST, formsets, meeting.base))
        note_edit(form.instance, request.user)
        self.after_saving(request, form.instance)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        about: Any = (object_id, form_url, {**(extra_context or {}), **self.about(request, object_id)})
        try:
            try:
                return super().changeform_view(request, *about)
            except MetError as meeting:
                return self._shown_meeting(request, meeting, *about)
        except OperationalError as error:
            if request.method != "POST":
                raise
            # without the transaction that did not begin: an error in the form keeps what was typed
            request.in_the_way, request.put_back = busy_message(error), None  # type: ignore[attr-defined]
            return self._changeform_view(request, *about)

    def _changeform_view(self, request: Any, object_id: Any, form_url: str, extra_context: Any) -> Any:
        """Have a form that was opened on an older state be validated and saved on just that."""
        if request.method == "POST" and object_id:
            record = self.get_object(request, unquote(object_id))
            if record is None or not self._put_back(request, record):
                return self._anew(request, extra_context)
        response = super()._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        if getattr(request, "put_back", None):
            response.render()  # an error in the form; what it shows is gone after this
            transaction.set_rollback(True, using=DESK)
        return response

    def _put_back(self, request: Any, record: Record) -> bool:
        """Put back what the form was opened on; return whether the record is there at all."""
        if hasattr(request, "in_the_way"):
            return True
        try:
            request.put_back = put_back(record, request.POST.get("base", ""))
        except GoneError:
            return False
        if request.put_back and not request.put_back.on_base:
            request.POST = request.POST.copy()
            formsets = self._formsets_of(request, record)
            alone = left_alone(request.POST, formsets, request.put_back.base)
            self._tell_left_out(request, without_what_is_gone(request.POST, formsets, alone))
        return True

    def _anew(self, request: Any, extra_context: Any) -> Any:
        """Show what was typed into the form of a record that was deleted meanwhile, to make it anew."""
        request.POST = request.POST.copy()
        request.POST["key"] = key_in(request.POST.get("base", ""), self.model.kind)
        self._tell_left_out(
            request, without_what_is_gone(request.POST, self._formsets_of(request, None), {})
        )
        request.in_the_way = _("It was deleted while you edited it: save it once more to make it anew.")
        context = {**extra_context, "base": "", "on_the_way": []}
        return super()._changeform_view(request, None, address_of(self.model, "add"), context)  # type: ignore[misc]

    def _formsets_of(self, request: HttpRequest, record: Record | None) -> list[Any]:
        """Return the rows that the record owns as forms that nobody has touched."""
        return [
            formset(instance=record or self.model(), prefix=formset.get_default_prefix())
            for formset, _inline in self.get_formsets_with_inlines(request, record)
        ]

    def _tell_left_out(self, request: HttpRequest, rows: list[str]) -> None:
        for row in rows:
            message = _("A row names a record that is not there any more and was left out: %(row)s")
            self.message_user(request, message % {"row": row or "—"}, messages.WARNING)

    def _shown_meeting(
        self, request: Any, meeting: MetError, object_id: str, form_url: str, context: Any
    ) -> Any:
        """Show the form with both editors' changes in it, and the comparison; nothing is saved."""
        request.put_back = None
        record: Any = self.get_object(request, unquote(object_id))
        try:
            # before the rest: of a third editor the next save has to tell
            base = sealed_base(record) if record else ""
        except GoneError:
            base = ""
        if not base:  # it was deleted just now, which the form finds by itself
            return super().changeform_view(request, object_id, form_url, context)
        if meeting.mine == meeting.theirs:
            self.after_saving(request, record)
            return self.response_change(request, record)
        form = self.get_form(request, record, change=True)(instance=record)
        request.POST = request.POST.copy()
        formsets = self._formsets_of(request, record)
        merged(request.POST, form, formsets, meeting)
        request.in_the_way = _("Nothing is saved yet: look at what changed meanwhile.")
        context = {**context, "meeting": meeting, "base": base}
        return super().changeform_view(request, object_id, form_url, context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form; it knows what only the request can tell it."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"in_the_way": getattr(request, "in_the_way", "")})
