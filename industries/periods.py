"""Periods as values: `2025`, `2025-H1`, `2025-Q3`, `2025-Q1/Q3`, `2025-06`, `2025-01/05`, `2021/2023`.

A period is a run of whole months. Each has exactly one spelling, so that two rows for the same
months are seen to be rivals: `2025-01/06` is refused and `2025-H1` proposed.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from industries.period_words import in_signs

MONTHS = 12
EXAMPLE_YEAR = 2025  # stands in what is proposed to an editor who left the year out
FORMS = "2025, 2025-H1, 2025-Q3, 2025-Q1/Q3, 2025-06, 2025-01/05, 2024-11/2025-02, 2021/2023"

_PATTERN = re.compile(
    r"""(?P<year>\d{4})
    (?: -H(?P<half>[12])
      | -Q(?P<quarter>[1-4])(?:/Q(?P<to_quarter>[1-4]))?
      | -(?P<month>\d{2})(?:/(?:(?P<to_month_year>\d{4})-)?(?P<to_month>\d{2}))?
      | /(?P<to_year>\d{4})
    )?""",
    re.VERBOSE | re.ASCII,
)


class PeriodError(ValueError):
    """The text is not a period; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole months; `first` counts months since the year 0, `months` is at least 1."""

    first: int
    months: int

    def __post_init__(self) -> None:
        if self.months < 1:
            raise PeriodError(_("A period ends after it starts."))
        if not MONTHS <= self.first <= MONTHS * 10_000 - self.months:
            raise PeriodError(_("A period lies in the years 1 to 9999."))

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Return the period that the text spells.

        Raises PeriodError if it spells none, or not in the one spelling that we keep.
        """
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise _no_period(text)
        try:
            first, last = _span({k: int(v) for k, v in match.groupdict().items() if v is not None})
            period = cls(first, last - first + 1)
        except PeriodError as error:
            raise _no_period(text, error) from error
        if period.code != text:
            raise _written(text, period.code)
        return period

    @classmethod
    def read(cls, text: str) -> "Period":
        """Return the period that an editor’s words mean: `2025年前三季度`, `Jan–Sep 2025`, `十四五`.

        Takes too what `parse` takes, in any spelling of the same months.

        Raises PeriodError if they mean none, or might mean two; it says what to write.
        """
        text = text.strip()
        signs = in_signs(text)
        ends = _ends(signs)
        _refuse_short_years(text)
        if not ends:
            raise _unread(text, signs)
        try:
            (first, _last), (_first, last) = _months(ends[0]), _months(ends[-1])
            return cls(first, last - first + 1)
        except PeriodError as error:
            raise _no_period(text, error) from error

    @property
    def start(self) -> date:
        """The first day."""
        year, month = divmod(self.first, MONTHS)
        return date(year, month + 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        year, month = divmod(self.first + self.months - 1, MONTHS)
        # by way of the 31st: the day after the last of 9999 does not exist
        return date(year, 12, 31) if month == 11 else date(year, month + 2, 1) - timedelta(days=1)

    @property
    def code(self) -> str:
        """The one spelling of this period."""
        year, month = divmod(self.first, MONTHS)
        last_year, last_month = divmod(self.first + self.months - 1, MONTHS)
        if month == 0 and last_month == 11:
            return f"{year:04}" if year == last_year else f"{year:04}/{last_year:04}"
        if year != last_year:
            return f"{year:04}-{month + 1:02}/{last_year:04}-{last_month + 1:02}"
        if month % 3 == 0 and self.months % 3 == 0:
            return f"{year:04}-{_quarters(month // 3, last_month // 3)}"
        if self.months == 1:
            return f"{year:04}-{month + 1:02}"
        return f"{year:04}-{month + 1:02}/{last_month + 1:02}"

    def shown(self, *, chinese: bool) -> str:
        """Return the period as statistics of the language write it: `H1 2025`, `2025年上半年`."""
        year, month = divmod(self.first, MONTHS)
        last_year, last_month = divmod(self.first + self.months - 1, MONTHS)
        if month == 0 and last_month == 11:
            years = f"{year}" if year == last_year else f"{year}–{last_year}"
            return f"{years}年" if chinese else years
        if year != last_year:
            if chinese:
                return f"{year}年{month + 1}月–{last_year}年{last_month + 1}月"
            return f"{_MONTHS[month]} {year} – {_MONTHS[last_month]} {last_year}"
        part = _part_zh(month, last_month) if chinese else _part_en(month, last_month)
        return f"{year}年{part}" if chinese else f"{part} {year}"

    def __str__(self) -> str:
        return self.code

    def __lt__(self, other: "Period") -> bool:
        """Order by the last day, a longer period before a shorter one that ends with it."""
        return (self.end, self.start) < (other.end, other.start)


def _quarters(first: int, last: int) -> str:
    if last - first == 1 and first % 2 == 0:
        return f"H{first // 2 + 1}"
    return f"Q{first + 1}" if first == last else f"Q{first + 1}/Q{last + 1}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _part_en(first: int, last: int) -> str:
    """Return a run of months within one year, in English."""
    if first % 3 == 0 and last % 3 == 2:
        return _quarters(first // 3, last // 3).replace("/", "–")
    return _MONTHS[first] if first == last else f"{_MONTHS[first]}–{_MONTHS[last]}"


def _part_zh(first: int, last: int) -> str:
    """Return a run of months within one year, in Chinese."""
    if first % 3 == 0 and last % 3 == 2:
        halves = {(0, 5): "上半年", (6, 11): "下半年", (0, 8): "前三季度"}
        start, end = "一二三四"[first // 3], "一二三四"[last // 3]
        return halves.get((first, last)) or f"第{start if start == end else f'{start}至{end}'}季度"
    return f"{first + 1}月" if first == last else f"{first + 1}–{last + 1}月"


def _span(parts: dict[str, int]) -> tuple[int, int]:
    """Return first and last month, counted from the year 0."""
    start = parts["year"] * MONTHS
    if "half" in parts:
        first = start + (parts["half"] - 1) * 6
        return first, first + 5
    if "quarter" in parts:
        last = parts.get("to_quarter", parts["quarter"])
        return start + (parts["quarter"] - 1) * 3, start + last * 3 - 1
    if "month" in parts:
        last_start = parts.get("to_month_year", parts["year"]) * MONTHS
        last = parts.get("to_month", parts["month"])
        return start + _month(parts["month"]), last_start + _month(last)
    return start, parts.get("to_year", parts["year"]) * MONTHS + 11


def _month(number: int) -> int:
    if not 1 <= number <= MONTHS:
        raise PeriodError(_("Months are 01 to 12."))
    return number - 1


# What an editor typed, once `period_words` has made signs of it.
_YEAR = "(?:fy|(?:full)?year)?(?P<year>[0-9]{4})(?:年(?:度|全年)?|fullyear)?"
_PART = "(?P<unit>[hqm])(?P<first>[0-9]{1,2}) ?(?:[-/~](?P=unit)(?P<last>[0-9]{1,2}) ?)?"
_PIECES = [
    re.compile(pattern)
    for pattern in (
        f"{_YEAR}(?:(?:(?<=[0-9])[-/. ])?{_PART})?",
        f"{_PART}(?:of|in|,)?{_YEAR}",
        "plan(?P<plan>[1-9][0-9]?)",
    )
]
_YEARLESS = re.compile(f"{_PART}|全年|fullyear")
_A_DAY = re.compile(
    r"""[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])
    | (?<![0-9])[0-9]{1,2}([-/.])[0-9]{1,2}\2[0-9]{4}
    | (?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9](?![0-9])
    | [0-9][日号]
    | m[0-9]{1,2}[ ]-?[0-9]{1,2}(?:st|nd|rd|th)?[ ,]?[0-9]{4}
    | (?<![0-9])[0-9]{1,2}(?:st|nd|rd|th)?(?:of|-)?m[0-9]
    """,
    re.VERBOSE,
)
_SHORT_RANGE = re.compile(r"([0-9]{2})([0-9]{2})年?\s*([^\s.0-9]|to)\s*([0-9]{2})(年?)")
_LENGTHS = {"h": 6, "q": 3, "m": 1}


def _ends(signs: str) -> list[dict[str, str]]:
    """Return the one period that the signs are, or the first and the last, of the same kind."""
    if whole := _piece(signs):
        return [whole]
    for cut in re.finditer("[-/~]", signs):
        first, last = _piece(signs[: cut.start()]), _piece(signs[cut.end() :])
        if first and last and first.get("unit") == last.get("unit"):
            return [first, last]
    return []


def _piece(signs: str) -> dict[str, str]:
    matches = (pattern.fullmatch(signs) for pattern in _PIECES)
    found = (match.groupdict() for match in matches if match)
    return {name: text for name, text in next(found, {}).items() if text}


def _months(piece: dict[str, str]) -> tuple[int, int]:
    """Return first and last month of a piece, counted from the year 0."""
    if "plan" in piece:
        number = int(piece["plan"])
        # the first two ran 1953–1957 and 1958–1962; after three years without, the third began in 1966
        year = 1953 + 5 * (number - 1) if number < 3 else 1966 + 5 * (number - 3)
        return year * MONTHS, (year + 5) * MONTHS - 1
    start = int(piece["year"]) * MONTHS
    if "unit" not in piece:
        return start, start + MONTHS - 1
    unit, first = piece["unit"], piece["first"]
    before, after = _number(unit, first) - 1, _number(unit, piece.get("last", first))
    return start + before * _LENGTHS[unit], start + after * _LENGTHS[unit] - 1


def _number(unit: str, digits: str) -> int:
    """Return which half, quarter or month of its year the digits mean."""
    number = int(digits)
    if 1 <= number <= MONTHS // _LENGTHS[unit]:
        return number
    if unit == "m":
        raise PeriodError(_("Months are 01 to 12."))
    raise PeriodError(_("A year has two halves and four quarters."))


def _no_period(text: str, reason: Exception | None = None) -> PeriodError:
    if reason:
        message = _("“%(text)s” is not a period. %(reason)s")
        return PeriodError(message % {"text": text, "reason": reason})
    return PeriodError(
        _("“%(text)s” is not a period. Write %(forms)s.") % {"text": text, "forms": FORMS}
    )


def _written(text: str, code: str) -> PeriodError:
    return PeriodError(_("“%(text)s” is written %(code)s.") % {"text": text, "code": code})


def _unread(text: str, signs: str) -> PeriodError:
    """Return what is wrong with words that are no period."""
    if _A_DAY.search(signs):
        message = _("“%(text)s” names a day. A period is whole months: write %(forms)s.")
    elif _YEARLESS.fullmatch(signs):
        chinese = re.search("[一-鿿]", text)
        example = f"{EXAMPLE_YEAR}年{text}" if chinese else f"{text} {EXAMPLE_YEAR}"
        message = _("“%(text)s” names no year. Write %(example)s, for example.")
        return PeriodError(message % {"text": text, "example": example})
    elif re.search("[0-9]", signs) and not re.search("(?<![0-9])[0-9]{4}(?![0-9])", signs):
        message = _("“%(text)s” has no year of four digits. Write %(forms)s.")
    else:
        return _no_period(text)
    return PeriodError(message % {"text": text, "forms": FORMS})


def _refuse_short_years(text: str) -> None:
    """Raise PeriodError if the text looks like 2011–12, unless it is the code of a month."""
    match = _SHORT_RANGE.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None or match[4] <= match[2]:
        return
    century, year, dash, last, ends_in_years = match.groups()
    years, month = f"{century}{year}/{century}{last}", f"{century}{year}-{last}"
    if int(last) > MONTHS or ends_in_years:
        raise _written(text, years)
    if dash != "-":
        message = _("“%(text)s” may be a run of years or a month. Write %(years)s or %(month)s.")
        raise PeriodError(message % {"text": text, "years": years, "month": month})
