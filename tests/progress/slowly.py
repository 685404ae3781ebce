"""The method a second time: slow, plain, and written from the document alone.

Lines in quotation marks are the document's; what it leaves open is decided in `docs/decisions.md`.
"""

# the table is one function, to be read beside the document
# ruff: noqa: PLR0911, PLR0912, PLR0915

import calendar
import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from industries.progress import method as m
from tests.progress.slow_series import came_late, day_of, final, gather, moment, months_on, near

EMPTY: dict[str, Any] = {
    "verdict": "not_assessable",
    "reasons": [],
    "flags": frozenset(),
    "ratio": None,
    "baseline": None,
    "decided": None,
    "mine": [],
    "latest": None,
}


def meets(promise: Any, goal: Any, value: Any, qualifier: Any) -> Any:
    # True, False, or None where it does not decide
    sign = promise.sign
    if sign == 0:
        return None
    ahead = (Fraction(value) - Fraction(goal)) * sign
    # "A bound on the safe side decides"
    if (qualifier == "over" and sign > 0) or (qualifier == "under" and sign < 0):
        return True if ahead >= 0 else None
    # "a bound on the other side cannot make missed and counts as no value for that"
    if qualifier in ("over", "under"):
        return False if ahead <= 0 else None
    # "gt is not met by an exact equal"
    return ahead > 0 or (ahead == 0 and promise.comparator not in ("gt", "lt"))


def soft(figure: Any) -> Any:
    return figure.qualifier == "about" or figure.is_derived


def decides(promise: Any, figure: Any) -> Any:
    if not final(promise, figure):
        return None
    return meets(promise, promise.value, figure.value, figure.qualifier)


def flow_to_date(promise: Any, parts: Any, since: Any) -> Any:
    # "a flow to date is a lower bound: it can make achieved, never missed"
    if promise.measure != "flow" or promise.sign != 1:
        return None
    due, announced = promise.due_on, promise.announced_on
    candidates = [{"figure": part, "part": True} for part in parts]
    candidates += [r for r in since if due is None or r["day"] == due]
    for candidate in candidates:
        figure = candidate["figure"]
        end = figure.period.end
        inside = figure.period.start.year == (end if due is None else due).year
        inside = inside and (due is None or end <= due) and (announced is None or end > announced)
        met = meets(promise, promise.value, figure.value, figure.qualifier)
        if inside and figure.status != "estimated" and came_late(figure) and met is True:
            return candidate
    return None


def baseline_of(promise: Any, readings: Any, facts: Any) -> Any:
    # "as stated"; "baseline, latest, R and lines never cross a break"
    stated = promise.baseline_period
    alike = stated is not None and facts["count_of"](stated.end) == facts["count"]
    if promise.baseline is not None and alike:
        return {
            "value": promise.baseline,
            "day": promise.baseline_period.end,
            "qualifier": "exact",
            "reading": None,
        }
    announced = promise.announced_on
    if announced is None:
        return None
    # "the preferred value of the last period that ended on or before the announcement", 3 years at most
    oldest = months_on(announced, -12 * m.BASELINE_YEARS)
    found = [r for r in readings if oldest <= r["day"] <= announced][-1:]
    # "the first within 12 months after it"
    last = months_on(announced, m.BASELINE_WITHIN_MONTHS)
    found = found or [r for r in readings if announced < r["day"] <= last][:1]
    return as_baseline(found[0]) if found else None


def as_baseline(reading: Any) -> Any:
    value, qualifier = reading["figure"].value, reading["figure"].qualifier
    return {"value": value, "day": reading["day"], "qualifier": qualifier, "reading": reading}


