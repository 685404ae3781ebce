"""Values of one unit as the reader of the page's language sees them."""

from decimal import Decimal

from industries import units
from industries.models.bilingual import is_chinese


class InUnit:
    """A unit in the language of the page: its name there, and how many of that one of it is."""

    def __init__(self, unit: str) -> None:
        known = units.UNITS[unit]
        self.unit = unit
        self.name = known.zh if is_chinese() else known.en
        self.factor = known.zh_factor if is_chinese() else Decimal(1)

    def bare(self, value: Decimal) -> str:
        return units.grouped(value * self.factor)

    def value(self, value: Decimal) -> str:
        return units.shown(value, self.unit, chinese=is_chinese())
