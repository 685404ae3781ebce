"""What figures and targets are called; a page and the log, which has no rows, ask here alike."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from industries import units
from industries.choices import Basis, Comparator, Qualifier
from industries.models.bilingual import is_chinese, joined, with_word, written_period
from industries.usual import in_our_words

# what tells an industry by its name: a word that is no “new” or “and”, or two Chinese characters
_TELLING = re.compile(r"[a-z]{4,}|(?=([\u4e00-\u9fff]{2}))")
# so many industries have it in their names that an indicator with it means none of them
_TELLS_NOTHING = {"industry", "产业"}


def written_figure(
    value: Decimal | None, unit: str, unit_basis: str, word: Comparator | Qualifier
) -> str:
    """Return value and unit with the word that qualifies them, as readers of the language write them.

    Empty without a value, or where the source states no unit: then only its own words are shown.
    """
    # a form may have a value and no unit yet
    if value is None or not unit or unit_basis == Basis.NOT_STATED:
        return ""
    shown = units.shown(value, unit, chinese=is_chinese())
    if word == Comparator.LEVEL:
        # said in front of the figure in one language, behind it in the other
        return _("of the order of %(figure)s") % {"figure": shown}
    return with_word(word, shown)


def target_name(indicator: str, industry: str, scope: str, figure: str, year: int | None) -> str:
    """Return what a target is called by what it is on; all but the indicator may be empty.

    With how much it promises, as two goals for one year differ in nothing else. The industry is left
    out where the indicator's name has a word of its name.
    """
    if _telling(indicator) & _telling(industry):
        industry = ""
    name = joined(*filter(None, (indicator, industry, in_our_words(scope))))
    if figure:
        name += f"{'：' if is_chinese() else ': '}{figure}"
    return joined(name, written_period(f"{year:04}")) if year else name


def _telling(name: str) -> set[str]:
    found = _TELLING.finditer(name.casefold())
    return {match[1] or match[0] for match in found} - _TELLS_NOTHING
