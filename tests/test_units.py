from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from industries.units import UNITS, grouped, plain, shown


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        ("176.56", "CNY bn", "176.56 CNY bn", "1,765.6亿元"),
        ("50", "GW", "50 GW", "5,000万千瓦"),
        ("325000", "mu", "325,000 mu", "32.5万亩"),
        ("12.4", "%", "12.4%", "12.4%"),
        ("17500000", "sheep", "17,500,000 sheep", "1,750万只"),
        ("0.5", "kt/yr", "0.5 kt a year", "0.05万吨/年"),
    ],
)
def test_a_value_in_the_readers_unit(value: str, unit: str, english: str, chinese: str) -> None:
    assert shown(Decimal(value), unit, chinese=False) == english
    assert shown(Decimal(value), unit, chinese=True) == chinese


@pytest.mark.parametrize(
    ("value", "text"),
    [("1E+5", "100000"), ("12.400", "12.4"), ("0.000", "0"), ("-1.50", "-1.5"), ("100", "100")],
)
def test_plain_has_no_exponent_and_no_trailing_zeros(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**17), max_value=10**17)
)
def test_digits_are_exact(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert Decimal(grouped(value).replace(",", "").replace("−", "-")) == value


@given(st.decimals(0, 10**9, places=6), st.sampled_from(sorted(UNITS)))
def test_chinese_figures_are_the_same_amount(value: Decimal, code: str) -> None:
    unit = UNITS[code]
    number = shown(value, code, chinese=True).removesuffix(unit.zh).replace(",", "")
    assert Decimal(number) == value * unit.zh_factor
