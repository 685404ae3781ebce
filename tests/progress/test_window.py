"""A table of cases for promises of single years: each, their mean, their sum, or one."""

from typing import Any

import pytest

from industries.choices import TargetKind
from industries.progress.judgement import Judgement
from industries.progress.series import series
from industries.progress.window import judged_by_years
from tests.progress.cases import day, figure, promise

WINDOW = (day("2021-01-01"), day("2025-12-31"))


def judged(kind: str, value: Any, *figures: str, as_of: str = "2026-03-31", **about: Any) -> Judgement:
    given: dict[str, Any] = {"kind": TargetKind(kind), "measure": "rate", "window": WINDOW}
    asked = promise(value, "2025-12-31", **given | about)
    published = [figure(*text.split(" ", 1)) for text in figures]
    return judged_by_years(asked, series(asked, published, day(as_of)), day(as_of))


def told(*args: Any, **about: Any) -> list[str]:
    """Return the verdict's code and reasons, with how many of the years are reported."""
    found = judged(*args, **about)
    count = f"{len(found.years.reported)} of {found.years.number}"
    return [str(found.verdict), *map(str, found.reasons), count]


FIVE = [f"{year} 7" for year in range(2021, 2026)]


@pytest.mark.parametrize(
    ("figures", "as_of", "found"),
    [
        (FIVE, "2026-03-31", ["achieved", "5 of 5"]),
        (FIVE[:3], "2024-06-30", ["on_track", "3 of 5"]),
        (FIVE[1:3], "2024-06-30", ["on_track", "2 of 5"]),
        ([*FIVE[:2], "2023 6.9"], "2024-06-30", ["missed", "3 of 5"]),  # at the first that fails
        ([*FIVE[:2], "2023 over 6"], "2024-06-30", ["limited_progress", "3 of 5"]),  # it may be 7
        (FIVE[:4], "2026-03-31", ["awaiting_final_data", "4 of 5"]),
        (FIVE[:4], "2026-07-01", ["no_figure", "4 of 5"]),
        ([], "2023-06-30", ["not_assessable", "no_observation", "0 of 5"]),
        (["2020 9"], "2023-06-30", ["not_assessable", "no_figure_since", "0 of 5"]),
        (["2022-H1 9"], "2023-06-30", ["not_assessable", "part_year_only", "0 of 5"]),
        ([], "2026-03-31", ["no_figure", "0 of 5"]),
    ],
)
def test_each_year_holds_or_the_promise_is_missed(
    figures: list[str], as_of: str, found: list[str]
) -> None:
    assert told("each_year", 7, *figures, as_of=as_of) == found


def test_a_window_without_an_end_runs_on() -> None:
    window = (day("2021-01-01"), None)
    assert told("each_year", 7, *FIVE, window=window) == ["on_track", "5 of None"]
    assert told("each_year", 7, *FIVE[:4], "2025 6", window=window)[0] == "missed"


def test_a_sum_without_an_end_is_reached_or_nobody_can_tell() -> None:
    about: dict[str, Any] = {"measure": "flow", "window": (day("2021-01-01"), None)}
    assert told("total", 35, *FIVE, **about) == ["achieved", "5 of None"]
    assert told("total", 36, *FIVE, **about) == ["not_assessable", "no_deadline", "5 of None"]
    assert told("total", 36, **about)[1:3] == ["no_deadline", "no_observation"]


def test_only_the_years_inside_a_window_are_of_it() -> None:
    window = (day("2021-07-01"), day("2025-06-30"))
    flow = judged("average", 7, *FIVE, measure="flow", window=window).years
    assert (flow.first, flow.number, flow.is_whole) == (2022, 3, True)
    stock = judged("average", 7, *FIVE, measure="stock", window=window).years
    assert (stock.first, stock.number, stock.is_whole) == (2021, 4, True)
    within = (day("2021-03-01"), day("2021-09-30"))
    none = judged("average", 7, *FIVE, measure="flow", window=within, as_of="2022-09-30")
    assert (str(none.verdict), none.years.number) == ("no_figure", 0)


def test_the_one_year_of_a_deadline_within_it_is_the_whole_year() -> None:
    asked = promise(6, "2025-06-30", kind=TargetKind.ONE_YEAR, measure="flow")
    for as_of, verdict in (("2025-09-30", "not_assessable"), ("2026-03-31", "achieved")):
        found = series(asked, [figure("2025", 7, known_on=day("2026-01-20"))], day(as_of))
        assert str(judged_by_years(asked, found, day(as_of)).verdict) == verdict


@pytest.mark.parametrize(
    ("figures", "as_of", "found"),
    [
        (["2021 9", "2022 5"], "2023-06-30", "on_track"),  # their mean is 7
        (["2021 9", "2022 4.9"], "2023-06-30", "limited_progress"),
        ([*FIVE[:4], "2025 7"], "2026-03-31", "achieved"),
        ([*FIVE[:4], "2025 6.9"], "2026-03-31", "missed"),
        ([*FIVE[:4], "2025 over 6.9"], "2026-03-31", "awaiting_final_data"),  # the mean is over 6.98
        ([*FIVE[:4], "2025 over 7"], "2026-03-31", "achieved"),
        (FIVE[:4], "2026-03-31", "awaiting_final_data"),
    ],
)
def test_a_mean_is_that_of_the_full_years_inside_the_window(
    figures: list[str], as_of: str, found: str
) -> None:
    assert told("average", 7, *figures, as_of=as_of)[0] == found