def by_date(promise: Any, facts: Any, readings: Any, as_of: Any, baseline: Any = None) -> Any:
    """Judge; `baseline` stands in for the one that the method would take."""
    mine = [r for r in readings if r["count"] == facts["count"]]
    announced, due, sign = promise.announced_on, promise.due_on, promise.sign
    # only readings later than the announcement decide anything
    since = [r for r in mine if announced is None or r["day"] > announced]
    baseline = baseline or baseline_of(promise, mine, facts)
    latest = mine[-1] if mine else None
    out = EMPTY | {"baseline": baseline, "mine": mine, "latest": latest}

    def done(verdict: Any, reading: Any, *flags: Any) -> Any:
        return out | {"verdict": verdict, "decided": reading, "flags": set(flags)}

    # no_quantity alone, plus no_deadline, goes before everything
    reasons = ["no_deadline"] if due is None else []
    if promise.value is None:
        return out | {"reasons": ["no_quantity", *reasons]}
    # "with nothing in that count after that day it is definition_changed, before the table"
    if recounted(promise, facts, readings):
        return out | {"reasons": ["definition_changed"]}
    unfit = unfit_of(promise)
    # of an assumed unit or direction nothing is decided, before or after the deadline
    clear = promise.unit_stated and sign != 0
    if clear and due is not None and as_of > due:
        at = [r for r in since if r["day"] == due or r["figure"].period.end == due]
        others = [r for r in since if r not in at]
        before = [r for r in others if r["day"] < due and final(promise, r["figure"])]
        after = [r for r in others if r["day"] > due and decides(promise, r["figure"]) is not None]
        after_met = [r for r in after if decides(promise, r["figure"])]
        at = [r for r in at if decides(promise, r["figure"]) is not None]
        if at:
            if decides(promise, at[-1]["figure"]):  # "the deadline period's value meets it"
                return done("achieved", at[-1])
            if after_met:  # "a value at or after the deadline fell short and a later one meets it"
                return done("achieved_late", after_met[0])
            return done("missed", at[-1])  # "its period's value falls short"
        # "or with none, the last before it does"
        if before and decides(promise, before[-1]["figure"]):
            return done("achieved", before[-1])
        flow = flow_to_date(promise, facts["parts"], since)
        if flow:
            return done("achieved", flow)
        if after:
            if decides(promise, after[0]["figure"]):  # "achieved, on_time: unknown"
                return done("achieved", after[0], "on_time_unknown")
            if after_met:
                return done("achieved_late", after_met[0])
            # "there is none and the first later one falls short (by_later_figure)"
            return done("missed", after[0], "by_later_figure")
        return done(without_figure(facts, mine, due, as_of), None)
    # "not passed: the latest meets it"; "Without a deadline a target is achieved or not_assessable"
    certain = [r for r in since if final(promise, r["figure"])]
    if clear and certain and decides(promise, certain[-1]["figure"]):
        return done("achieved", certain[-1])
    flow = clear and flow_to_date(promise, facts["parts"], since)
    if flow:
        return done("achieved", flow)
    # "Reasons (codes, one or more)"
    reasons += unfit
    if latest is None:
        return out | {"reasons": [*reasons, nothing(facts)]}
    # what a pace needs, where a pace would decide
    if due is not None and not since:
        reasons.append("no_figure_since")
    if due is not None and baseline is None:
        reasons.append("no_baseline")
    elif (
        due is not None
        and since
        and sign * (promise.value - baseline["value"]) > 0
        and moment(latest["day"]) - moment(baseline["day"]) < m.LEAST_YEARS
    ):
        reasons.append("under_one_year")
    if due is not None and months_on(latest["day"], m.TOO_OLD_MONTHS) < as_of:
        reasons.append("too_old")
    if reasons:
        return out | {"reasons": reasons}
    # "stale (latest ended over 18 months ago)", undecided verdicts only
    flags = {"stale"} if months_on(latest["day"], m.STALE_MONTHS) < as_of else set()
    y0, yi = Fraction(baseline["value"]), Fraction(latest["figure"].value)
    goal = Fraction(promise.value)
    if sign * (goal - y0) <= 0:  # "keep-at-level: met while yi is, else moving_away"
        figure = latest["figure"]
        there = meets(promise, goal, yi, "exact")  # an estimate that is there decides nothing
        flags |= {"bound"} if meets(promise, goal, yi, figure.qualifier) is None else set()
        return out | {"verdict": "on_track" if there else "moving_away", "flags": flags}
    t0, ti, end = moment(baseline["day"]), moment(latest["day"]), moment(due)
    # "Linear for percentages ..., and where y0, yi or yT is zero or the signs differ"
    ratio = sign * ((yi - y0) / (ti - t0)) / abs((goal - y0) / (end - t0))
    if promise.method == "growth" and y0 > 0 and yi > 0 and goal > 0:
        observed = math.exp(math.log(yi / y0) / (ti - t0)) - 1
        required = math.exp(math.log(goal / y0) / (end - t0)) - 1
        ratio = sign * observed / abs(required)
    # "R >= 0.95 / 0.60 <= R < 0.95 / 0 <= R < 0.60 / R < 0"
    verdict = "limited_progress" if ratio >= 0 else "moving_away"
    if ratio >= Fraction(m.ACCELERATION_NEEDED):
        verdict = "on_track" if ratio >= Fraction(m.ON_TRACK) else "acceleration_needed"
    # "Over at the baseline makes R an upper bound: on_track then reads acceleration_needed"
    behind = baseline["qualifier"] == ("over" if sign > 0 else "under")
    if behind and verdict == "on_track" and (yi - y0) / (goal - y0) < 1:
        verdict = "acceleration_needed"
    if baseline["qualifier"] in ("over", "under") or latest["figure"].qualifier in ("over", "under"):
        flags |= {"bound"}
    return out | {"verdict": verdict, "flags": flags, "ratio": ratio}


