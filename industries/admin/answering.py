"""On the page that publishes: which reports from readers the release answers, and in which words."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from industries.admin.forms import short_text
from industries.admin.naming import address_of
from industries.editions import DESK
from industries.models import RECORDS, ReaderReport
from industries.models.publishing import Answer
from industries.publishing.answers import answerable
from industries.publishing.names import names_of
from industries.publishing.payload import Reference

MOST_OFFERED = 50  # more are not answered at once; the rest come with the next release


class AnswerForm(forms.Form):
    """Whether the release answers one report, and what was found."""

    chosen = forms.BooleanField(label=gettext_lazy("This release answers it"), required=False)
    found_en = short_text(gettext_lazy("Outcome (English)"))
    found_zh = short_text(gettext_lazy("Outcome (Chinese)"))

    def __init__(self, report: ReaderReport, name: str, data: Mapping[str, Any]) -> None:
        written = {"found_en": report.outcome_en, "found_zh": report.outcome_zh}
        # of a report that came in since, the page knew nothing
        mine = data if f"{report.number}-found_en" in data else None
        super().__init__(mine, prefix=report.number, initial=written)
        self.report, self.name = report, name
        self.address = address_of(ReaderReport, "change", report.pk)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("chosen") and not (found.get("found_en") or found.get("found_zh")):
            self.add_error("found_en", _("Say what was found, in one language or both."))
        return found

    def answer(self) -> Answer | None:
        """Return the answer if the release is to give it. Raises KeyError if the form is not valid."""
        if not self.is_bound or not self.cleaned_data["chosen"]:
            return None
        return Answer(
            report=self.report.number,
            kind=self.report.kind,
            key=self.report.key,
            found_en=self.cleaned_data["found_en"].strip(),
            found_zh=self.cleaned_data["found_zh"].strip(),
        )


def answer_forms(wanted: Collection[Reference], by: Any, typed: Mapping[str, Any]) -> list[AnswerForm]:
    """Return a form for each report that a release of the records may answer, with what was typed.

    None if the account may not change reports. A query, and those of `names_of`.
    """
    if not by.has_perm("industries.change_readerreport"):
        return []
    reports = list(answerable(wanted)[:MOST_OFFERED])
    names = names_of({(report.kind, report.key) for report in reports}, DESK)
    return [AnswerForm(r, _called(r, names), typed) for r in reports]


def _called(report: ReaderReport, names: dict[Reference, str]) -> str:
    noun = RECORDS[report.kind]._meta.verbose_name
    return f"{noun} {names.get((report.kind, report.key), report.key)}"


def are_valid(forms_of_answers: list[AnswerForm]) -> bool:
    """Return whether each that was sent says what it has to; those that were not sent say nothing."""
    return not [form for form in forms_of_answers if form.is_bound and not form.is_valid()]
