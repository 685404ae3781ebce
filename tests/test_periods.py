from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from industries.periods import Period, PeriodError


@pytest.mark.parametrize(
    ("text", "start", "end", "months"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31), 12),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 30), 6),
        ("2025-H2", date(2025, 7, 1), date(2025, 12, 31), 6),
        ("2025-Q3", date(2025, 7, 1), date(2025, 9, 30), 3),
        ("2025-Q1/Q3", date(2025, 1, 1), date(2025, 9, 30), 9),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), 1),
        ("2024-01/05", date(2024, 1, 1), date(2024, 5, 31), 5),
        ("2016-12/2026-02", date(2016, 12, 1), date(2026, 2, 28), 111),
        ("2021/2023", date(2021, 1, 1), date(2023, 12, 31), 36),
        ("9999", date(9999, 1, 1), date(9999, 12, 31), 12),
    ],
)
def test_a_period_has_start_end_and_length(text: str, start: date, end: date, months: int) -> None:
    period = Period.parse(text)
    assert (period.start, period.end, period.months) == (start, end, months)
    assert str(period) == text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2025-01/06", "2025-H1"),
        ("2025-Q1/Q2", "2025-H1"),
        ("2025-Q1/Q4", "2025"),
        ("2025-01/12", "2025"),
        ("2025-01/03", "2025-Q1"),
        ("2025-06/06", "2025-06"),
        ("2025/2025", "2025"),
        ("2021-01/2023-12", "2021/2023"),
        ("2025-01/2025-02", "2025-01/02"),
    ],
)
def test_each_period_has_one_spelling_and_the_error_says_it(text: str, right: str) -> None:
    with pytest.raises(PeriodError, match=f"is written {right}"):
        Period.parse(text)


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025-13", "2025-00", "2025-H3", "2025-Q5", "2025-Q3/Q1", "2023/2021", "0000", "2025 "],
)
def test_what_is_no_period_is_refused_with_what_is(text: str) -> None:
    with pytest.raises(PeriodError, match=r"is not a period\. "):
        Period.parse(text)


def test_digits_of_other_scripts_are_no_digits_here() -> None:
    with pytest.raises(PeriodError):
        Period.parse("２０２５")


def test_order_is_by_the_last_day_the_longer_period_first() -> None:
    texts = ["2025-12", "2024", "2025", "2025-H1", "2025-Q4", "2025-06", "2024/2025"]
    ordered = sorted(map(Period.parse, texts))
    assert [str(p) for p in ordered] == [
        "2024",
        "2025-H1",
        "2025-06",
        "2024/2025",
        "2025",
        "2025-Q4",
        "2025-12",
    ]


@given(st.integers(12, 119_000), st.integers(1, 900))
def test_every_run_of_months_is_spelt_and_read_back(first: int, months: int) -> None:
    period = Period(first, months)
    assert Period.parse(period.code) == period
    assert period.start <= period.end


@given(st.text(max_size=16))
def test_any_text_is_a_period_or_an_error(text: str) -> None:
    try:
        period = Period.parse(text)
    except PeriodError:
        return
    assert period.code == text


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2025", "2025", "2025年"),
        ("2021/2023", "2021–2023", "2021–2023年"),
        ("2025-H1", "H1 2025", "2025年上半年"),
        ("2025-Q3", "Q3 2025", "2025年第三季度"),
        ("2025-Q1/Q3", "Q1–Q3 2025", "2025年前三季度"),
        ("2025-Q2/Q4", "Q2–Q4 2025", "2025年第二至四季度"),
        ("2025-06", "June 2025", "2025年6月"),
        ("2024-01/05", "January–May 2024", "2024年1–5月"),
        ("2016-12/2026-02", "December 2016 – February 2026", "2016年12月–2026年2月"),
    ],
)
def test_a_period_is_shown_as_statistics_of_the_language_write_it(
    text: str, english: str, chinese: str
) -> None:
    assert Period.parse(text).shown(chinese=False) == english
    assert Period.parse(text).shown(chinese=True) == chinese
