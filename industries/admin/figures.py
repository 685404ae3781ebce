"""Typing figures: in the unit of the yearbook, with the period in words, read back before saving."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from industries.admin.base import RecordAdmin
from industries.admin.forms import RecordForm
from industries.admin.naming import address_of
from industries.admin.neighbours import Neighbours, as_it_stood, far_from, far_message, sentence
from industries.models import Indicator
from industries.models.bilingual import is_chinese
from industries.models.measurement import DECIMALS
from industries.periods import Period, PeriodError
from industries.units import (
    ENTRY_UNITS,
    EntryUnit,
    UnitError,
    entries_for,
    entry_unit,
    kept,
    kept_name,
    plain,
    shown,
)

JOINT = "|"  # between kept unit and typed one, in the value of a choice


class PeriodField(forms.CharField):
    """A period in words or in the ledger's spelling, which it becomes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.help_text = gettext_lazy(
            "As in 2025, 2025年前三季度, 2025年1–9月, H1 2025, Q3 2025, 2025-06 or 2021–2025."
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return period_in(text).code if text else ""


class LastDayField(forms.DateField):
    """A day, or a period in words of which it is the last."""

    def to_python(self, value: Any) -> date | None:
        try:
            return super().to_python(value)
        except ValidationError:
            return period_in(str(value)).end


def period_in(text: str) -> Period:
    """Return the period that the words mean. Raises ValidationError that says what would be right."""
    try:
        return Period.read(text)
    except PeriodError as error:
        raise ValidationError(str(error), code="period") from error


def converted(value: Decimal, entry: str, indicator: Indicator) -> Decimal:
    """Return a figure that was typed in an entry unit in the indicator's own; as it is without one.

    Raises ValidationError if the unit is no unit of the indicator, or the figure has too many digits.
    """
    try:
        found = kept(value, chosen(entry, indicator))
    except UnitError as error:
        raise ValidationError({"entry": str(error)}) from error
    if -int(Decimal(plain(found)).as_tuple().exponent) > DECIMALS:
        message = _(
            "%(value)s %(unit)s has more than %(limit)s decimal places and cannot be kept exactly."
        )
        params = {"value": plain(found), "unit": indicator.unit, "limit": DECIMALS}
        raise ValidationError(message % params, code="digits")
    return Decimal(plain(found))


def chosen(entry: str, indicator: Indicator) -> EntryUnit:
    """Return the unit that a choice stands for. Raises UnitError if the indicator is not kept in it."""
    name = entry.rpartition(JOINT)[2]
    return entry_unit(name, indicator.unit) if name else ENTRY_UNITS[indicator.unit][0]


def entry_choices() -> list[tuple[str, Any]]:
    """Return the choices of a select, a group for each kept unit."""
    grouped = [
        (
            kept_name(unit, chinese=is_chinese()),
            [
                (f"{unit}{JOINT}{entry.name}", entry.name)
                for entry in entries_for(unit, chinese=is_chinese())
            ],
        )
        for unit in ENTRY_UNITS
    ]
    return [("", gettext_lazy("the indicator’s own unit")), *grouped]


class ConfirmInput(forms.CheckboxInput):
    """A box that is never ticked yet, and sends what it is about."""

    def __init__(self) -> None:
        super().__init__(check_test=lambda _value: False)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return str(data.get(name, ""))


