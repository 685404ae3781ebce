"""One cell of a spreadsheet: how a value is written into it, and what is read out of it."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from industries.formulas import guarded, unguarded
from industries.models import Record
from industries.models.bilingual import CHINESE, ENGLISH
from industries.periods import Period, PeriodError
from industries.units import plain
from industries.wording import in_lines

# no more digits than can be kept, nor an exponent that would make them
_NUMBER = re.compile(r"[+-]?(\d{1,21}|\d{1,3}(,\d{3}){1,6})(\.\d{0,30})?([eE][+-]?\d{1,2})?", re.ASCII)


def in_both_languages(text: Any) -> set[str]:
    """Return a text of the catalogue in English and in Chinese."""
    found = set()
    for language in (ENGLISH, CHINESE):
        with override(language):
            found.add(str(text))
    return found


Parser = Callable[[Any], Any]


class Keys(tuple[str, ...]):
    """Keys of records, in order; a cell has them with spaces between."""

    __slots__ = ()

    def __str__(self) -> str:
        return " ".join(self)


def parser_of(field: Any) -> Parser:
    """Return what reads a model's field out of a cell; it raises ValueError with a sentence."""
    found: Parser = _text
    if field.name in ("period", "baseline_period"):
        found = period
    elif field.name == "unit":
        found = _text  # may be another one than the ledger keeps
    elif field.flatchoices:
        found = _choice(field)
    elif isinstance(field, models.BooleanField):
        found = _yes_or_no
    elif isinstance(field, models.DecimalField):
        found = number
    elif isinstance(field, models.DateField):
        found = _day
    return found


def written(value: Any, field: Any = None) -> Any:
    """Return what a cell holds for a value: text, or a figure as a number."""
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, Record):
        return value.key
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return Decimal(plain(value))
    if isinstance(value, date):
        return value.isoformat()
    if field is not None and field.flatchoices:
        value = dict(field.flatchoices)[value]
    return guarded(str(value))


def is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_in(cell: Any) -> str:
    """Return a cell as text; a whole number without the point that spreadsheets give it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return in_lines(unguarded(cell)) if isinstance(cell, str) else str(cell)


def number(cell: Any) -> Decimal | None:
    """Return the figure in a cell, None for an empty one. Raises ValueError with a sentence."""
    if is_empty(cell):
        return None
    text = unicodedata.normalize("NFKC", text_in(cell)).strip().replace("−", "-")
    # “1,5” may be meant for 1.5: a comma stands between thousands or is no part of a number
    if isinstance(cell, bool) or not _NUMBER.fullmatch(text):
        raise ValueError(_("“%(text)s” is not a number.") % {"text": text[:40]})
    return Decimal(text.replace(",", ""))


def period(cell: Any) -> str:
    """Return the ledger's spelling of the period in a cell; empty for an empty one."""
    if is_empty(cell):
        return ""
    if isinstance(cell, date):  # a spreadsheet takes 2025-06 for a day, the first of the month
        cell = f"{cell:%Y-%m}" if cell.day == 1 else f"{cell:%Y-%m-%d}"
    try:
        return Period.read(text_in(cell)).code
    except PeriodError as error:
        raise ValueError(str(error)) from error


def _text(cell: Any) -> str:
    return "" if is_empty(cell) else text_in(cell)


def _day(cell: Any) -> date | None:
    if is_empty(cell):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    try:
        return cell if isinstance(cell, date) else date.fromisoformat(text_in(cell).strip())
    except ValueError as error:
        message = _("“%(text)s” is not a day. Write it as in 2025-06-30.")
        raise ValueError(message % {"text": text_in(cell)[:40]}) from error


def _choice(field: Any) -> Parser:
    codes = {str(code): code for code, _label in field.flatchoices}
    labels = {
        label.casefold(): code for code, text in field.flatchoices for label in in_both_languages(text)
    }

    def parse(cell: Any) -> str:
        if is_empty(cell):
            return str(field.get_default() or "")
        text = text_in(cell).strip()
        found = codes.get(text) or labels.get(text.casefold())
        if found is None:
            raise ValueError(_none_of(text, (str(label) for _code, label in field.flatchoices)))
        return str(found)

    return parse


def _yes_or_no(cell: Any) -> bool | None:
    if is_empty(cell):
        return None
    text = text_in(cell).strip().casefold()
    for answer, label in ((True, gettext_lazy("yes")), (False, gettext_lazy("no"))):
        if text in {str(answer).casefold(), str(int(answer))} | in_both_languages(label):
            return answer
    raise ValueError(_none_of(text, (_("yes"), _("no"))))


def _none_of(text: str, right: Iterable[str]) -> str:
    message = _("“%(text)s” is none of: %(right)s.")
    return message % {"text": text[:40], "right": ", ".join(right)}
