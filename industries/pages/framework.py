"""The framework's picture on the home page, from the groups with their members, and its text."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from industries import strata
from industries.choices import Band, MembershipBasis
from industries.models.bilingual import is_chinese, joined
from industries.strata import Entry, Panel, Picture

# width and panels side by side; the stylesheet shows each from where a screen has room for it
SIZES = {"narrow": (304, 1), "medium": (660, 2), "wide": (1072, 4)}
MOST = 12  # industries of a group in the picture; what is more is on the group's page and in the text
OPEN = "open"

TITLES = {
    Band.AHEAD: gettext_lazy("Ahead: what is to grow"),
    Band.PART: gettext_lazy("The framework: its parts"),
    Band.BASE: gettext_lazy("The base: what is there already"),
    Band.BESIDE: gettext_lazy("Beside the framework"),
}
KEY = {
    MembershipBasis.REPRESENTATIVE: gettext_lazy("named by the source as a representative"),
    MembershipBasis.LISTED: gettext_lazy("listed by the source"),
    MembershipBasis.INFERRED: gettext_lazy("inferred from the source"),
    OPEN: gettext_lazy("open-ended: the source’s own list goes on"),
}


@dataclass(frozen=True, slots=True)
class Framework:
    """The picture in each size, what its shapes mean, and the bands with their groups for the text."""

    pictures: dict[str, Picture]
    key: list[tuple[str, str]]
    bands: list[tuple[str, list[Any]]]


def framework_of(groups: Iterable[Any]) -> Framework | None:
    """Return the framework; None if there is no group. The groups come `with_members()`."""
    every = list(groups)
    if not every:
        return None
    bands = [(band, [group for group in every if group.band == band]) for band in Band]
    drawn = [_band(band, mine) for band, mine in bands if mine]
    used = {member.basis for group in every for member in group.memberships.all()}
    used |= {OPEN for group in every if group.open_ended}
    return Framework(
        pictures={
            name: strata.placed(drawn, width=width, columns=columns)
            for name, (width, columns) in SIZES.items()
        },
        key=[(mark, str(said)) for mark, said in KEY.items() if mark in used],
        bands=[(str(TITLES[band]), mine) for band, mine in bands if mine],
    )


def formula(names: list[str]) -> list[str]:
    """Return the names as parts of one whole: a comma after each that another follows, not a “+”."""
    comma, blank = ("、", "") if is_chinese() else (",", " ")
    listed = [bool(after) and not after.startswith("+") for after in [*names[1:], ""]]
    return [
        f"{blank if n else ''}{name}{comma if more else ''}"
        for n, (name, more) in enumerate(zip(names, listed, strict=True))
    ]


def _band(band: Band, groups: list[Any]) -> strata.Band:
    is_whole = band == Band.PART and len(groups) > 1
    return strata.Band(
        str(TITLES[band]),
        [_panel(group) for group in groups],
        formula([group.name for group in groups]) if is_whole else [],
    )


def _panel(group: Any) -> Panel:
    members, link = list(group.memberships.all()), group.get_absolute_url()
    notes = []
    if not members:
        notes.append(Entry(_("No industry is named here so far.")))
    if more := len(members[MOST:]):
        text = ngettext("… and %(number)s more", "… and %(number)s more", more) % {"number": more}
        notes.append(Entry(text, link=link, said=f"{group.name} {text}"))
    if group.open_ended:
        notes.append(Entry(_("+ N, open-ended"), mark=OPEN))
    entries = [_entry(member) for member in members[:MOST]]
    return Panel(group.name, link, strata.tone_of(group.position), entries, notes)


def _entry(member: Any) -> Entry:
    industry = member.industry
    return Entry(
        industry.name,
        mark=member.basis,
        link=industry.get_absolute_url(),
        said=joined(industry.name, MembershipBasis(member.basis).label),
    )