class FigureForm(RecordForm):
    """The form of a target or an observation. `unit` is the indicator's; nobody types it."""

    figures: tuple[str, ...] = ("value",)

    entry = forms.ChoiceField(
        label=gettext_lazy("Typed in"),
        required=False,
        choices=entry_choices,
        help_text=gettext_lazy("The unit of what you type; it is kept in the indicator’s."),
    )
    # the very figures that somebody looked at: another one is asked about anew
    confirmed = forms.CharField(
        label=gettext_lazy("The value is right, though it is far from its neighbours"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.figures:
            stood = getattr(self.instance, name)
            if stood is not None and name in self.fields:
                self.initial[name] = Decimal(plain(stood))
                self.fields[name].widget.attrs["data-stood"] = plain(stood)
        if "value" in self.fields:
            reading = address_of(self._meta.model, "reading")
            self.fields["value"].widget.attrs["data-reading"] = reading

    def called(self, found: dict[str, Any]) -> str:
        parts = (found["indicator"], found.get("industry"))
        keys = "_".join(record.key for record in parts if record)
        return f"{keys}_{self.moment(found)}"

    def moment(self, found: dict[str, Any]) -> str:
        """Return the time that the record is about, as a key has it."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if indicator := found.get("indicator"):
            self._convert(found, indicator)
        return found

    def _convert(self, found: dict[str, Any], indicator: Indicator) -> None:
        """Bring what was typed into the indicator's unit; what stood there is in it already."""
        entry = found.get("entry", "")
        typed = typed_figures(self.figures, set(self.figures) - set(self.changed_data))
        if typed and self.add_prefix("entry") not in self.data:
            self.add_error("entry", _("Choose the unit of the figure."))
        for name in typed:
            try:
                if found.get(name) is not None:
                    found[name] = converted(found[name], entry, indicator)
            except ValidationError as error:
                self.add_error(None if hasattr(error, "error_dict") else name, error)
        self.instance.unit = indicator.unit if found.get("value") is not None else ""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and {*self.figures, "entry", "period", "indicator"} & set(self.changed_data):
            self._ask_if_far()

    def _ask_if_far(self) -> None:
        """Have figures confirmed that are far from their neighbours: just these, not the next ones."""
        record, indicator = self.instance, self.instance.indicator
        near = Neighbours([indicator]).of(record)
        far = {
            name: found
            for name in self.figures
            if (figure := getattr(record, name)) is not None
            and (found := far_from(figure, [*as_it_stood(self.initial.get(name)), *near]))
        }
        token = " ".join(plain(getattr(record, name)) for name in far)
        if token == self.cleaned_data.get("confirmed", ""):
            return
        for name, beside in far.items():
            self.add_error(name, far_message(getattr(record, name), indicator.unit, beside))
        if far:
            message = _("If it is right, tick this and save again; else correct the value or its unit.")
            self.add_error("confirmed", message)
            self.fields["confirmed"].widget = ConfirmInput()
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent[self.add_prefix("confirmed")] = token
            self.data = sent


def typed_figures(figures: tuple[str, ...], as_they_stood: set[str]) -> list[str]:
    """Return the figures that a chosen unit is the unit of: those that are new, else the value.

    Whoever chooses a unit and leaves every figure as it stood says what the value was printed in.
    """
    return [name for name in figures if name not in as_they_stood] or ["value"]


class FigureAdmin(RecordAdmin):
    """The admin of targets or observations: what is typed is read back beside the field."""

    class Media:
        js = (forms.Script("industries/figures.js", defer=True),)

    def get_urls(self) -> list[Any]:
        options = self.model._meta
        name = f"{options.app_label}_{options.model_name}_reading"
        view = self.admin_site.admin_view(self.reading)
        return [path("reading/", view, name=name), *super().get_urls()]

    def reading(self, request: HttpRequest) -> JsonResponse:
        """Return how the ledger reads what stands in the form now: a sentence for each field."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET
        answer = {
            field: read(asked[field].strip())
            for field, read in (
                ("period", _period_read),
                ("baseline_period", _period_read),
                ("due_on", _last_day_read),
            )
            if asked.get(field, "").strip()
        }
        if (indicator := _row(Indicator, asked.get("indicator", ""))) is not None:
            answer["unit"] = kept_name(indicator.unit, chinese=is_chinese())
            typed = typed_figures(("value", "baseline"), set(asked.getlist("stood")))
            for field in ("value", "baseline"):
                if text := asked.get(field, "").strip():
                    entry = asked.get("entry", "") if field in typed else ""
                    answer[field] = _value_read(text, entry, indicator)
            answer["beside"] = self._beside(asked, indicator)
        return JsonResponse(answer)

    def _beside(self, asked: Any, indicator: Indicator) -> str:
        record = self.model(
            indicator=indicator,
            pk=_number(asked.get("pk", "")),
            industry_id=_number(asked.get("industry", "")),
            scope=asked.get("scope", "").strip(),
        )
        try:
            record.period = period_in(asked.get("period", "")).code
        except ValidationError:
            record.period = ""
        found = Neighbours([indicator]).of(record)
        text = _("Beside it stands: %(neighbours)s.")
        return text % {"neighbours": sentence(found, indicator.unit)} if found else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _row(model: Any, text: str) -> Any:
    return model.objects.filter(pk=_number(text)).first()


def _period_read(text: str) -> str:
    try:
        return f"= {period_in(text).shown(chinese=is_chinese())}"
    except ValidationError as error:
        return " ".join(error.messages)


def _last_day_read(text: str) -> str:
    try:
        day = LastDayField().clean(text)
    except ValidationError as error:
        return " ".join(error.messages)
    return f"= {date_format(day)}"


def _value_read(text: str, entry: str, indicator: Indicator) -> str:
    try:
        value = forms.DecimalField(max_digits=21, decimal_places=DECIMALS).clean(text)
        value = converted(value, entry, indicator)
    except ValidationError as error:
        return " ".join(error.messages)
    english = shown(value, indicator.unit, chinese=False)
    chinese = shown(value, indicator.unit, chinese=True)
    return f"= {english}" if english == chinese else f"= {english} = {chinese}"
