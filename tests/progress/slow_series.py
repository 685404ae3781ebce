"""What stands in a series with a promise, a second time: slow, plain, and from the document alone."""

import calendar
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from industries.choices import Confidence, ObservationStatus, Rank
from industries.progress import method as m

RANKS, STATUSES, CONFIDENCES = list(Rank), list(ObservationStatus), list(Confidence)


def months_on(day: Any, months: Any) -> Any:
    # the same day of the month n months on, clipped; beyond the years 1 to 9999 min or max
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return date.min if year < 1 else date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def moment(day: Any) -> Any:
    # "2024 -> 2025.0; else year + day of year / days in year"
    return day.year + Fraction(day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365)


def day_of(figure: Any, promise: Any) -> Any:
    if not figure.period_stated:  # "is dated the day it was stated"
        return figure.stated_on or figure.stood_on or figure.period.end
    # "for a stock or ratio of a month the day it stood, else the end of the named period"
    if promise.measure == "stock" or (promise.measure == "ratio" and figure.period.months == 1):
        return figure.stood_on or figure.period.end
    return figure.period.end


def final(promise: Any, figure: Any) -> Any:
    # "Published before its period ended: estimated, and can never make a target achieved or missed"
    return figure.status != "estimated" and figure.known_on >= day_of(figure, promise)


def came_late(figure: Any) -> Any:
    # what came out before the last month of a period is a forecast, not a flow to date
    return figure.period.end - figure.known_on <= timedelta(days=m.TO_DATE_DAYS)


def is_whole(figure: Any, promise: Any) -> Any:
    # "A part of a year is never one of them"; "whose period is not stated counts as a year"
    parted = promise.measure in ("flow", "rate")
    return not parted or figure.period.months == 12 or not figure.period_stated


def stands_with(figure: Any, promise: Any) -> Any:
    # "a scope marked comparable may stand with entries that have none"
    if (figure.scope and promise.scope) or figure.scope == promise.scope:
        return figure.scope == promise.scope
    return (figure if figure.scope else promise).scope_comparable is True


def near(one: Any, two: Any) -> Any:
    larger = max(abs(Fraction(one)), abs(Fraction(two)))
    return abs(Fraction(one) - Fraction(two)) <= Fraction(m.AGREE_WITHIN) * larger


def agree(one: Any, two: Any) -> Any:
    # "Values that agree within 0.5 %, or as bounds, are not rivals"
    if near(one.value, two.value):
        return True
    low, high = (one, two) if one.value < two.value else (two, one)
    # names three cases: only the lower over, only the higher under, and both
    return low.qualifier == "over" or high.qualifier == "under"


def preference(figure: Any) -> Any:
    # "Rank decides between rivals, then status, then confidence, then the later publication"
    return (
        RANKS.index(figure.rank),
        STATUSES.index(figure.status),
        CONFIDENCES.index(figure.confidence),
        -figure.known_on.toordinal(),
        figure.key,
    )


def gather(promise: Any, figures: Any, as_of: Any) -> Any:
    # "No value is used before its publication"; deprecated ones are not used at all
    known = [f for f in figures if f.rank != "deprecated" and f.known_on <= as_of]
    alike = [f for f in known if stands_with(f, promise)]
    whole = [f for f in alike if is_whole(f, promise)]
    parts = [f for f in alike if not is_whole(f, promise) and f.period.months < 12]
    facts = {"any_known": bool(known)}
    # "used only where none with a stated period lies within 12 months"
    used, stated = [], [day_of(f, promise) for f in whole if f.period_stated]
    for figure in whole:
        first, last = (months_on(day_of(figure, promise), n * m.UNDATED_WITHIN_MONTHS) for n in (-1, 1))
        if figure.period_stated or not any(first <= day <= last for day in stated):
            used.append(figure)
    # "A break has its own day, shared by every figure that repeats it"
    breaks = {f.break_on for f in alike if f.break_on is not None}

    def count_of(day: Any) -> Any:
        return sum(b <= day for b in breaks)

    def groups_of(figures: Any) -> Any:
        # "Rivals also share start and end"; a stock is of its moment, whatever the period is called
        groups = {}
        for figure in figures:
            place = (figure.period.start, figure.period.end)
            place = day_of(figure, promise) if promise.measure == "stock" else place
            groups.setdefault(place, []).append(figure)
        return list(groups.values())

    readings, to_date = [], []
    for group in groups_of(used):
        chosen = min(group, key=preference)
        day = day_of(chosen, promise)
        rivals = [f for f in group if f is not chosen and not agree(f, chosen)]
        # a reading whose day is after as_of does not exist, but a flow may be one to date
        if day <= as_of:
            readings.append({"figure": chosen, "day": day, "count": count_of(day), "rivals": rivals})
        elif promise.measure == "flow":
            to_date.append(chosen)
    parts = [min(group, key=preference) for group in groups_of(parts)] + to_date
    # of one day the longer period is the later value
    readings.sort(key=lambda r: (r["day"], r["figure"].period.months, r["figure"].key))
    # "A stock within 0.5 % of the last year-end value and less than 12 months after it restates"
    if promise.measure == "stock":
        kept, year_end = [], None
        for reading in readings:
            is_end = reading["day"] == date(reading["day"].year, 12, 31)
            if is_end and final(promise, reading["figure"]):
                year_end = reading
            elif year_end is not None and reading["count"] == year_end["count"]:
                value = year_end["figure"].value
                soon = reading["day"] < months_on(year_end["day"], 12)
                if soon and near(reading["figure"].value, value):
                    continue
            kept.append(reading)
        readings = kept
    # "A target belongs to the count of its announcement day"; without one (8) the last reading's
    last = readings[-1]["count"] if readings else 0
    count = count_of(promise.announced_on) if promise.announced_on else last
    # "baseline, latest, R and lines never cross a break": nor does a part of a year
    parts = [f for f in parts if count_of(f.period.end) == count and came_late(f)]
    return facts | {"readings": readings, "count": count, "parts": parts, "count_of": count_of}
