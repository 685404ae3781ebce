from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from industries.units import (
    ENTRY_UNITS,
    UNITS,
    EntryUnit,
    UnitError,
    beside,
    entries_for,
    entry_unit,
    grouped,
    kept,
    kept_name,
    plain,
    shown,
)


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        ("176.56", "CNY bn", "CNY 176.56 bn", "1,765.6亿元"),
        ("50", "GW", "50 GW", "5,000万千瓦"),
        ("325000", "mu", "325,000 mu", "32.5万亩"),
        ("12.4", "%", "12.4%", "12.4%"),
        ("17500000", "sheep", "17,500,000 sheep", "1,750万只"),
        ("1", "percentage points", "1 percentage point", "1个百分点"),
        ("1", "GW", "1 GW", "100万千瓦"),
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


FIGURES = st.decimals(-(10**12), 10**12, places=9)
ENTRIES = st.sampled_from([entry for entries in ENTRY_UNITS.values() for entry in entries])


@pytest.mark.parametrize(
    ("typed", "name", "unit", "amount"),
    [
        ("1765.6", "亿元", "CNY bn", "176.56"),
        ("1.2", "万亿元", "CNY bn", "1200"),
        ("35000", "万元", "CNY bn", "0.35"),
        ("5000", "万千瓦", "GW", "50"),
        ("8.3", "亿千瓦", "GW", "830"),
        ("660000", "kW", "GW", "0.66"),
        ("2345.67", "亿千瓦时", "TWh", "234.567"),
        ("12345", "万千瓦时", "TWh", "0.12345"),
        ("9000", "万吨", "Mt", "90"),
        ("9000", "万吨", "kt", "90000"),
        ("0.9", "万吨", "t", "9000"),
        ("1.05", "亿吨", "Mt", "105"),
        ("2", "ha", "mu", "30"),
        ("1.1", "千公顷", "mu", "16500"),
        ("32.5", "万亩", "mu", "325000"),
        ("3", "吨/年", "kg/yr", "3000"),
        ("1.8", "亿瓶", "bottles", "180000000"),
        ("7000.5", "万人次", "visits", "70005000"),
        ("15", "EFLOPS", "PFLOPS", "15000"),
    ],
)
def test_a_figure_of_the_yearbook_in_the_unit_it_is_kept_in(
    typed: str, name: str, unit: str, amount: str
) -> None:
    entry = entry_unit(name, unit)
    assert str(kept(Decimal(typed), entry)) == amount


@pytest.mark.parametrize("code", UNITS)
def test_every_unit_can_be_typed_in_itself_first_and_as_chinese_readers_see_it(code: str) -> None:
    entries, unit = ENTRY_UNITS[code], UNITS[code]
    assert (entries[0].name, entries[0].factor) == (code, 1)
    assert {entry.unit for entry in entries} == {code}
    assert entry_unit(unit.en, code) == entries[0]
    assert entry_unit(unit.zh, code).name == unit.zh
    assert entry_unit(unit.zh, code).factor * unit.zh_factor == 1


def test_only_kept_units_have_entry_units() -> None:
    assert ENTRY_UNITS.keys() == UNITS.keys()


@pytest.mark.parametrize("code", UNITS)
def test_a_name_means_one_unit_where_the_kept_one_is_known(code: str) -> None:
    names = [entry.name.casefold().replace(" ", "") for entry in ENTRY_UNITS[code]]
    assert len(set(names)) == len(names)
    for entry in ENTRY_UNITS[code]:
        assert entry_unit(entry.name, code) == entry


def test_units_agree_with_one_another_however_they_are_kept() -> None:
    """What a unit is worth in a second, and that in a third, it is worth in the third."""
    worth = {code: {entry.name: entry.factor for entry in ENTRY_UNITS[code]} for code in UNITS}
    compared = 0
    for second in worth.values():
        for other in second.keys() & worth.keys():
            for name in second.keys() & worth[other].keys():
                assert second[name] == worth[other][name] * second[other]
                compared += 1
    assert compared > 2 * len(UNITS)


@pytest.mark.parametrize(
    ("name", "unit", "right"),
    [
        (" cny MN ", "CNY bn", "CNY mn"),
        ("ｍｗ", "GW", "MW"),
        ("亿 元", "CNY bn", "亿元"),
        ("万吨／年", "kt/yr", "万吨/年"),
        ("kt a year", "kt/yr", "kt/yr"),
        ("index points", "index", "index"),
        ("％", "%", "%"),
    ],
)
def test_case_width_and_spaces_of_a_name_do_not_matter(name: str, unit: str, right: str) -> None:
    assert entry_unit(name, unit).name == right


@pytest.mark.parametrize("name", ["万吨", "", "M W h", "GWh", "%(names)s"])
def test_a_wrong_unit_is_refused_with_the_right_ones(name: str) -> None:
    right = "GW, MW, kW, 万千瓦, 亿千瓦"
    with pytest.raises(UnitError) as refusal:
        entry_unit(name, "GW")
    assert str(refusal.value) == f"“{name}” is not a unit for figures in GW. Write one of: {right}."


@given(FIGURES, ENTRIES)
def test_what_is_typed_is_kept_exactly(value: Decimal, entry: EntryUnit) -> None:
    amount = kept(value, entry)
    assert Fraction(amount) == Fraction(value) * Fraction(entry.factor)
    assert amount.as_tuple() == Decimal(plain(amount)).as_tuple()


@pytest.mark.parametrize("code", UNITS)
def test_in_chinese_no_english_word_stands_beside_a_chinese_one_of_the_same_worth(code: str) -> None:
    chinese = entries_for(code, chinese=True)
    assert chinese[0].factor == 1
    assert len({entry.factor for entry in chinese}) == len(chinese)
    assert {e.factor for e in chinese} == {e.factor for e in entries_for(code, chinese=False)}
    assert kept_name(code, chinese=False) == code


def test_what_the_kept_unit_is_called() -> None:
    assert kept_name("bottles", chinese=True) == "瓶"
    assert kept_name("GW", chinese=True) == "GW"


def test_a_long_figure_is_kept_to_the_last_digit() -> None:
    figure = "1234567890123456789012345678901234567890.5"
    assert kept(Decimal(figure), entry_unit("公顷", "mu")) == Decimal(
        "18518518351851851835185185183518518518357.5"
    )


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [("1000000", "mu", "66,700 ha"), ("15", "mu", "1 ha"), ("0", "mu", "0 ha"), ("3", "GW", "")],
)
def test_hectares_stand_beside_mu(value: str, unit: str, expected: str) -> None:
    assert beside(Decimal(value), unit) == expected
