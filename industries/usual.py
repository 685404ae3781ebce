"""Wordings of our own that recur in fields of one language, and what they are in the reader's.

They are kept in English: where in a source, of what a figure is, why one stands before another. One
that is not here is shown as it is kept.
"""

from django.utils.translation import gettext, gettext_noop

_PLACES = (
    gettext_noop("first paragraph"),
    gettext_noop("second paragraph"),
    gettext_noop("third paragraph"),
    gettext_noop("fourth paragraph"),
    gettext_noop("fifth paragraph"),
    gettext_noop("sixth paragraph"),
    gettext_noop("opening paragraph"),
    gettext_noop("last paragraph"),
    gettext_noop("last readable paragraph"),
    gettext_noop("second to last readable paragraph"),
    gettext_noop("goals paragraph"),
    gettext_noop("first sentence"),
    gettext_noop("last sentence"),
    gettext_noop("third point"),
    gettext_noop("first caption"),
    gettext_noop("first photo caption"),
    gettext_noop("headline"),
    gettext_noop("highlighted figure"),
    gettext_noop("section 1"),
    gettext_noop("section 1.1"),
    gettext_noop("section 1, main goals"),
    gettext_noop("2022 goals announced at the briefing"),
    gettext_noop("worked out from two published figures"),
)
_SCOPES = (
    gettext_noop("built"),
    gettext_noop("built and under construction"),
    gettext_noop("commissioned"),
    gettext_noop("construction started"),
    gettext_noop("approved or filed"),
    gettext_noop("developed and planted land"),
    gettext_noop("comprehensive benefit"),
    gettext_noop("sales revenue"),
    gettext_noop("measure not named"),
    gettext_noop("electronic information"),
    gettext_noop("green power"),
    gettext_noop("power consumed"),
    gettext_noop("renewables"),
    gettext_noop("storage, type not named"),
    gettext_noop("technology-based enterprises"),
    gettext_noop("innovative enterprises"),
    gettext_noop("model enterprises"),
    gettext_noop("all tourist trips"),
    gettext_noop("domestic tourism"),
    gettext_noop("wineries and growers"),
)
_RANK_REASONS = (
    gettext_noop("Only primary or press figure for the period."),
    gettext_noop("Only figure for the period; derived."),
    gettext_noop("Weak source only."),
    gettext_noop("Weak source; the press figure stands for the period."),
    gettext_noop("Weak source; the later press figure stands for the period."),
    gettext_noop("The figure for 2019, which the source does not date."),
    gettext_noop("Report of the statement in the official transcript."),
    gettext_noop("Official transcript of the statement that the other figure reports."),
    gettext_noop("Gives as mid-2021 what a press report gives for the whole year."),
)
_USUAL = frozenset((*_PLACES, *_SCOPES, *_RANK_REASONS))


def in_our_words(text: str) -> str:
    """Return a usual wording in the reader's language, any other text as it is kept."""
    return gettext(text) if text in _USUAL else text