def recounted(promise: Any, facts: Any, readings: Any) -> Any:
    # "with nothing in that count after that day it is definition_changed"
    announced = promise.announced_on
    counts = {r["count"] == facts["count"] for r in readings if announced and r["day"] > announced}
    return counts == {False}


def without_figure(facts: Any, mine: Any, due: Any, as_of: Any) -> Any:
    # "deadline passed under 6 months ago, but some before"; "or at once where there is none"
    last = months_on(due, m.AWAITING_MONTHS)
    if (due + timedelta(days=1)).day == 1 if due != date.max else True:  # of the end of a month
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    if as_of <= last and (mine or facts["parts"]):
        return "awaiting_final_data"
    return "no_figure"


def nothing(facts: Any) -> Any:
    if facts["parts"]:
        return "part_year_only"
    return "not_comparable" if facts["any_known"] else "no_observation"


def unfit_of(promise: Any) -> Any:
    unfit = [] if promise.unit_stated else ["unit_not_stated"]
    return unfit if promise.sign else [*unfit, "direction_not_stated"]


def in_window(promise: Any, facts: Any, readings: Any, as_of: Any) -> Any:
    """Judge what is promised of single years: each, their mean, their sum, or one."""
    mine = [r for r in readings if r["count"] == facts["count"]]
    out = EMPTY | {"mine": mine}
    window = None if promise.kind == "one_year" and promise.due_on else promise.window
    if window is None and promise.due_on is not None:  # "that year's full-year value"
        window = (date(promise.due_on.year, 1, 1), date(promise.due_on.year, 12, 31))
    reasons = ["no_quantity"] if promise.value is None else []
    reasons += ["no_deadline"] if window is None else []
    if promise.value is not None:
        reasons += unfit_of(promise)
    reasons += ["definition_changed"] if recounted(promise, facts, readings) else []
    if reasons:
        return out | {"reasons": reasons}
    # "full periods inside the window"
    first, last, years = *window, {}

    def inside(year: Any) -> Any:
        # a year that began before the window is not inside it, its end may be
        begin, end = date(year, 1, 1), date(year, 12, 31)
        since = first <= (end if promise.measure == "stock" else begin)
        return since and (last is None or end <= last)

    for reading in mine:
        figure, day, period = reading["figure"], reading["day"], reading["figure"].period
        # the calendar's years; a stock, or a ratio of a month, is of the day on which it stood
        moment_of = promise.measure == "stock" or (promise.measure == "ratio" and period.months == 1)
        full = (period.months, period.start.month) == (12, 1) or not figure.period_stated
        full = full or (moment_of and day == date(day.year, 12, 31))
        if final(promise, figure) and full and inside(day.year):
            years[day.year] = reading
    latest = list(years.values())[-1] if years else None
    found, n = [r["figure"] for r in years.values()], len(years)
    number = None if last is None else sum(map(inside, range(first.year, last.year + 1)))
    kinds = [k for k in ("over", "under") if k in [f.qualifier for f in found]]
    goal, value = Fraction(promise.value), sum((Fraction(f.value) for f in found), Fraction(0))
    met = printed = None
    if promise.kind == "each_year":
        each = [decides(promise, f) for f in found]
        if False in each:  # "fails at the first failing year"
            return out | {"verdict": "missed", "decided": {"figure": found[each.index(False)]}}
        met = None if None in each else True
        printed = all(meets(promise, goal, f.value, "exact") for f in found)
    elif n:
        # "the mean of the full periods" / "the sum so far against its pro-rata share"
        goal = goal * n / number if promise.kind == "total" and number else goal
        value = value if promise.kind == "total" else value / n
        # of bounds that pull apart nobody knows
        met = meets(promise, goal, value, kinds[0] if kinds else "exact") if len(kinds) < 2 else None
        printed = meets(promise, goal, value, "exact")
    # "A value within 0.5 % of the target, stated as about or converted": here of the whole window
    if n:
        out = out | {"whole": n == number, "value": value, "soft": any(map(soft, found))}
    if n and n == number and met is not None:  # "only when the whole window is known"
        return out | {"verdict": "achieved" if met else "missed"}
    if last is not None and as_of > last:  # "awaiting_final_data, later no_figure"
        return out | {"verdict": without_figure(facts, mine, last, as_of)}
    # "Without a deadline a target is achieved or ..."
    endless = promise.kind == "total" and last is None
    if endless and met and promise.sign > 0:
        return out | {"verdict": "achieved"}
    reasons = ["no_deadline"] if endless else []
    if not n:  # "With none reported in a running window: no_figure_since or no_observation"
        reasons.append("no_figure_since" if mine and not facts["parts"] else nothing(facts))
    elif months_on(latest["day"], m.TOO_OLD_MONTHS) < as_of:
        reasons.append("too_old")
    if reasons:
        return out | {"reasons": reasons}
    flags = {"stale"} if months_on(latest["day"], m.STALE_MONTHS) < as_of else set()
    # "on_track if every year, the mean or the pro-rata share meets the target, else limited_progress"
    if met is None:  # "elsewhere it makes the verdict a bound"
        flags, met = flags | {"bound"}, printed
    return out | {"verdict": "on_track" if met else "limited_progress", "flags": flags}


