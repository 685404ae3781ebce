"""How people write periods, rewritten into a few signs that `periods` can read.

A year stays its four digits; `h1` is a half, `q3` a quarter, `m9 ` a month (with a space, so that a
digit after it stays apart), `plan14` a five-year plan; `-`, or `~` for a word, stands between first
and last:

    2025年前三季度                  2025年q1-q3
    First three quarters of 2025    q1-q3of2025
    Jan. – Sept. 2025               m1 -m9 2025

What is not known stays as it is, for `periods` to refuse.
"""

import re
import unicodedata
from collections.abc import Callable

_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ONES = "[一二两三四五六七八九]"
_NUMBER = f"(?:{_ONES}?十{_ONES}?|{_ONES})"
_NUMERAL = "[〇零一二两三四五六七八九十]"
_N = "[0-9]{1,2}"
_YEAR_AND = r"(?<![0-9])([0-9]{4})([-/.])"
_PLAN_ENDS = r"(?:规划|计划)?(?:时期|期间)?"

_CARDINALS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
)
# the others are a cardinal with “th”
_ORDINALS = {
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fifth": "5th",
    "eighth": "8th",
    "ninth": "9th",
    "twelfth": "12th",
}
_ENGLISH = {word: str(number) for number, word in enumerate(_CARDINALS, 1)} | _ORDINALS
_MONTHS = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?"),
    *("aug(?:ust)?", "sep(?:t(?:ember)?)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)

_Replacement = str | Callable[[re.Match[str]], str]


def _number(text: str) -> int:
    """Return the number that digits of either kind spell, from 1 to 99."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return ((_DIGITS[tens] if tens else 1) * 10 if ten else 0) + (_DIGITS[ones] if ones else 0)


def _plan(match: re.Match[str]) -> str:
    return f"plan{_number(match[1])}"


# What is rewritten as what; each rule counts on those before it.
_RULES: list[tuple[str, _Replacement]] = [
    ("[\"'“”‘’「」『』《》]", ""),
    # Chinese numbers. Plans first, for 十五 is the tenth plan; 一二月 is no number.
    (rf"^\s*({_NUMBER})五\s*{_PLAN_ENDS}\s*$", _plan),
    (rf"^\s*第({_NUMBER}|{_N})个五年{_PLAN_ENDS}\s*$", _plan),
    ("[〇零一二三四五六七八九]{4}(?=年)", lambda year: "".join(str(_DIGITS[c]) for c in year[0])),
    (f"(?<!{_NUMERAL}){_NUMBER}(?!{_NUMERAL}|[0-9])", lambda number: f" {_number(number[0])} "),
    # spaces, but for those that keep two numbers apart
    (r"\s+", " "),
    ("(?<![0-9]) | (?![0-9])", ""),
    # English words; “to” after the months, for October has it
    ("^the", ""),
    *((rf"{name}\.?", f"m{number} ") for number, name in enumerate(_MONTHS, 1)),
    ("|".join(sorted(_ENGLISH, key=len, reverse=True)), lambda word: _ENGLISH[word[0]]),
    ("[-‐‑‒–—―−~〜〰]+", "-"),
    ("[至到]|to|through", "~"),
    (f"^({_N})(?:st|nd|rd|th)(?:5-?year-?plan|fyp)(?:period)?$", r"plan\1"),
    # halves, quarters, months: the first so many, a run, a single one
    ("上半年|1sthalf", "h1"),
    ("下半年|2ndhalf", "h2"),
    ("(?:[前首]|1st)([0-9])(?:个?季度?|quarters)", r"q1-q\1"),
    ("(?:第|(?<![0-9]))([0-9])[-~]第?([0-9])季度?", r"q\1-q\2"),
    ("(?:第|(?<![0-9]))([0-9])(?:季度?|(?:st|nd|rd|th)quarter)", r"q\1"),
    ("q([1-4])[-~]([1-4])(?![0-9])", r"q\1-q\2"),
    (f"(?:[前首]|1st)({_N})(?:个?月份?|months)", r"m1 -m\1 "),
    (f"(?<![0-9])({_N})[-~]({_N})月份?", r"m\1 -m\2 "),
    (f"(?<![0-9])({_N})月份?", r"m\1 "),
    # numbers after a year, 2025-01/05 and 2025.9; the same sign twice makes a day of it
    (rf"{_YEAR_AND}({_N})(?!\2)[-/~]({_N})(?![0-9])", r"\1 m\3 -m\4 "),
    (rf"{_YEAR_AND}({_N})(?![0-9]|\2{_N}(?![0-9]))", r"\1 m\3 "),
]
_COMPILED = [(re.compile(pattern), replacement) for pattern, replacement in _RULES]


def in_signs(text: str) -> str:
    """Return the words as signs, whatever their letter case, width, dashes and spaces."""
    signs = unicodedata.normalize("NFKC", text).casefold()
    for pattern, replacement in _COMPILED:
        signs = pattern.sub(replacement, signs)
    return signs
