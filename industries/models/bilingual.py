"""Text that is kept in two columns, one for each language."""

from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language

from industries.choices import Comparator, Qualifier
from industries.periods import Period

ENGLISH, CHINESE = "en", "zh-hans"
LANGUAGES = [(ENGLISH, "English"), (CHINESE, "简体中文")]


# said of a figure by being silent
_UNSAID = (Qualifier.EXACT, Comparator.EQ)


def is_chinese() -> bool:
    """Return whether the reader's language is Chinese."""
    return (get_language() or "").startswith("zh")


def ledger_intro() -> str:
    """Return what and where the region is; empty where the settings do not say."""
    intro: str = settings.LEDGER_INTRO_ZH if is_chinese() else settings.LEDGER_INTRO_EN
    return intro


def ledger_name() -> str:
    """Return what the ledger is called in the reader's language."""
    name: str = settings.LEDGER_NAME_ZH if is_chinese() else settings.LEDGER_NAME_EN
    return name


def publisher() -> str:
    """Return who keeps the ledger, in the reader's language."""
    name: str = settings.LEDGER_PUBLISHER_ZH if is_chinese() else settings.LEDGER_PUBLISHER_EN
    return name


def written_day(day: date) -> str:
    """Return a day as readers of the language write it."""
    return date_format(day, "Y年n月j日" if is_chinese() else "j F Y")


def written_period(code: str) -> str:
    """Return a period as readers of the language write it."""
    return Period.parse(code).shown(chinese=is_chinese())


def with_word(code: Comparator | Qualifier, shown: str) -> str:
    """Return a figure with the word that qualifies it; some are said by being silent."""
    if code in _UNSAID:
        return shown
    # not by `get_…_display`, which hashes all labels in their language each time
    return f"{code.label}{shown}" if is_chinese() else f"{code.label} {shown}"


def joined(*parts: object) -> str:
    """Return the parts of a title or sentence with the comma of the reader's language between them."""
    return ("，" if is_chinese() else ", ").join(map(str, parts))


class Bilingual:
    """A row with texts in `<field>_en` and `<field>_zh`."""

    def in_language(self, field: str) -> tuple[str, str]:
        """Return the text in the reader's language and its code, else the other language's."""
        order = (CHINESE, ENGLISH) if is_chinese() else (ENGLISH, CHINESE)
        for language in order:
            if text := getattr(self, f"{field}_{language[:2]}"):
                return text, language
        return "", order[0]
