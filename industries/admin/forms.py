"""The form of a record, and lists that refuse what they do not have."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from industries.admin.meeting import base_in
from industries.admin.naming import free_name, named_after
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.wording import in_lines


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


class LinesField(forms.CharField):
    """A text of lines that end as the ledger keeps them: what nobody touched is not changed."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return in_lines(found) if isinstance(found, str) else found


def short_text(label: Any) -> LinesField:
    """Return a field for a few lines that may stay empty, as in one of two languages."""
    return LinesField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RecordForm(forms.ModelForm):
    """A record's form. A key and a slug that are left empty are made from what the record is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"key", "slug"} & self.fields.keys():
            self.fields[name].required = False

    in_the_way = ""  # why what was sent is not saved, though nothing is wrong with it

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.in_the_way:
            self.add_error(None, self.in_the_way)
        elif self.instance.pk:
            self._look_at_base()
        if not self.errors and "slug" in self.fields:
            key = found.get("key") or self.instance.key
            if not key:
                key = found["key"] = self._free("key", self.called(found), "_")
            if not found.get("slug"):
                found["slug"] = self._free("slug", key, "-")
        return found

    def _look_at_base(self) -> None:
        """Refuse a form without the state that it was opened on: it would replace anything."""
        try:
            base_in(self.data.get("base", ""), self.instance)
        except BadSignature:
            message = _("This form was sent without the state that it was opened on: open it anew.")
            self.add_error(None, message)

    def called(self, found: dict[str, Any]) -> str:
        """Return the words that a key is made of."""
        return str(found["name_en"])

    def _free(self, field: str, words: str, joint: str) -> str:
        start = named_after(words, self.instance.kind, joint)
        taken = self._meta.model.objects.filter(**{f"{field}__startswith": start})
        return free_name(start, joint, set(taken.values_list(field, flat=True)))
