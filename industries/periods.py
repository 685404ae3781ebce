"""Periods as values: `2025`, `2025-H1`, `2025-Q3`, `2025-Q1/Q3`, `2025-06`, `2025-01/05`, `2021/2023`.

A period is a run of whole months. Each has exactly one spelling, so that two rows for the same
months are seen to be rivals: `2025-01/06` is refused and `2025-H1` proposed.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 12
FORMS = "2025, 2025-H1, 2025-Q3, 2025-Q1/Q3, 2025-06, 2025-01/05, 2024-11/2025-02 or 2021/2023"

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
            raise PeriodError("A period ends after it starts.")
        if not MONTHS <= self.first <= MONTHS * 10_000 - self.months:
            raise PeriodError("A period lies in the years 1 to 9999.")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Return the period that the text spells.

        Raises PeriodError if it spells none, or not in the one spelling that we keep.
        """
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise PeriodError(f"“{text}” is not a period. Write {FORMS}.")
        try:
            first, last = _span({k: int(v) for k, v in match.groupdict().items() if v is not None})
            period = cls(first, last - first + 1)
        except PeriodError as error:
            raise PeriodError(f"“{text}” is not a period. {error}") from error
        if period.code != text:
            raise PeriodError(f"“{text}” is written {period.code}.")
        return period

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
        raise PeriodError("Months are 01 to 12.")
    return number - 1
