"""A table of cases for each line of the method's table, and for each reason and flag."""

from decimal import Decimal
from typing import Any

import pytest

from industries.periods import Period
from industries.progress.by_date import judged
from industries.progress.facts import Figure, Promise
from industries.progress.judgement import Judgement
from industries.progress.series import series
from tests.progress.cases import day, figure, promise


def verdict(asked: Promise, *figures: Figure, as_of: str = "2026-06-30") -> Judgement:
    return judged(asked, series(asked, figures, day(as_of)), day(as_of))


def told(asked: Promise, *figures: Figure, as_of: str = "2026-06-30") -> list[str]:
    """Return the verdict's code, then the reasons and flags."""
    found = verdict(asked, *figures, as_of=as_of)
    return [str(found.verdict), *map(str, found.reasons), *map(str, found.flags)]


BASE = figure("2020", 100)
PAST = {"due": "2024-12-31"}


@pytest.mark.parametrize(
    ("latest", "found"),
    [
        (figure("2024", 150), "on_track"),
        (figure("2024", 140), "acceleration_needed"),
        (figure("2024", 110), "limited_progress"),
        (figure("2024", 95), "moving_away"),
        (figure("2024", 200), "achieved"),
        (figure("2024", "over 200"), "achieved"),
    ],
)
def test_before_the_deadline_the_pace_decides_unless_it_is_met(latest: Figure, found: str) -> None:
    assert told(promise(200), BASE, latest, as_of="2025-06-30") == [found]


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        (["2024 200"], ["achieved"]),
        (["2024 199"], ["missed"]),
        (["2023 200"], ["achieved"]),  # the last before it, with none at the deadline
        (["2023 200", "2024 190"], ["missed"]),
        (["2024 190", "2025 201"], ["achieved_late"]),
        (["2025 201"], ["achieved", "on_time_unknown"]),
        (["2025 190"], ["missed", "by_later_figure"]),
        (["2025-03 190", "2025 201"], ["achieved_late"]),
        (["2023 150"], ["no_figure"]),
        (["2024 over 190"], ["no_figure"]),  # a bound on the other side is no value for that
        (["2024 over 200"], ["achieved"]),
        (["2024 under 190"], ["missed"]),
        ([], ["no_figure"]),
    ],
)
def test_once_the_deadline_has_passed_figures_decide(figures: list[str], found: list[str]) -> None:
    published = [figure(*text.split(" ", 1)) for text in figures]
    assert told(promise(200, **PAST), BASE, *published) == found


def test_for_six_months_the_final_figure_is_awaited() -> None:
    asked, before = promise(200, **PAST), figure("2023", 150)
    assert told(asked, before, as_of="2025-06-30") == ["awaiting_final_data"]
    assert told(asked, before, as_of="2025-07-01") == ["no_figure"]
    assert told(asked, as_of="2025-01-01") == ["no_figure"]  # there is none to wait for


def test_an_estimate_neither_meets_nor_misses() -> None:
    early = figure("2024", 210, known_on=day("2024-12-20"))
    assert told(promise(200, **PAST), figure("2023", 150), early) == ["no_figure"]
    assert told(promise(200, **PAST), figure("2024", 190, status="estimated")) == ["no_figure"]


def test_a_later_estimate_takes_nothing_away() -> None:
    met, early = figure("2023", 205), figure("2024", 190, known_on=day("2024-12-20"))
    assert told(promise(200), BASE, met, early, as_of="2025-01-15") == ["achieved"]
    assert told(promise(200, "2025-12-31"), BASE, met, early, as_of="2026-02-15") == ["achieved"]


def test_a_flow_to_date_makes_achieved() -> None:
    asked = promise(4, "2025-12-31", measure="flow")
    part = figure("2025-01/11", "4.05")
    assert told(asked, figure("2024", 3), part, as_of="2025-12-31") == ["achieved"]
    assert told(asked, figure("2024", 3), part) == ["achieved"]
    by_december = figure("2025", "4.05", known_on=day("2025-12-19"))
    assert told(asked, figure("2024", 3), by_december) == ["achieved"]
    short = figure("2025-01/11", "3.9")
    assert told(asked, figure("2024", 3), short, as_of="2026-01-15") == ["awaiting_final_data"]


