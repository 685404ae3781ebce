"""Units: the code that data and API use, how a reader of each language sees a value in it, and the
units in which yearbooks have it, to type from.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; one of it is `zh_factor` of the unit that Chinese readers use.

    `one` is its English name beside the number 1, where that is another; `before` is the part of it
    that English writes before the number: `CNY 45 bn`.
    """

    code: str
    en: str
    zh: str
    zh_factor: Decimal = Decimal(1)
    one: str = ""
    before: str = ""


# Chinese statistics count in 万 (ten thousand) and 亿 (hundred million).
_ROWS = [
    Unit("CNY bn", "CNY bn", "亿元", Decimal(10), before="CNY "),
    Unit("GW", "GW", "万千瓦", Decimal(100)),
    Unit("TWh", "TWh", "亿千瓦时", Decimal(10)),
    Unit("Mt", "Mt", "万吨", Decimal(100)),
    Unit("kt", "kt", "万吨", Decimal("0.1")),
    Unit("kt/yr", "kt a year", "万吨/年", Decimal("0.1")),
    Unit("t", "t", "万吨", Decimal("0.0001")),
    Unit("t/yr", "t a year", "吨/年"),
    Unit("mu", "mu", "万亩", Decimal("0.0001")),
    Unit("kg/yr", "kg a year", "公斤/年"),
    Unit("racks", "racks", "万架", Decimal("0.0001"), "rack"),
    Unit("bottles", "bottles", "亿瓶", Decimal("0.00000001"), "bottle"),
    Unit("visits", "visits", "万人次", Decimal("0.0001"), "visit"),
    Unit("PFLOPS", "PFLOPS", "PFLOPS"),
    Unit("enterprises", "enterprises", "家", one="enterprise"),
    Unit("events", "events", "届", one="event"),
    Unit("countries", "countries", "个", one="country"),
    Unit("cities", "cities", "个", one="city"),
    Unit("head", "head", "万头", Decimal("0.0001")),
    Unit("sheep", "sheep", "万只", Decimal("0.0001")),
    Unit("%", "%", "%"),
    Unit("percentage points", "percentage points", "个百分点", one="percentage point"),
    Unit("index", "index points", "点", one="index point"),
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
    if chinese:
        return f"{grouped(value * known.zh_factor)}{known.zh}"
    label = (known.one if value == 1 else "") or known.en.removeprefix(known.before)
    return f"{known.before}{grouped(value)}{'' if label == '%' else ' '}{label}"


def beside(value: Decimal, unit: str) -> str:
    """Return the value in a unit that readers elsewhere know, rounded; empty where it needs none.

    That is hectares beside mu, to three digits. For readers of English.
    """
    if unit != "mu":
        return ""
    hectares = Context(prec=3).divide(value, ENTRY_UNITS["mu"][1].factor)
    return f"{grouped(hectares)} ha"


class UnitError(ValueError):
    """The name is no unit in which figures of an indicator can be typed; the message says which are."""


@dataclass(frozen=True, slots=True)
class EntryUnit:
    """A unit in which figures are typed; one of it is `factor` of the kept `unit`, a code of UNITS."""

    name: str
    unit: str
    factor: Decimal = Decimal(1)


# For each kept unit what one of the other is worth in it: English forms, then Chinese ones.
# A name can stand under several, 万吨 under Mt, kt and t: the indicator says which is meant.
_WORTH: dict[str, dict[str, str]] = {
    "CNY bn": {"CNY mn": "0.001", "CNY tn": "1000", "亿元": "0.1", "万元": "0.00001", "万亿元": "1000"},
    "GW": {"MW": "0.001", "kW": "0.000001", "万千瓦": "0.01", "亿千瓦": "100"},
    "TWh": {"GWh": "0.001", "亿千瓦时": "0.1", "万千瓦时": "0.00001"},
    "Mt": {"kt": "0.001", "t": "0.000001", "万吨": "0.01", "亿吨": "100", "吨": "0.000001"},
    "kt": {"Mt": "1000", "t": "0.001", "万吨": "10", "亿吨": "100000", "吨": "0.001"},
    "kt/yr": {"Mt/yr": "1000", "t/yr": "0.001", "万吨/年": "10", "吨/年": "0.001"},
    "t": {"Mt": "1000000", "kt": "1000", "万吨": "10000", "亿吨": "100000000", "吨": "1"},
    "t/yr": {"Mt/yr": "1000000", "kt/yr": "1000", "吨/年": "1", "万吨/年": "10000"},
    # a hectare is 15 mu by definition
    "mu": {"ha": "15", "亩": "1", "万亩": "10000", "公顷": "15", "千公顷": "15000", "万公顷": "150000"},
    "kg/yr": {"t/yr": "1000", "公斤/年": "1", "吨/年": "1000"},
    "racks": {"架": "1", "万架": "10000"},
    "bottles": {"瓶": "1", "万瓶": "10000", "亿瓶": "100000000"},
    "visits": {"人次": "1", "万人次": "10000", "亿人次": "100000000"},
    "PFLOPS": {"EFLOPS": "1000"},
    "enterprises": {"家": "1"},
    "events": {"届": "1"},
    "countries": {"个": "1"},
    "cities": {"个": "1"},
    "head": {"头": "1", "万头": "10000"},
    "sheep": {"只": "1", "万只": "10000"},
    "%": {},
    "percentage points": {"个百分点": "1"},
    "index": {"点": "1"},
}

# The kept unit comes first: it is what a figure is in if nothing is chosen.
ENTRY_UNITS: dict[str, tuple[EntryUnit, ...]] = {
    unit: (
        EntryUnit(unit, unit),
        *(EntryUnit(name, unit, Decimal(worth)) for name, worth in others.items()),
    )
    for unit, others in _WORTH.items()
}


def entry_unit(name: str, unit: str) -> EntryUnit:
    """Return the unit that the name means where figures are kept in `unit`.

    Letter case, width and spaces do not matter; the labels of UNITS are names too.

    Raises UnitError, which lists the right names, if it means none.
    Raises KeyError if `unit` is no code of UNITS.
    """
    entries = ENTRY_UNITS[unit]
    for known, entry in _names(UNITS[unit], entries):
        if _folded(known) == _folded(name):
            return entry
    message = _("“%(name)s” is not a unit for figures in %(unit)s. Write one of: %(names)s.")
    names = ", ".join(entry.name for entry in entries)
    raise UnitError(message % {"name": name.strip(), "unit": unit, "names": names})


def kept(value: Decimal, entry: EntryUnit) -> Decimal:
    """Return a typed figure in the kept unit: exact, with no more digits than it needs.

    The figure is finite.
    """
    digits = len(value.as_tuple().digits) + len(entry.factor.as_tuple().digits)
    product = Context(prec=digits, traps=[Inexact]).multiply(value, entry.factor)
    return Decimal(plain(product))


def kept_name(unit: str, *, chinese: bool) -> str:
    """Return what editors call a kept unit: its code, in Chinese the word for it if there is one.

    Raises KeyError if the unit is no code of UNITS.
    """
    return entries_for(unit, chinese=chinese)[0].name


def entries_for(unit: str, *, chinese: bool) -> list[EntryUnit]:
    """Return the units to choose from, the kept one first: in Chinese by its word where it has one."""
    entries = ENTRY_UNITS[unit]
    if not chinese:
        return list(entries)
    named = {entry.factor for entry in entries if not entry.name.isascii()}
    found = [entry for entry in entries if not entry.name.isascii() or entry.factor not in named]
    return sorted(found, key=lambda entry: entry.factor != 1)


def _names(unit: Unit, entries: tuple[EntryUnit, ...]) -> Iterator[tuple[str, EntryUnit]]:
    yield from ((entry.name, entry) for entry in entries)
    yield unit.en, entries[0]


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
