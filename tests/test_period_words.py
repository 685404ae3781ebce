"""What editors type for a period, in words."""

import re
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from industries.periods import Period, PeriodError

READ = {
    "2025": "2025年 | 2025 年度 | 2025年全年 | ２０２５年 | 二〇二五年 | FY 2025 | full year 2025",
    "2025-H1": """2025年上半年 | 2025上半年 | 2025 H1 | H1 2025 | 2025h1 | first half of 2025
        | The First Half of 2025 | 2025-01/06 | 2025-Q1/Q2 | Jan.–June 2025 | 2025年前两季度""",
    "2025-H2": "2025年下半年 | second half of 2025 | 2025-07/12",
    "2025-Q3": """2025年三季度 | 2025年第三季度 | 2025年3季度 | 2025 三季度
        | Q3 2025 | 2025Q3 | third quarter of 2025""",
    "2025-Q1/Q3": """2025年前三季度 | 2025年前三个季度 | 2025年一至三季度
        | 2025年1-3季度 | 2025年第一至三季度
        | 2025年一季度到三季度 | Q1–Q3 2025 | first three quarters of 2025 | 2025 Q1-Q3 | 2025 Q1-3
        | 2025年1–9月 | 2025年1-9月份 | 2025年1月至9月 | 2025年前9个月 | 2025年前九个月
        | 2025年前9月 | 2025年首九个月
        | January–September 2025 | Jan-Sep 2025 | Jan to Sep 2025 | JAN. — SEPT. 2025
        | January through September 2025 | first nine months of 2025 | 2025.1-9 | 2025-1/9
        | ２０２５年１～９月 | 2025 年 1 月 － 9 月 | 2025 1-9月
        | 2025Q1–2025Q3 | 2025年1月至2025年9月 | 2025  1-9月""",
    "2025-09": """2025年9月 | 2025年九月 | 2025.9 | 2025/9 | 2025-9 | 2025年09月份
        | September 2025 | Sep 2025
        | Sept. 2025 | 2025 Sep | September of 2025 | september, 2025""",
    "2025-12": "2025年十二月 | 2025十二月 | Dec 2025 | 2025/12",
    "2021/2023": "2021–2023 | 2021-2023年 | 2021年至2023年 | 2021年 — 2023年 | 2021 to 2023",
    "2024-11/2025-02": """2024年11月–2025年2月 | 2024年十一月至2025年二月
        | 2024.11-2025.2 | 2024-11-2025-02
        | Nov 2024 – Feb 2025 | November 2024 to February 2025""",
    "2024-10/2025-03": "2024Q4–2025Q1 | 2024年第四季度至2025年第一季度 | Q4 2024 – Q1 2025",
    "1953/1957": "一五 | “一五”计划 | 1st five-year plan | first five-year plan",
    "1958/1962": "“二五”计划",
    "1966/1970": "三五 | third five-year plan",
    "1976/1980": "“五五”计划",
    "2001/2005": "十五 | “十五”计划 | 10th Five-Year Plan",
    "2016/2020": "十三五 | “十三五”时期 | 13th FYP",
    "2021/2025": """十四五 | 「十四五」规划 | “十四五” 期间 | 第十四个五年规划 | 第14个五年规划
        | 14th Five-Year Plan | the Fourteenth Five-year Plan period | 14th 5 year plan""",
    "2026/2030": "十五五 | 15th Five-Year Plan",
    # the code of a month stays the code of a month
    "2011-12": "2011-12 | 2011年12月 | 2011.12",
}


@pytest.mark.parametrize(
    ("text", "code"),
    [(text.strip(), code) for code, texts in READ.items() for text in texts.split("|")],
)
def test_words_mean_a_period(text: str, code: str) -> None:
    assert Period.read(text).code == code