@pytest.mark.parametrize(
    ("about", "figures", "reasons"),
    [
        ({"value": None}, ["2024 150"], ["no_quantity"]),
        ({"value": None, "due": None}, ["2024 150"], ["no_quantity", "no_deadline"]),
        ({"due": None}, ["2020 100", "2024 150"], ["no_deadline"]),
        ({}, [], ["no_observation"]),
        ({"measure": "flow"}, ["2025-H1 70"], ["part_year_only"]),
        ({"scope": "built", "scope_comparable": False}, ["2024 150"], ["not_comparable"]),
        ({}, ["2020 100"], ["no_figure_since", "too_old"]),
        ({"announced_on": day("2024-03-01")}, ["2023 100"], ["no_figure_since"]),
        ({"announced_on": None}, ["2024 150"], ["no_baseline"]),
        ({}, ["2016 90", "2024 150"], ["no_baseline"]),
        ({"announced_on": day("2024-12-01")}, ["2024-11 140", "2025-06 150"], ["under_one_year"]),
        ({"unit_stated": False}, ["2020 100", "2024 150"], ["unit_not_stated"]),
        ({"unit_stated": False}, ["2020 100", "2024 900"], ["unit_not_stated"]),
        ({"unit_stated": False, "due": "2024-12-31"}, ["2020 100", "2024 900"], ["unit_not_stated"]),
        (
            {"comparator": "eq", "direction": "not_stated"},
            ["2020 1", "2024 2"],
            ["direction_not_stated"],
        ),
        ({}, ["2020 100", "2022 110"], ["too_old"]),
    ],
)
def test_what_cannot_be_judged_says_why(
    about: dict[str, Any], figures: list[str], reasons: list[str]
) -> None:
    published = [figure(*text.split(" ", 1)) for text in figures]
    assert told(promise(**about), *published) == ["not_assessable", *reasons]


def test_a_count_that_ended_is_said_to_be_redefined() -> None:
    after = figure("2022", 40, break_on=day("2022-01-01"))
    assert told(promise(200), BASE, after) == ["not_assessable", "definition_changed"]
    since = figure("2021", 120)  # of the same count, after the announcement
    assert "definition_changed" not in told(promise(200), BASE, since, after)


@pytest.mark.parametrize(
    ("about", "figures", "baseline"),
    [
        ({}, ["2018 1", "2019 2", "2020 3", "2022 4"], "2020 3"),  # the last before March 2021
        ({}, ["2017 1", "2021 3", "2022 4"], "2021 3"),  # the first within a year after it
        ({}, ["2017 1", "2022 4"], None),
    ],
)
def test_a_baseline_is_inferred_from_the_announcement(
    about: dict[str, Any], figures: list[str], baseline: str | None
) -> None:
    published = [figure(*text.split(" ", 1)) for text in figures]
    start = verdict(promise(200, **about), *published).start
    assert (start.reading.figure.key if start and start.reading else None) == baseline


def test_a_baseline_as_stated_goes_before_any_reading() -> None:
    stated = {"baseline": figure("2020", 120).value, "baseline_period": figure("2020", 120).period}
    found = verdict(promise(200, **stated), BASE, figure("2025", 150))
    assert found.start is not None
    assert (found.start.point.value, found.start.reading) == (120, None)


def test_only_what_came_late_in_its_period_is_to_date() -> None:
    asked, before = promise(4, "2025-12-31", measure="flow"), figure("2024", 3)
    year = figure("2025", "4.05", known_on=day("2025-12-19"))
    assert told(asked, before, year, as_of="2025-12-20") == ["achieved"]
    forecast = figure("2025", "4.05", known_on=day("2025-06-19"))
    assert told(asked, before, forecast, as_of="2025-12-20")[0] == "not_assessable"
    assert told(asked, before, forecast, as_of="2026-02-01") == ["awaiting_final_data"]
    early = figure("2025-01/11", "4.05", known_on=day("2025-02-01"))
    assert told(asked, before, early, as_of="2025-12-20")[0] == "not_assessable"


def test_of_a_part_of_a_year_the_preferred_value_counts() -> None:
    asked, before = promise(4, "2025-12-31", measure="flow"), figure("2024", 3)
    both = figure("2025-H1", "4.1"), figure("2025-H1", "3.9", rank="preferred")
    assert told(asked, before, *both, as_of="2025-12-20")[0] == "not_assessable"


