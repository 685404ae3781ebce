"""How a page writes figures, days, periods and text in the reader's language."""

import unicodedata
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from industries import citing, units
from industries.choices import Basis, Comparator, NameBasis, Qualifier, TargetKind
from industries.citing import Citable
from industries.models import Target
from industries.models.bilingual import (
    CHINESE,
    ENGLISH,
    is_chinese,
    joined,
    written_day,
    written_period,
)
from industries.models.naming import written_figure
from industries.progress.families import Change
from industries.usual import in_our_words

HTML_CODES = {ENGLISH: "en", CHINESE: "zh-Hans"}  # of our codes, those that HTML has

register = template.Library()
register.filter("period", written_period)
BRIEF = 200  # characters of a description, of which search engines show fewer


@register.filter
def figure(record: Any) -> str:
    """Return value and unit of a target or observation with the word that qualifies it; maybe empty."""
    if isinstance(record, Target):
        code: Comparator | Qualifier = Comparator(record.comparator)
    else:
        code = Qualifier(record.qualifier)
    return written_figure(record.value, record.unit, record.unit_basis, code)


@register.filter
def in_unit(value: Any, unit: str) -> str:
    """Return a bare value in the unit of its record."""
    return units.shown(value, unit, chinese=is_chinese())


@register.filter
def beside(value: Any, unit: str) -> str:
    """Return a figure in a unit that readers abroad know, where it is kept in one that they do not."""
    if value is None or not unit or is_chinese():
        return ""
    if found := units.beside(value, unit):
        return _("about %(figure)s") % {"figure": found}
    return ""


@register.filter
def less(value: Any, unit: str) -> str:
    """Return by how much a negative difference is less, in the unit of its record."""
    return in_unit(-value, unit)


@register.filter
def moved(change: Change) -> str:
    """Return by how much a deadline was moved, in whole years or else in days; empty if it was not."""
    number = change.years or change.days
    if not number:
        return ""
    later, shown = number > 0, {"number": abs(number)}
    if change.years and later:
        text = ngettext(
            "Its deadline is %(number)s year later.", "Its deadline is %(number)s years later.", number
        )
    elif change.years:
        text = ngettext(
            "Its deadline is %(number)s year earlier.",
            "Its deadline is %(number)s years earlier.",
            -number,
        )
    elif later:
        text = ngettext(
            "Its deadline is %(number)s day later.", "Its deadline is %(number)s days later.", number
        )
    else:
        text = ngettext(
            "Its deadline is %(number)s day earlier.",
            "Its deadline is %(number)s days earlier.",
            -number,
        )
    return text % shown


@register.filter
def unit_name(unit: str) -> str:
    """Return the unit as readers of the language call it."""
    known = units.UNITS[unit]
    return known.zh if is_chinese() else known.en


@register.filter
def day(value: date | datetime | None) -> str:
    """Return the day, of a moment that of the ledger's time zone; empty if there is none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return written_day(value)


@register.filter
def month(moment: datetime) -> str:
    """Return the month of a moment, in the ledger's time zone."""
    return date_format(timezone.localdate(moment), "Y年n月" if is_chinese() else "F Y")


@register.filter
def language_of(field: str) -> str:
    """Return the code of the language that a field is kept in, empty if the field does not say."""
    return {"en": "en", "zh": "zh-Hans"}.get(field.rpartition("_")[2], "")


@register.filter
def dated(seen: Any) -> str:
    """Return the period of an observation as a sentence has it: of words without one, their month."""
    shown = written_period(seen.period)
    return shown if seen.period_basis == Basis.STATED else _("said in %(month)s") % {"month": shown}


@register.filter
def words(record: Any) -> SafeString | str:
    """Return the words as stated of the first citation that has any, quoted and in their language."""
    for citation in record.cited:
        if citation.as_stated:
            return quoted(citation)
    return ""


@register.filter
def as_read(target: Target) -> str:
    """Return what was promised in the reader's language: of what, how much, when."""
    start, end, due = target.window_starts_on, target.window_ends_on, target.due_on
    when = ""
    if start and end:
        when = f"{written_day(start)} – {written_day(end)}"
    elif start:
        when = _("from %(day)s on") % {"day": written_day(start)}
    elif due and target.target_kind == TargetKind.ONE_YEAR:
        when = _("in %(year)s") % {"year": due.year}
    elif due:
        when = _("by %(day)s") % {"day": written_day(due)}
    parts = [part for part in (target.indicator.name, figure(target), when) if part]
    return _("%(said)s.") % {"said": joined(*parts)}


