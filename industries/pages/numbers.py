"""Values of one unit as the reader of the page's language sees them."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext as _

from industries import units
from industries.choices import Qualifier
from industries.models.bilingual import is_chinese, with_word
from industries.progress.arithmetic import Point

_HUNDRED = Decimal(100)
_LARGEST = Decimal(100)  # a share beyond which a percentage says nothing any more
_DIGITS = 8  # of a value that was reckoned, as it is printed


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

    def worded(self, value: Decimal, qualifier: str) -> str:
        """Return a value in its unit with the word that its source has for it."""
        return with_word(Qualifier(qualifier), self.value(value))


def percent(share: Decimal, step: str = "0.1") -> str:
    """Return a share as a rounded percentage; what is short of all is never 100 %.

    Of shares above a hundred it says no more than that.
    """
    if abs(share) > _LARGEST:
        word = _("over %(share)s") if share > 0 else _("under %(share)s")
        return word % {"share": percent(_LARGEST.copy_sign(share), "1")}
    number = (share * _HUNDRED).quantize(Decimal(step), ROUND_HALF_EVEN)
    if share < 1 and number >= _HUNDRED:
        number = (share * _HUNDRED).quantize(Decimal(step), ROUND_FLOOR)
    return f"{units.grouped(number)}%"


@dataclass(frozen=True, slots=True)
class End:
    """One end of a span as formulas write it: the value with its qualifier, and the moment."""

    value: str
    year: str


Ends = tuple[End, End, End]  # baseline, latest, goal


class Numbers(InUnit):
    """Writes values in the reader's unit, rounded where they were reckoned."""

    def bare(self, value: Decimal) -> str:
        return units.grouped(rounded(value * self.factor))

    def value(self, value: Decimal) -> str:
        return super().value(rounded(value))

    def qualified(self, value: Decimal, qualifier: str) -> str:
        """Return a bare value with that word."""
        return with_word(Qualifier(qualifier), self.bare(value))

    def ended(self, point: Point, qualifier: str = Qualifier.EXACT) -> End:
        return End(self.qualified(point.value, qualifier), year_of(point.moment))

    def pace(self, pace: Decimal, *, linear: bool) -> str:
        return _("%(pace)s a year") % {"pace": self.bare_pace(pace, linear=linear)}

    def bare_pace(self, pace: Decimal, *, linear: bool) -> str:
        if not linear:
            return percent(pace, "0.001")
        # what a percentage changes by is in points: "2 % a year" would be read as growth
        unit = "percentage points" if self.unit == "%" else self.unit
        return units.shown(rounded(pace), unit, chinese=is_chinese())


def year_of(at: Decimal) -> str:
    return units.plain(at.quantize(Decimal("0.001")))


def rounded(value: Decimal, digits: int = _DIGITS, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """Return a value with so many digits at most."""
    short = value.normalize()
    if len(short.as_tuple().digits) <= digits:
        return short
    return short.quantize(Decimal(1).scaleb(short.adjusted() - digits + 1), rounding)