def test_a_part_of_a_year_of_another_count_decides_nothing() -> None:
    asked = promise(200, "2025-12-31", measure="flow")
    years = [figure("2020", 100), figure("2022", 120), figure("2024", 170, break_on=day("2024-01-01"))]
    assert told(asked, *years, figure("2025-H1", 210), as_of="2025-12-20")[0] != "achieved"


def test_a_baseline_that_is_stated_of_another_count_is_none() -> None:
    stated = {"baseline": Decimal(100), "baseline_period": Period.parse("2020")}
    asked = promise(200, announced_on=day("2022-03-01"), **stated)
    new = figure("2021", 80, break_on=day("2021-06-01")), figure("2024", 90)
    start = verdict(asked, *new, as_of="2025-06-30").start
    assert start is not None
    assert start.point.value == 80


def test_a_direction_that_nobody_states_decides_nothing() -> None:
    asked = promise(200, "2024-12-31", comparator="eq", direction="none")
    assert told(asked, BASE, figure("2024", 210)) == ["not_assessable", "direction_not_stated"]


def test_of_one_day_a_stock_has_one_value_and_the_source_decides_which() -> None:
    asked = promise(200, "2024-12-31")
    year, month = figure("2024", 210, key="a"), figure("2024-12", 190, key="b", confidence="press")
    assert told(asked, BASE, year, month) == ["achieved"]
    swapped = figure("2024", 210, key="b"), figure("2024-12", 190, key="a", confidence="press")
    assert told(asked, BASE, *swapped) == ["achieved"]


def test_an_estimate_is_not_restated() -> None:
    year = figure("2025", 100, status="estimated")
    assert told(
        promise(100), figure("2020", 50), year, figure("2026-03", "100.2"), as_of="2026-06-30"
    ) == ["achieved"]


def test_what_is_to_be_kept_has_no_pace() -> None:
    asked = promise(90)  # below the 100 that it starts from
    assert told(asked, BASE, figure("2025", 95)) == ["achieved"]
    kept = verdict(asked, BASE, figure("2025", 80))
    assert (str(kept.verdict), kept.paces) == ("moving_away", None)
    assert told(promise(90, **PAST), BASE, figure("2024", 80)) == ["missed"]
    there = verdict(asked, BASE, figure("2025", 95, status="estimated"))
    assert (str(there.verdict), there.flags) == ("on_track", ())
    over = verdict(asked, BASE, figure("2025", "over 85"))
    assert (str(over.verdict), over.bound) == ("moving_away", "at_least")
    soon = verdict(asked, figure("2021", 100), figure("2022-06", 80), as_of="2022-09-30")
    assert str(soon.verdict) == "moving_away"


def test_from_over_a_baseline_the_pace_is_at_most_that() -> None:
    base, latest = figure("2020", "over 100"), figure("2024", 150)
    found = verdict(promise(200), base, latest, as_of="2025-06-30")
    assert (str(found.verdict), found.bound) == ("acceleration_needed", "at_most")
    assert list(map(str, found.flags)) == ["bound"]
    least = verdict(promise(200), BASE, figure("2024", "over 150"), as_of="2025-06-30")
    assert (str(least.verdict), least.bound) == ("on_track", "at_least")
    either = verdict(promise(200), base, figure("2024", "over 150"), as_of="2025-06-30")
    assert (str(either.verdict), either.bound) == ("acceleration_needed", None)


def test_an_old_figure_is_said_to_be_old() -> None:
    asked, latest = promise(200), figure("2024", 150)
    assert told(asked, BASE, latest, as_of="2026-06-30") == ["on_track"]
    assert told(asked, BASE, latest, as_of="2026-07-01") == ["on_track", "stale"]
    assert told(asked, BASE, latest, as_of="2028-07-01") == ["no_figure"]  # decided: it is not stale
    later = promise(200, "2035-12-31")
    assert told(later, BASE, latest, as_of="2027-12-31")[-1] == "stale"
    assert told(later, BASE, latest, as_of="2028-01-01") == ["not_assessable", "too_old"]