def slowly(promise: Any, figures: Any, as_of: Any) -> Any:
    facts = gather(promise, figures, as_of)
    judge, readings = by_date if promise.kind == "by_date" else in_window, facts["readings"]
    out = judge(promise, facts, readings, as_of)
    flags, verdict = set(out["flags"]), out["verdict"]
    # "The verdict is computed with each rival: source_sensitive if one changes it"
    for place, reading in enumerate(readings):
        for rival in reading["rivals"] if reading in out["mine"] else []:
            other = list(readings)
            other[place] = reading | {"figure": rival, "day": day_of(rival, promise)}
            other.sort(key=lambda r: r["day"])
            if judge(promise, facts, other, as_of)["verdict"] != verdict:
                flags.add("source_sensitive")
    # "moving the figure 5 % either way sets approx_sensitive if the answer changes"
    if promise.comparator == "approx" and promise.value is not None:
        for factor in (1 - m.APPROX_MOVED_BY, 1 + m.APPROX_MOVED_BY):
            moved = replace(promise, value=promise.value * Decimal(factor))
            if judge(moved, facts, readings, as_of)["verdict"] != verdict:
                flags.add("approx_sensitive")
    baseline, mine, latest = out["baseline"], out["mine"], out["latest"]
    # "R is also computed with the value before and the value after the baseline"
    if out["ratio"] is not None and baseline["reading"] is not None:
        place = mine.index(baseline["reading"])
        for other in mine[max(place - 1, 0) : place] + mine[place + 1 : place + 2]:
            if moment(latest["day"]) - moment(other["day"]) >= m.LEAST_YEARS:
                again = by_date(promise, facts, readings, as_of, as_baseline(other))
                flags |= {"baseline_sensitive"} if again["verdict"] != verdict else set()
    # "A value within 0.5 % of the target, stated as about, is shown as about met beside its verdict"
    looked_at = out["decided"] or latest
    if promise.unit_stated and promise.value is not None:
        if promise.kind in ("average", "total", "one_year"):
            by = out.get("whole") and out["soft"] and near(out["value"], promise.value)
        else:
            by = (
                looked_at
                and soft(looked_at["figure"])
                and near(looked_at["figure"].value, promise.value)
            )
        flags |= {"about_met"} if by else set()
    key = looked_at["figure"].key if looked_at and not looked_at.get("part") else None
    return {
        "verdict": verdict,
        "reasons": out["reasons"],
        "flags": flags,
        "ratio": out["ratio"],
        "baseline_value": baseline["value"] if baseline else None,
        "latest_key": key,
    }
