"""How targets stand: on the reader's day in a list's file, day by day in the data package."""

from dataclasses import replace
from datetime import date
from typing import Any

from industries.choices import Flag, Reason
from industries.editions import today
from industries.judged import cut, judge
from industries.models import KeptVerdict
from industries.tables.columns import Column, Getter, Table, at, key_of, of_model
from industries.tables.declared import TARGETS


def _cut(path: str) -> Getter:
    """Return a getter for a number that may have no end, which is then cut as in the API."""
    exact = at(path)

    def value(row: Any, origin: str) -> Any:
        number = exact(row, origin)
        return None if number is None else cut(number)

    return value


def _ahead(name: str) -> Getter:
    return lambda row, _origin: (row.judged.next_figure or {}).get(name)


# computed for the reader's day, which a file that is the same each day cannot have
ASSESSED = (
    Column("as_of", at("judged.found.as_of"), "date", "The day of the assessment.", required=True),
    Column("method", at("judged.found.version"), about="Version of the method.", required=True),
    Column("verdict", at("judged.found.verdict"), about="How far along it is.", required=True),
    Column("reasons", at("judged.found.reasons"), about="Why it cannot be judged."),
    Column("flags", at("judged.found.flags"), about="What is to be known beside the verdict."),
    Column("data_to", at("judged.data_to"), about="Period of the figure that decided, or the latest."),
    Column("robust", at("judged.found.robust"), "boolean", "Whether other methods agree."),
    Column("ratio", _cut("judged.reckoned.paces.ratio"), "number", "Observed pace by required one."),
    Column("share_of_way", _cut("judged.reckoned.working.way"), "number", "1 is all of the way."),
    Column("share_of_time", _cut("judged.reckoned.working.time"), "number", "1 is all of the time."),
    Column("next_due_on", _ahead("due_on"), "date", "By when the next figure is due."),
    Column("overdue", _ahead("is_overdue"), "boolean", "Whether that day has passed."),
)


def _complete(targets: list[Any]) -> None:
    judge(targets, today())


ASSESSED_TARGETS = replace(
    TARGETS,
    columns=(*TARGETS.columns[:-1], *ASSESSED, TARGETS.columns[-1]),
    rows=lambda found: found.for_api(),
    complete=_complete,
)


def _bounded(name: str) -> Getter:
    """Return a getter for a day; the calendar's first and last stand for none."""

    def value(row: Any, _origin: str) -> date | None:
        day: date = getattr(row, name)
        return None if day in (date.min, date.max) else day

    return value


def _codes(name: str) -> Getter:
    return lambda row, _origin: getattr(row, name).split()


VERDICTS = Table(
    "verdicts",
    KeptVerdict,
    (
        key_of(KeptVerdict, "target", "targets"),
        Column("from_day", _bounded("from_day"), "date", "Its first day; empty: from the start."),
        Column("to_day", _bounded("to_day"), "date", "Its last day; empty: until more is published."),
        *of_model(KeptVerdict, "verdict"),
        Column("reasons", _codes("reasons"), about=f"With blanks between: {', '.join(Reason.values)}."),
        Column("flags", _codes("flags"), about=f"With blanks between: {', '.join(Flag.values)}."),
        Column("counted", at("counted"), "boolean", "Whether tallies count the target.", required=True),
        Column("next_due_on", at("next_due_on"), "date", "By when the next figure is due."),
    ),
    rows=lambda found: found.select_related("target"),
    key=(),
    order=("target__key", "from_day"),
)