REFUSED = {
    "names a day": """2025-09-30 | 2025年9月30日 | 2025/9/30 | 9/30/2025 | 20250930 | 30 September 2025
        | Sep 30, 2025 | 9-Jan-2025 | Jan-9 2025 | Jan 2 2025 | Jan  2 2025
        | 2025-01-05 | 2025年1月1日至9月30日""",
    "has no year of four digits": "25年9月 | Q3 25 | 25H1 | 25 | Sep 25 | 25-06 | １２０２５ | 20251月",
    "names no year": "H1 | 上半年 | 全年 | September",
    "Months are 01 to 12": "2025-13 | 2025-00 | 2025/13 | 2025年二十月 | 2025年1-13月",
    "two halves and four quarters": "2025-H3 | 2025年5季度 | Q1-Q5 2025 | 2025Q0",
    "ends after it starts": "2023–2021 | 2025年9-1月 | 2024年11月–2月 | 2025年2月–2024年3月",
    "may be a run of years or a month": "2011/12 | 2011–12 | 2008/09 | 2011年至12",
    "is written 2021/2023": "2021-23 | 2021–23年 | 2021年-23年",
    "in the years 1 to 9999": "0000 | 0000年",
    r"is not a period\. Write": """hello | 2025年末 | 2025 2026 | 2021-2023-06 | 2021 to June 2023
        | 2025 to September | 2025年-9月 | 2025年一二月 | 2025年1、2月 | 截至2025年9月""",
}


@pytest.mark.parametrize(
    ("text", "why"),
    [(text.strip(), why) for why, texts in REFUSED.items() for text in texts.split("|")],
)
def test_what_means_no_period_or_perhaps_two_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(PeriodError, match=why) as refusal:
        Period.read(f" {text} ")
    assert f"“{text}”" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "example", "code"),
    [
        ("前三季度", "2025年前三季度", "2025-Q1/Q3"),
        ("1–9月", "2025年1–9月", "2025-Q1/Q3"),
        ("第三季度", "2025年第三季度", "2025-Q3"),
        ("H1", "H1 2025", "2025-H1"),
        ("Jan to Sep", "Jan to Sep 2025", "2025-Q1/Q3"),
        ("first half", "first half 2025", "2025-H1"),
        ("full year", "full year 2025", "2025"),
    ],
)
def test_without_a_year_it_says_what_to_write_and_that_can_be_read(
    text: str, example: str, code: str
) -> None:
    with pytest.raises(PeriodError, match=f"names no year. Write {re.escape(example)}, for example"):
        Period.read(text)
    assert Period.read(example).code == code


def test_plans_follow_one_another_from_the_third_on() -> None:
    plans = [Period.read(f"第{number}个五年规划") for number in range(3, 31)]
    assert plans[0].code == "1966/1970"
    assert all(after.first == plan.first + plan.months for plan, after in pairwise(plans))


PERIODS = st.builds(Period, st.integers(1000 * 12, 119_000), st.integers(1, 900))


@given(PERIODS)
def test_what_is_stored_and_what_is_shown_is_read_back(period: Period) -> None:
    assert Period.read(period.code) == period
    assert Period.read(period.shown(chinese=False)) == period
    assert Period.read(period.shown(chinese=True)) == period


WIDE = {ord(" "): "\u3000"} | {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}


@given(PERIODS, st.sampled_from("-–—~～至到"), st.booleans(), st.booleans())
def test_dashes_width_case_and_spaces_do_not_matter(
    period: Period, dash: str, wide: bool, chinese: bool
) -> None:
    text = period.shown(chinese=chinese).replace("–", f" {dash} ").upper()
    assert Period.read(text.translate(WIDE) if wide else text) == period


@given(
    st.lists(
        st.sampled_from([*"-–/. 至年月季度前第上半十五三一0125QH", "2025", "Jan", "to", "of"])
    ).map("".join)
)
def test_any_words_are_a_period_or_an_error(text: str) -> None:
    try:
        period = Period.read(text)
    except PeriodError:
        return
    assert Period.parse(period.code) == period


@given(st.text())
def test_any_text_at_all_is_a_period_or_an_error(text: str) -> None:
    try:
        assert Period.read(text).months >= 1
    except PeriodError:
        return


def test_per_cent_signs_and_languages_do_no_harm() -> None:
    with translation.override("zh-hans"), pytest.raises(PeriodError, match=r"“100%\(text\)s”"):
        Period.read("100%(text)s")