@register.filter
def quoted(citation: Any) -> SafeString:
    """Return the words as stated, marked with the language that they are in."""
    return format_html('<q lang="{}">{}</q>', citation.source.language, citation.as_stated)


@register.filter
def as_kept(text: str, claimed: str = ENGLISH) -> SafeString | str:
    """Return a text that is kept in one language alone, marked with it where it is not the page's.

    `claimed` is the language of the document that the text is the title of: many a title is our own
    in English, which a look at its first letter tells. A usual wording is said in the page's.
    """
    if (said := in_our_words(text)) != text:
        return said
    first = next((letter for letter in text if letter.isalpha()), "")
    is_sign = bool(first) and unicodedata.east_asian_width(first) in "WF"
    # the other is what our own titles are in, and bodies that are named in signs
    language = claimed if (claimed in ("zh", "ja")) == is_sign else "zh" if is_sign else ENGLISH
    if language == ("zh" if is_chinese() else ENGLISH):
        return text
    return format_html('<span lang="{}">{}</span>', "zh-Hans" if language == "zh" else language, text)


# between parts of a line that are no sentence, each as the language writes it
_SIGNS = {
    ",": (", ", "，"),
    ";": ("; ", "；"),
    ":": (": ", "："),
    "(": (" (", "（"),
    ")": (")", "）"),
    "/": (", ", "、"),
}


@register.simple_tag
def sign(mark: str) -> str:
    """Return a sign as the reader's language writes it; "/" is the comma of an enumeration."""
    return _SIGNS[mark][is_chinese()]


@register.filter
def called(record: Any) -> SafeString | str:
    """Return a record's name, marked with its language where it has none in the reader's."""
    has_own = record.name_zh if is_chinese() else record.name_en
    if has_own:
        return str(record.name)
    language = ENGLISH if is_chinese() else CHINESE
    return format_html('<span lang="{}">{}</span>', HTML_CODES[language], record.name)


@register.simple_tag
def text(record: Any, field: str) -> SafeString | str:
    """Return a text in the reader's language, else in the other, which it then says; maybe empty."""
    found, language = record.in_language(field)
    if not found or (language == CHINESE) == is_chinese():
        return found
    only = _("in English only") if is_chinese() else _("in Chinese only")
    mark = format_html(' <span class="mark">{}</span>', only)
    return format_html('<span lang="{}">{}</span>{}', HTML_CODES[language], found, mark)


@register.simple_tag(takes_context=True)
def block_text(context: Any, name: str) -> SafeString:
    """Return what the page puts into one of the blocks of its frame, escaped; such a block has text.

    For what says the same twice: the title is that of the window and of what is shared.
    """
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    shown: SafeString = block.nodelist.render(context)
    return shown


@register.filter
def brief(record: Any, field: str) -> str:
    """Return the start of a text in the reader's language, else in the other, without any mark."""
    return Truncator(" ".join(record.in_language(field)[0].split())).chars(BRIEF)


@register.simple_tag
def address(record: Any, what: str) -> str:
    """Return an address that a record has beside its page: `csv`, `json`, `history_feed`."""
    return reverse(f"{record.kind}_{what}", args=[record.slug])


@register.simple_tag(takes_context=True)
def to_page(context: Any, number: int, parameter: str = "") -> str:
    """Return the query string of another page of a list; all else in it stays as it is."""
    query = context["request"].GET.copy()
    query[parameter or "page"] = number
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def citable(context: Any, record: Any) -> Citable:
    """Return how the version that is shown is cited; the record comes `with_version()`."""
    return citing.citable(record, str(record), context["origin"])


@register.filter
def is_set_aside(target: Target, as_of: date) -> bool:
    """Return whether another verdict stands beside the target's computed one on the day."""
    return target.is_set_aside(as_of)


@register.filter
def basis(code: str) -> SafeString:
    """Return whether a component is stated, inferred or not stated, as a small mark."""
    label = Basis(code).label
    return format_html('<span class="basis basis-{}">{}</span>', code, label)


@register.filter
def other_name(record: Any) -> SafeString | str:
    """Return the name in the language that the reader did not choose; empty if there is none."""
    name, language = (record.name_en, "en") if is_chinese() else (record.name_zh, "zh-Hans")
    if not name or name == record.name:
        return ""
    mark = ""
    # not inside the f-string: there the extraction of texts does not look
    if record.is_translated_name:
        mark = _("the Chinese name is our translation")
    elif language != "en" and record.name_zh_basis == NameBasis.TRANSLATION:
        mark = _("our translation")
    mark = f"{sign('(')}{mark}{sign(')')}" if mark else ""
    return format_html('<span lang="{}">{}</span>{}', language, name, mark)
