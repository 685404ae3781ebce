"""Typing figures: units of the yearbook, periods in words, a value far from its neighbours."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from industries.editions import DESK, desk
from industries.models import Indicator, Observation, Target
from industries.publishing.states import note_edit
from tests import make
from tests.admin.test_publishing import form_of, text
from tests.browse import typed

pytestmark = make.uses_ledger
ADD = "/admin/industries/observation/add/"
READING = "/admin/industries/observation/reading/"


@pytest.fixture
def indicator() -> Indicator:
    """Something counted in Mt, with 250 Mt in 2023."""
    indicator = make.indicator(key="made_output")
    make.observation(indicator=indicator, period="2023", value=Decimal(250))
    return indicator


def a_form(client: Client, indicator: Indicator, **typed_in: Any) -> dict[str, Any]:
    return typed(client, ADD) | {
        "indicator": indicator.pk,
        "period": "2024年",
        "period_basis": "stated",
        "value": "300",
        "status": "final",
        **typed_in,
    }


def made(period: str = "2024") -> Observation:
    found: Observation = Observation.objects.using(DESK).get(
        indicator__key="made_output", period=period
    )
    return found


def test_what_is_typed_in_a_yearbooks_unit_is_kept_in_the_indicators(
    author: Client, indicator: Indicator
) -> None:
    form = a_form(author, indicator, value="30000", entry="Mt|万吨", period="2024年前三季度")
    assert author.post(ADD, form).status_code == 302
    figure = made("2024-Q1/Q3")
    assert (figure.value, figure.unit) == (300, "Mt")
    assert (figure.key, figure.slug) == ("made_output_2024_q1_q3", "made-output-2024-q1-q3")
    shown = typed(author, form_of(figure))
    assert (shown["value"], shown["entry"], shown["period"]) == ("300", "", "2024-Q1/Q3")


def test_a_unit_that_is_not_the_indicators_is_refused_with_those_that_are(
    author: Client, indicator: Indicator
) -> None:
    answer = text(author.post(ADD, a_form(author, indicator, entry="GW|万千瓦")))
    assert "“万千瓦” is not a unit for figures in Mt. Write one of: Mt, kt, t, 万吨" in answer
    assert 'value="300"' in answer


@pytest.mark.parametrize(
    ("period", "message"),
    [("前三季度", "names no year"), ("2025-13", "is not a period"), ("soon", "is not a period")],
)
def test_a_period_that_is_none_is_refused_and_nothing_lost(
    author: Client, indicator: Indicator, period: str, message: str
) -> None:
    answer = text(author.post(ADD, a_form(author, indicator, period=period, note_en="At length.")))
    assert message in answer
    assert f'value="{period}"' in answer
    assert "At length.</textarea>" in answer


def test_a_figure_with_too_many_decimals_is_refused(author: Client, indicator: Indicator) -> None:
    answer = text(author.post(ADD, a_form(author, indicator, value="0.3", entry="Mt|吨")))
    assert "0.0000003 Mt has more than 6 decimal places and cannot be kept exactly." in answer


@pytest.mark.parametrize("value", ["2500", "2800", "25", "3", "-2600"])
def test_a_value_far_from_its_neighbours_is_confirmed_before_it_is_kept(
    author: Client, indicator: Indicator, value: str
) -> None:
    form = a_form(author, indicator, value=value)
    answer = text(author.post(ADD, form))
    assert "2023: 250 Mt" in answer
    assert f'type="checkbox" name="confirmed" value="{value}"' in answer
    assert author.post(ADD, form | {"confirmed": "9999"}).status_code == 200  # of another figure
    assert not Observation.objects.using(DESK).filter(indicator=indicator, period="2024").exists()
    assert author.post(ADD, form | {"confirmed": value}).status_code == 302
    assert made().value == Decimal(value)


@pytest.mark.parametrize("value", ["2499", "26", "0"])
def test_a_value_near_its_neighbours_is_kept_at_once(
    author: Client, indicator: Indicator, value: str
) -> None:
    form = a_form(author, indicator, value=value)
    assert 'type="checkbox" name="confirmed"' not in text(author.get(ADD))
    assert author.post(ADD, form).status_code == 302


def test_a_month_is_no_neighbour_of_a_year_and_a_rate_has_none(
    author: Client, indicator: Indicator
) -> None:
    assert author.post(ADD, a_form(author, indicator, value="20", period="2024-06")).status_code == 302
    with desk():
        Indicator.objects.filter(pk=indicator.pk).update(measure="stock")
    form = a_form(author, indicator, value="20", period="2022-07")
    assert "2023: 250 Mt" in text(author.post(ADD, form))  # an area is as large in any month
    with desk():
        Indicator.objects.filter(pk=indicator.pk).update(measure="rate")
    assert author.post(ADD, a_form(author, indicator, value="2")).status_code == 302


def test_a_correction_by_a_power_of_ten_is_confirmed_too(author: Client, public_target: Target) -> None:
    address = form_of(public_target)
    form = typed(author, address) | {"value": "2800"}
    assert "as it stood: CNY 280 bn" in text(author.post(address, form))
    # what is not touched is not asked about
    with desk():
        Target.objects.filter(pk=public_target.pk).update(value=2800)
        note_edit(Target.objects.get(pk=public_target.pk), None)
    assert author.post(address, typed(author, address) | {"note_en": "x"}).status_code == 302


def test_a_deadline_in_words_is_its_last_day(author: Client, public_target: Target) -> None:
    address = form_of(public_target)
    author.post(address, typed(author, address) | {"due_on": "2027年上半年"})
    assert str(Target.objects.using(DESK).get(pk=public_target.pk).due_on) == "2027-06-30"
    answer = text(author.post(address, typed(author, address) | {"due_on": "soon"}))
    assert "“soon” is not a period." in answer


def test_a_unit_is_that_of_what_is_typed_anew(author: Client, public_target: Target) -> None:
    address = form_of(public_target)
    about = {"baseline": "200", "baseline_period": "2023", "baseline_basis": "stated"}
    author.post(address, typed(author, address) | about)
    author.post(address, typed(author, address) | {"value": "2850", "entry": "CNY bn|亿元"})
    stored = Target.objects.using(DESK).get(pk=public_target.pk)
    assert (stored.value, stored.baseline) == (285, 200)
    author.post(address, typed(author, address) | {"baseline": "2100", "entry": "CNY bn|亿元"})
    stored = Target.objects.using(DESK).get(pk=public_target.pk)
    assert (stored.value, stored.baseline) == (285, 210)
    answer = text(author.post(address, typed(author, address) | {"baseline": "2100"}))
    assert "CNY 2,100 bn is 10 times its neighbours or more" in answer
    read = author.get(
        "/admin/industries/target/reading/",
        {"indicator": public_target.indicator_id, "value": "2850", "baseline": "200"}
        | {"entry": "CNY bn|亿元", "stood": "baseline"},
    ).json()
    assert read["value"].startswith("= CNY 285 bn")
    assert read["baseline"].startswith("= CNY 200 bn")


def test_a_figure_without_a_choice_of_unit_is_not_guessed_at(
    author: Client, indicator: Indicator
) -> None:
    """A browser leaves out a choice that a script has disabled."""
    form = a_form(author, indicator)
    del form["entry"]
    assert "Choose the unit of the figure." in text(author.post(ADD, form))


def test_the_baseline_is_converted_as_the_value_is(author: Client, public_target: Target) -> None:
    address = form_of(public_target)
    form = {"value": "2800", "entry": "CNY bn|亿元", "baseline": "2000", "baseline_period": "2023年"}
    response = author.post(address, typed(author, address) | form | {"baseline_basis": "stated"})
    assert response.status_code == 302
    stored = Target.objects.using(DESK).get(pk=public_target.pk)
    assert (stored.value, stored.baseline, stored.baseline_period) == (280, 200, "2023")


def test_the_questions_of_a_target_are_plain(author: Client) -> None:
    asked = text(author.get("/admin/industries/target/add/"))
    assert "What is promised?" in asked
    assert "A commitment: whoever says it answers for it." in asked
    from industries.admin.measurement import PROMISED, STANDING
    from industries.choices import Standing, TargetKind

    assert list(PROMISED) == list(TargetKind)
    assert list(STANDING) == list(Standing)


class TestReading:
    """What the page says beside the fields while somebody types."""

    def read(self, client: Client, **typed_in: Any) -> dict[str, str]:
        response = client.get(READING, typed_in)
        assert response.status_code == 200
        found: dict[str, str] = response.json()
        return found

    def test_it_says_value_period_and_neighbours(self, author: Client, indicator: Indicator) -> None:
        said = self.read(
            author, indicator=indicator.pk, value="30000", entry="Mt|万吨", period="2024年全年"
        )
        assert said == {
            "unit": "Mt",
            "value": "= 300 Mt = 30,000万吨",
            "period": "= 2024",
            "beside": "Beside it stands: 2023: 250 Mt.",
        }

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("x", "Enter a number."),
            ("NaN", "Enter a number."),
            ("1e400", "Ensure"),
            ("1" * 99, "Ensure"),
        ],
    )
    def test_it_says_what_is_wrong(
        self, author: Client, indicator: Indicator, value: str, message: str
    ) -> None:
        assert message in self.read(author, indicator=indicator.pk, value=value)["value"]

    @pytest.mark.parametrize("crafted", ["x", "-1", "9" * 40, "１"])
    def test_crafted_ids_are_no_ids(self, author: Client, crafted: str) -> None:
        assert self.read(author, indicator=crafted, industry=crafted, pk=crafted, value="1") == {}

    def test_it_is_for_those_who_may_see_figures(self, client: Client) -> None:
        assert client.get(READING).status_code == 302
        client.force_login(
            get_user_model().objects.create_user("nobody", is_staff=True),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        assert client.get(READING).status_code == 403
