"""The arithmetic of progress: the method's test vectors, and what no input may do to it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from industries.choices import Course, Drift, Method, Verdict
from industries.progress import arithmetic
from industries.progress.arithmetic import Point

D = Decimal
FIVE = D("0.00001")


def point(value: object, year: int) -> Point:
    """Return a value that stands for a year: at its end."""
    return Point(D(str(value)), arithmetic.moment(date(year, 12, 31)))


# of the method's document, in its order: y0 t0 yi ti yT tT, what is better, and what each comes to
VECTORS = """
100 2020 150 2024 200 2027 + | 0.10668 0.10409 1.02491 on_track | 1.03310 0.25000 0.10064
100 2020 140 2024 200 2027 + | 0.08776 0.10409 0.84309 acceleration_needed | 0.80187 0.50000 0.12625
100 2020 110 2024 200 2027 + | 0.02411 0.10409 0.23166 limited_progress | 0.18151 0.91667 0.22052
100 2020 95 2024 200 2027 + | -0.01274 0.10409 -0.12241 moving_away | -0.08585 wrong_way 0.28165
100 2020 105 2022 150 2030 + | 0.02470 0.04138 0.59679 limited_progress | 0.55256 0.55556 0.04559
50 2020 40 2023 30 2026 - | -0.07168 -0.08161 0.87831 acceleration_needed | 0.90000 0.00000 -0.09144
"""


@pytest.mark.parametrize("line", VECTORS.strip().splitlines())
def test_the_methods_vectors_hold_to_five_digits(line: str) -> None:
    points, found, further = (part.split() for part in line.split("|"))
    y0, t0, yi, ti, yt, tt, better = points
    baseline, latest, goal = point(y0, int(t0)), point(yi, int(ti)), point(yt, int(tt))
    sign = 1 if better == "+" else -1
    paces = arithmetic.paces(baseline, latest, goal, sign=sign, linear=False)
    numbers = [paces.observed, paces.required, paces.ratio]
    assert [*map(in_five_digits, numbers), paces.verdict] == found
    miss = arithmetic.linear_miss(baseline, latest, goal, sign=sign)
    assert further == [
        in_five_digits(arithmetic.projected_share(baseline, latest, goal)),
        "wrong_way" if miss is None else in_five_digits(miss),
        in_five_digits(arithmetic.pace(latest, goal, linear=False)),
    ]


def in_five_digits(number: Decimal) -> str:
    return str(number.quantize(FIVE))


def test_a_straight_line_is_a_change_a_year() -> None:
    """From 20 % in 2020 to 26 % in 2023, 30 % promised for 2025: 2 a year where 2 are needed."""
    found = arithmetic.paces(point(20, 2020), point(26, 2023), point(30, 2025), sign=1, linear=True)
    assert (found.observed, found.required, found.ratio) == (2, 2, 1)
    assert found.verdict == Verdict.ON_TRACK


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2024, 12, 31), D(2025)),  # a leap year
        (date(2023, 12, 31), D(2024)),
        (date(2100, 12, 31), D(2101)),  # none
        (date(2025, 6, 30), D(2025) + D(181) / 365),
        (date(2024, 1, 1), D(2024) + D(1) / 366),
    ],
)
def test_a_moment_is_the_end_of_a_day_in_years(day: date, years: Decimal) -> None:
    assert arithmetic.moment(day) == years


@pytest.mark.parametrize(
    ("ratio", "verdict"),
    [
        ("1.2", Verdict.ON_TRACK),
        ("0.95", Verdict.ON_TRACK),
        ("0.9499999999", Verdict.ACCELERATION_NEEDED),  # unrounded
        ("0.60", Verdict.ACCELERATION_NEEDED),
        ("0.5999999999", Verdict.LIMITED_PROGRESS),
        ("0", Verdict.LIMITED_PROGRESS),
        ("-0.0000000001", Verdict.MOVING_AWAY),
    ],
)
def test_a_ratio_is_read_unrounded(ratio: str, verdict: Verdict) -> None:
    assert arithmetic.Paces(D(1), D(1), D(ratio), linear=True).verdict == verdict


@pytest.mark.parametrize(
    ("share", "course"),
    [
        ("0.95", Course.ON_COURSE),
        ("0.9499", Course.FAIR),
        ("0.10", Course.FAIR),
        ("0.0999", Course.STAGNATION),
        ("-3", Course.STAGNATION),
    ],
)
def test_a_projected_share_is_read(share: str, course: Course) -> None:
    assert arithmetic.course(D(share)) == course


@pytest.mark.parametrize(
    ("miss", "drift"),
    [
        ("0", Drift.SMALL),
        ("0.0499", Drift.SMALL),
        ("0.05", Drift.MEDIUM),
        ("0.20", Drift.MEDIUM),
        ("0.2001", Drift.LARGE),
        (None, Drift.WRONG_WAY),
    ],
)
def test_a_straight_lines_miss_is_read(miss: str | None, drift: Drift) -> None:
    assert arithmetic.drift(None if miss is None else D(miss)) == drift


@pytest.mark.parametrize(
    ("values", "linear"),
    [((1, 2, 3), False), ((0, 2, 3), True), ((-1, 2, 3), True), ((-3, -2, -1), True)],
)
def test_growth_has_a_rate_between_positive_values_only(values: tuple[int, ...], linear: bool) -> None:
    assert arithmetic.is_linear(Method.GROWTH, *map(D, values)) is linear
    assert arithmetic.is_linear(Method.LINEAR, *map(D, values))


def test_a_goal_that_is_reached_is_missed_by_nothing() -> None:
    start, goal = point(100, 2020), point(200, 2027)
    assert arithmetic.linear_miss(start, point(210, 2024), goal, sign=1) == 0
    assert arithmetic.linear_miss(start, point(190, 2022), goal, sign=1) == 0  # on the way beyond it
    assert arithmetic.linear_miss(start, point(100, 2022), goal, sign=1) == 1  # at a standstill
    assert arithmetic.share_of_way(start, point(210, 2024), goal) == D("1.1")
    assert arithmetic.share_of_way(start, start, start) is None


def test_what_is_expected_lies_on_the_required_path() -> None:
    """Half of the time: half of the way by a straight line, the geometric mean by growth."""
    start, goal, now = point(100, 2020), point(400, 2024), point(1, 2022)
    assert arithmetic.share_of_time(start, now, goal) == D("0.5")
    assert arithmetic.expected(start, now, goal, linear=True) == 250
    assert arithmetic.expected(start, now, goal, linear=False).quantize(FIVE) == 200


# the ledger's range: 15 digits, 6 of them decimals, in the years that a period may lie in
FIGURES = st.decimals(min_value=-(10**15), max_value=10**15, places=6)
DAYS = st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 31))


@given(st.lists(FIGURES, min_size=3, max_size=3), st.lists(DAYS, min_size=3, max_size=3, unique=True))
def test_no_finite_input_makes_an_exception_or_a_number_that_is_none(
    values: list[Decimal], days: list[date]
) -> None:
    first, second, third = sorted(map(arithmetic.moment, days))
    baseline, goal = Point(values[0], first), Point(values[2], third)
    latest = Point(values[1], max(second, first + 1))  # as the method asks: a year at least
    sign = 1 if goal.value > baseline.value else -1
    if goal.value == baseline.value or goal.moment <= latest.moment:
        return
    linear = arithmetic.is_linear(Method.GROWTH, *values)
    found = arithmetic.paces(baseline, latest, goal, sign=sign, linear=linear)
    numbers = [found.observed, found.required, found.ratio]
    numbers.append(arithmetic.expected(baseline, latest, goal, linear=linear))
    numbers.append(arithmetic.pace(latest, goal, linear=linear))
    if not linear:
        numbers.append(arithmetic.projected_share(baseline, latest, goal))
    assert all(number.is_finite() for number in numbers)
