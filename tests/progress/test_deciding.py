"""A table of what each figure says of each promise: met, short, or nothing."""

import pytest

from industries.choices import Direction
from industries.progress.deciding import decides, decides_to_date
from tests.progress.cases import day, figure, promise

MET, SHORT, NOTHING = True, False, None


@pytest.mark.parametrize(
    ("comparator", "goal", "value", "found"),
    [
        ("gte", 50, "50", MET),
        ("gte", 50, "49.999999", SHORT),
        ("gt", 50, "50", SHORT),  # an exact equal is not over
        ("gt", 50, "50.000001", MET),
        ("gt", 50, "over 50", MET),
        ("gte", 50, "over 50", MET),
        ("gte", 60, "over 50", NOTHING),  # it may be 70
        ("gte", 50, "under 50", SHORT),
        ("gte", 50, "under 60", NOTHING),
        ("gte", 50, "about 50", MET),
        ("gte", 50, "about 49", SHORT),
        ("level", 200, "over 200", MET),
        ("level", 200, "199", SHORT),
        ("lte", 50, "50", MET),
        ("lt", 50, "50", SHORT),
        ("lte", 50, "under 50", MET),
        ("lt", 50, "under 50", MET),
        ("lte", 50, "over 50", SHORT),
        ("lte", 50, "over 40", NOTHING),
        ("lte", 40, "under 50", NOTHING),
    ],
)
def test_the_words_of_a_promise_meet_those_of_a_figure(
    comparator: str, goal: int, value: str, found: bool | None
) -> None:
    asked = promise(goal, comparator=comparator, direction=Direction.NONE)
    assert decides(asked, figure("2025", value)) is found


@pytest.mark.parametrize("comparator", ["eq", "approx"])
@pytest.mark.parametrize(
    ("direction", "value", "found"),
    [
        ("increase", "51", MET),  # to reach it is to have it at least
        ("increase", "49", SHORT),
        ("decrease", "49", MET),
        ("decrease", "51", SHORT),
        ("not_stated", "50", NOTHING),
        ("none", "51", NOTHING),
    ],
)
def test_to_reach_is_read_by_what_is_better(
    comparator: str, direction: str, value: str, found: bool | None
) -> None:
    asked = promise(50, comparator=comparator, direction=direction)
    assert decides(asked, figure("2025", value)) is found


def test_an_estimate_decides_nothing() -> None:
    assert decides(promise(50), figure("2025", "60", status="estimated")) is NOTHING
    early = figure("2025", "60", known_on=day("2025-12-30"))
    assert decides(promise(50), early) is NOTHING
    assert decides(promise(50), figure("2025", "60", known_on=day("2025-12-31"))) is MET
    stood = figure("2025-07", "60", known_on=day("2025-07-15"), stood_on=day("2025-07-15"))
    assert decides(promise(50), stood) is MET  # a stock is of its day, not of the month
    assert decides(promise(50, measure="flow"), stood) is NOTHING


def test_a_flow_to_date_makes_achieved_and_never_missed() -> None:
    asked = promise(4, measure="flow")
    assert decides_to_date(asked, figure("2025-01/11", "4.05")) is MET
    assert decides_to_date(asked, figure("2025-01/11", "3.9")) is NOTHING
    assert decides_to_date(asked, figure("2025", "4.05", known_on=day("2025-12-19"))) is MET
    less = promise(4, measure="flow", comparator="lte", direction="decrease")
    assert decides_to_date(less, figure("2025-01/11", "3.9")) is NOTHING
