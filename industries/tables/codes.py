"""The closed lists of codes as a table, in both languages; it needs no database."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils import translation

from industries import choices
from industries.formulas import guarded
from industries.models.bilingual import CHINESE, ENGLISH
from industries.units import UNITS, kept_name

COLUMNS = ("list", "code", "name_en", "name_zh")
# of these nothing is public
_OF_THE_DESK = (choices.ReviewAct, choices.ReportState, choices.State)
_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def _lists() -> Iterator[Any]:
    for found in vars(choices).values():
        is_list = isinstance(found, type) and issubclass(found, choices.TextChoices)
        if is_list and found not in (choices.TextChoices, *_OF_THE_DESK):
            yield found


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the columns' names, then list, code and both names of each code, in the lists' order."""
    yield COLUMNS
    for codes in _lists():
        name = _INNER_CAPITAL.sub("_", codes.__name__).lower()
        for code in codes:
            yield name, code.value, *(_said(code, language) for language in (ENGLISH, CHINESE))
    for unit in UNITS:
        yield "unit", unit, *(guarded(kept_name(unit, chinese=chinese)) for chinese in (False, True))


def _said(code: Any, language: str) -> str:
    with translation.override(language):
        return guarded(str(code.label))
