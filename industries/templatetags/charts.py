"""How the roles of a chart are painted: by classes on a page, by colours in a file of its own."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

STYLESHEET = Path(__file__).parents[1] / "static/industries/site.css"

# role: the colour, by its name in the stylesheet, the width, and the dashes if it has any
_LINES = {
    "axis": ("quiet", "1", ""),
    "grid": ("line", "1", ""),
    "reading": ("accent", "2", ""),
    "other": ("quiet", "1.5", ""),
    "path": ("goal", "1.5", "6 4"),
    "deadline": ("goal", "1", "2 3"),
    "break": ("warn", "2", "8 3 2 3"),
}
# role: the colours of fill and outline
_MARKS = {
    "reading": ("accent", "accent"),
    "open": ("paper", "accent"),
    "rival": ("paper", "warn"),
    "other": ("paper", "quiet"),
    "goal": ("goal", "goal"),
    "earlier": ("paper", "goal"),
}
_TEXTS = {
    "heading": "ink",
    "foot": "quiet",
    "tick": "quiet",
    "key": "quiet",
    "unit": "quiet",
    "goal label": "goal",
    "earlier label": "goal",
}


@register.simple_tag
@cache
def line_of(role: str, theme: str = "") -> SafeString:
    """Return the attributes of a line; with a theme (light, dark) with the colour itself."""
    colour, width, dashes = _LINES[role]
    line = format_html('fill="none" {} stroke-width="{}"', _painted("stroke", colour, theme), width)
    return format_html('{} stroke-dasharray="{}"', line, dashes) if dashes else line


@register.simple_tag
@cache
def mark_of(role: str, theme: str = "") -> SafeString:
    fill, stroke = _MARKS[role]
    if theme:
        inside, outside = _painted("fill", fill, theme), _painted("stroke", stroke, theme)
        return format_html('{} {} stroke-width="1.6"', inside, outside)
    return format_html('class="fill-{} stroke-{}" stroke-width="1.6"', fill, stroke)


@register.simple_tag
@cache
def paper_of(theme: str) -> SafeString:
    return _painted("fill", "paper", theme)


@register.simple_tag
@cache
def text_of(role: str, theme: str = "") -> SafeString:
    return _painted("fill", _TEXTS.get(role, "ink"), theme)


def _painted(attribute: str, colour: str, theme: str) -> SafeString:
    if theme:
        return format_html('{}="{}"', attribute, colours(theme)[colour])
    return format_html('class="{}-{}"', attribute, colour)


@cache
def colours(theme: str) -> dict[str, Any]:
    """Return each colour of the stylesheet in a theme: pages and files cannot differ."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLESHEET.read_text(), re.DOTALL)[:2]
    chosen = light + (dark if theme == "dark" else "")
    return dict(re.findall(r"--([a-z0-9_-]+): (#[0-9a-f]+);", chosen))
