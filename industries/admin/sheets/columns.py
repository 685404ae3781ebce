"""The columns of targets and observations: their names, and how each is called at the desk."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from industries.models import Citation
from industries.models.bilingual import LANGUAGES

CITED = ("source", "locator", "as_stated")  # of the record's first citation
NAME = "indicator_name"  # for whoever reads the file; it is not read back
SUBJECT = ("key", "indicator", "industry", "initiative", "scope", "scope_comparable")
NOTES = ("note_en", "note_zh")

COLUMNS = {
    "target": (
        *SUBJECT,
        *("target_kind", "kind_basis", "standing", "comparator", "value", "unit", "unit_basis"),
        *("due_on", "due_as_stated", "deadline_basis", "window_starts_on", "window_ends_on"),
        *("baseline", "baseline_period", "baseline_basis", "announced_on", "announced_basis"),
        *("restates", "also_restates", "stretch_of", "same_promise"),
        *("set_aside_verdict", "set_aside_reason_en", "set_aside_reason_zh"),
        *("set_aside_source", "set_aside_locator", "set_aside_until"),
        *NOTES,
    ),
    "observation": (
        *SUBJECT,
        *("period", "period_basis", "stated_on", "stood_on", "qualifier", "value", "unit"),
        *("unit_basis", "status", "rank", "rank_reason", "basis", "derived_from"),
        *("break_code", "break_on", "break_note"),
        *NOTES,
    ),
}


def labels_of(model: Any) -> dict[str, str]:
    """Return how each column is called in the language of the desk, by its name, in order."""
    found = {}
    for name in COLUMNS[model.kind]:
        found[name] = capfirst(str(model._meta.get_field(name).verbose_name))
        if name == "indicator":
            found[NAME] = _("Indicator’s name")
    cited: Any = Citation
    return found | {n: capfirst(str(cited._meta.get_field(n).verbose_name)) for n in CITED}


def names_by_label(model: Any) -> dict[str, str]:
    """Return the name of each column by whatever a file may call it: name, or label in a language."""
    found = {name: name for name in labels_of(model)}
    for code, _language in LANGUAGES:
        with override(code):
            found |= {label.casefold(): name for name, label in labels_of(model).items()}
    return found