@pytest.mark.parametrize(
    ("figures", "as_of", "found"),
    [
        (["2021 2", "2022 2"], "2023-06-30", "on_track"),  # 4 of 10 in 2 of 5 years
        (["2021 2", "2022 1.9"], "2023-06-30", "limited_progress"),
        ([f"{year} 2" for year in range(2021, 2026)], "2026-03-31", "achieved"),
        ([*(f"{year} 2" for year in range(2021, 2025)), "2025 1.9"], "2026-03-31", "missed"),
    ],
)
def test_a_sum_is_beside_its_share_of_the_years_so_far(
    figures: list[str], as_of: str, found: str
) -> None:
    assert told("total", 10, *figures, as_of=as_of, measure="flow")[0] == found


@pytest.mark.parametrize(
    ("figures", "as_of", "found"),
    [
        (["2025 6"], "2026-03-31", ["achieved", "1 of 1"]),
        (["2025 5.9"], "2026-03-31", ["missed", "1 of 1"]),
        (["2025-H1 7"], "2025-09-30", ["not_assessable", "part_year_only", "0 of 1"]),
        (["2024 7"], "2025-09-30", ["not_assessable", "no_figure_since", "0 of 1"]),
        (["2024 7"], "2026-03-31", ["awaiting_final_data", "0 of 1"]),
        (
            ["2024 7", "2026 9"],
            "2027-03-31",
            ["no_figure", "0 of 1"],
        ),  # another year is another promise
    ],
)
def test_one_year_is_judged_by_its_own_value(figures: list[str], as_of: str, found: list[str]) -> None:
    assert told("one_year", 6, *figures, as_of=as_of, window=None) == found


def test_a_bound_that_hides_the_verdict_is_said_and_one_that_does_not_is_not() -> None:
    def said(kind: str, *figures: str, value: Any = 50, as_of: str = "2023-06-30") -> list[Any]:
        found = judged(kind, value, *figures, as_of=as_of, measure="flow")
        return [str(found.verdict), found.bound, *map(str, found.flags)]

    assert said("each_year", "2021 over 60", "2022 over 60") == ["on_track", None]
    assert said("average", "2021 under 60") == ["on_track", "at_most", "bound"]
    assert said("each_year", "2021 over 40") == ["limited_progress", "at_least", "bound"]
    assert said("average", "2021 over 50", "2022 under 50") == ["on_track", None, "bound"]
    torn = [
        f"{year} {word} 10"
        for year, word in zip(range(2021, 2026), ["over", "under"] * 3, strict=False)
    ]
    assert said("total", *torn, as_of="2026-03-31") == ["awaiting_final_data", None]


def test_an_old_figure_of_a_window_is_old_and_then_too_old() -> None:
    window = (day("2021-01-01"), day("2030-12-31"))
    for as_of, told_of in (
        ("2023-06-30", ["on_track"]),
        ("2023-07-01", ["on_track", "stale"]),
        ("2025-01-01", ["not_assessable", "too_old"]),
    ):
        found = judged("each_year", 7, FIVE[0], as_of=as_of, window=window)
        assert [str(found.verdict), *found.reasons, *found.flags] == told_of


def test_a_window_of_another_count_is_redefined() -> None:
    asked = promise(7, "2027-12-31", kind=TargetKind.EACH_YEAR, measure="rate", window=WINDOW)
    new = [figure("2021", 9, break_on=day("2021-06-01")), figure("2022", 9)]
    found = judged_by_years(asked, series(asked, new, day("2024-03-31")), day("2024-03-31"))
    assert list(found.reasons) == ["definition_changed"]


@pytest.mark.parametrize(
    ("measure", "period", "number"),
    [
        ("flow", "2022", 1),
        ("flow", "2021-07/2022-06", 0),
        ("ratio", "2022-Q4", 0),
        ("ratio", "2022-12", 1),
        ("stock", "2022-12", 1),
        ("stock", "2022-Q4", 1),
        ("stock", "2022-11", 0),
    ],
)
def test_a_year_is_a_calendar_year_or_the_end_of_one(measure: str, period: str, number: int) -> None:
    found = judged("each_year", 7, f"{period} 7", measure=measure, as_of="2024-03-31")
    assert found.years is not None
    assert len(found.years.reported) == number


def test_less_is_better_where_the_words_say_so() -> None:
    about = {"comparator": "lte", "direction": "decrease"}
    assert told("each_year", 3, "2021 2", "2022 3", as_of="2023-06-30", **about)[0] == "on_track"
    assert told("each_year", 3, "2021 2", "2022 3.1", as_of="2023-06-30", **about)[0] == "missed"


def test_what_cannot_be_judged_says_why() -> None:
    assert told("average", None, "2021 7")[:2] == ["not_assessable", "no_quantity"]
    assert told("average", 7, "2021 7", unit_stated=False)[:2] == ["not_assessable", "unit_not_stated"]
    odd = {"comparator": "eq", "direction": "none"}
    assert told("average", 7, "2021 7", **odd)[:2] == ["not_assessable", "direction_not_stated"]
