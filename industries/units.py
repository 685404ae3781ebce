"""Units: the code that data and API use, and how a reader of each language sees a value in it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; one of it is `zh_factor` of the unit that Chinese readers use."""

    code: str
    en: str
    zh: str
    zh_factor: Decimal = Decimal(1)


# Chinese statistics count in 万 (ten thousand) and 亿 (hundred million).
_ROWS = [
    Unit("CNY bn", "CNY bn", "亿元", Decimal(10)),
    Unit("GW", "GW", "万千瓦", Decimal(100)),
    Unit("TWh", "TWh", "亿千瓦时", Decimal(10)),
    Unit("Mt", "Mt", "万吨", Decimal(100)),
    Unit("kt", "kt", "万吨", Decimal("0.1")),
    Unit("kt/yr", "kt a year", "万吨/年", Decimal("0.1")),
    Unit("t", "t", "万吨", Decimal("0.0001")),
    Unit("t/yr", "t a year", "吨/年"),
    Unit("mu", "mu", "万亩", Decimal("0.0001")),
    Unit("kg/yr", "kg a year", "公斤/年"),
    Unit("racks", "racks", "万架", Decimal("0.0001")),
    Unit("bottles", "bottles", "亿瓶", Decimal("0.00000001")),
    Unit("visits", "visits", "万人次", Decimal("0.0001")),
    Unit("PFLOPS", "PFLOPS", "PFLOPS"),
    Unit("enterprises", "enterprises", "家"),
    Unit("events", "events", "届"),
    Unit("countries", "countries", "个"),
    Unit("cities", "cities", "个"),
    Unit("head", "head", "万头", Decimal("0.0001")),
    Unit("sheep", "sheep", "万只", Decimal("0.0001")),
    Unit("%", "%", "%"),
    Unit("percentage points", "percentage points", "个百分点"),
    Unit("index", "index points", "点"),
]
UNITS: dict[str, Unit] = {unit.code: unit for unit in _ROWS}


def plain(value: Decimal) -> str:
    """Return the value's digits without exponent or trailing zeros: `100000`, `12.4`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal) -> str:
    """Return the value's digits with a comma between thousands, exactly."""
    sign, digits = ("−", plain(value)[1:]) if value < 0 else ("", plain(value))
    whole, point, part = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{part}"


def shown(value: Decimal, unit: str, *, chinese: bool) -> str:
    """Return value and unit as a reader of the language writes them; exact, never rounded.

    Raises KeyError if the unit is unknown.
    """
    known = UNITS[unit]
    number = grouped(value * known.zh_factor if chinese else value)
    label = known.zh if chinese else known.en
    return f"{number}{label}" if chinese or label == "%" else f"{number} {label}"
