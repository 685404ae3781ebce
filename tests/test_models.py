"""Each rule that the database states is broken here, past every form and validation."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from industries.editions import DESK, desk
from industries.models import RECORDS, Citation, Membership, Observation, Source, Target
from tests import make

pytestmark = make.uses_ledger


def refused(rule: str, model: Any, pk: int, **change: Any) -> None:
    """Assert that the database refuses the change by the named constraint."""
    unique = rule.endswith(("preferred", "group"))
    with pytest.raises(IntegrityError) as caught, transaction.atomic(using=DESK):
        model.objects.using(DESK).filter(pk=pk).update(**change)
    assert rule in str(caught.value) or (unique and "UNIQUE constraint" in str(caught.value))


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("target_value_with_unit", {"unit": ""}),
        ("target_value_with_unit", {"value": None}),
        ("target_deadline_has_its_basis", {"due_on": None}),
        ("target_deadline_has_its_basis", {"deadline_basis": "not_stated"}),
        ("target_baseline_has_its_basis", {"baseline": Decimal(1), "baseline_period": "2020"}),
        ("target_baseline_has_its_basis", {"baseline_basis": "stated"}),
        ("target_baseline_with_period", {"baseline": Decimal(1), "baseline_basis": "stated"}),
        ("target_announced_has_its_basis", {"announced_on": None}),
        ("target_window_where_kind_needs_it", {"target_kind": "average"}),
        ("target_window_where_kind_needs_it", {"window_starts_on": date(2024, 1, 1)}),
        (
            "target_window_in_order",
            {
                "target_kind": "total",
                "window_starts_on": date(2024, 1, 1),
                "window_ends_on": date(2023, 1, 1),
            },
        ),
        ("target_scope_says_if_comparable", {"scope": "renewables"}),
        ("target_scope_says_if_comparable", {"scope_comparable": True}),
    ],
)
def test_rules_of_targets(rule: str, change: dict[str, Any]) -> None:
    target = make.target()
    refused(rule, Target, target.pk, **change)


@pytest.mark.parametrize("field", ["restates", "stretch_of", "same_promise"])
def test_a_target_does_not_point_at_itself(field: str) -> None:
    target = make.target()
    refused(f"target_{field}_another", Target, target.pk, **{field: target})


@pytest.mark.parametrize("field", ["restates", "stretch_of", "same_promise"])
def test_targets_do_not_point_in_a_circle(field: str) -> None:
    first = make.target()
    second = make.target(**{field: first})
    with desk():
        setattr(first, field, second)
        with pytest.raises(ValidationError) as caught:
            first.full_clean()
    assert field in caught.value.message_dict


def test_a_circle_over_also_restates_is_seen() -> None:
    first, second, third = make.target(), make.target(), make.target()
    with desk():
        second.also_restates.add(first)
        third.restates = second
        third.save()
        first.restates = third
        with pytest.raises(ValidationError):
            first.full_clean()


@pytest.mark.parametrize("model", ["target", "observation"])
def test_the_unit_is_the_indicators(model: str) -> None:
    with pytest.raises(ValidationError, match="Write “Mt”"):
        getattr(make, model)(unit="GW")


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("observation_value_with_unit", {"unit": ""}),
        ("observation_stated_on_where_period_is_not", {"stated_on": date(2024, 1, 1)}),
        ("observation_break_is_whole", {"break_code": "definition_changed"}),
        ("observation_break_is_whole", {"break_on": date(2021, 6, 22)}),
        ("observation_scope_says_if_comparable", {"scope": "built"}),
    ],
)
def test_rules_of_observations(rule: str, change: dict[str, Any]) -> None:
    observation = make.observation()
    refused(rule, Observation, observation.pk, **change)


@pytest.mark.parametrize("with_industry", [True, False])
def test_one_observation_is_preferred_for_a_period_without_industry_too(with_industry: bool) -> None:
    about = {"indicator": make.indicator()}
    if with_industry:
        about["industry"] = make.industry()
    make.observation(**about, rank="preferred")
    other = make.observation(**about)
    make.observation(**about, rank="preferred", period="2023")
    make.observation(**about, rank="preferred", scope="built", scope_comparable=False)
    refused("observation_one_preferred", Observation, other.pk, rank="preferred")


def test_a_bad_period_is_refused_with_what_is_right() -> None:
    with pytest.raises(ValidationError, match="2025-01/06” is written 2025-H1"):
        make.observation(period="2025-01/06")


def test_days_of_a_period_follow_it_into_the_database() -> None:
    observation = make.observation(period="2025-Q1/Q3")
    with desk():
        observation.period = "2021/2023"
        assert observation.period_start == date(2021, 1, 1)
        observation.save()
        days = Observation.objects.filter(pk=observation.pk).values_list("period_start", "period_end")
        assert days.get() == (date(2021, 1, 1), date(2023, 12, 31))


def test_a_citation_belongs_to_exactly_one_record() -> None:
    source, target, industry = make.source(), make.target(), make.industry()
    with desk():
        for owners in ({}, {"target": target, "industry": industry}):
            with pytest.raises(IntegrityError) as caught, transaction.atomic(using=DESK):
                Citation.objects.create(source=source, **owners)
            assert "citation_of_exactly_one_record" in str(caught.value)


def test_an_industry_is_in_a_group_once() -> None:
    industry, group, source = make.industry(), make.group(), make.source()
    with desk():
        about = {"industry": industry, "group": group, "source": source}
        Membership.objects.create(**about, basis="listed")
        with pytest.raises(IntegrityError), transaction.atomic(using=DESK):
            Membership.objects.create(**about, basis="inferred")


def test_every_constraint_has_a_sentence_of_its_own() -> None:
    for model in (*RECORDS.values(), Citation, Membership):
        for constraint in model._meta.constraints:
            sentence = str(constraint.get_violation_error_message())
            assert constraint.name not in sentence
            assert sentence.endswith("."), constraint.name


@pytest.mark.parametrize("digits", ["1234567890123456", "123456789.1234567", "1.234567890123456"])
def test_a_figure_that_cannot_be_kept_exactly_is_refused(digits: str) -> None:
    with pytest.raises(ValidationError, match=r"digits|decimal places"):
        make.observation(value=Decimal(digits))


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 6))
@settings(max_examples=200, deadline=None)
def test_every_figure_of_15_digits_comes_back_as_it_went_in(digits: int, places: int) -> None:
    value = Decimal(digits).scaleb(-places)
    kept = Observation.objects.using(DESK).order_by("pk")[0]
    kept.value = value
    kept.clean_fields()
    kept.save()
    assert Observation.objects.using(DESK).get(pk=kept.pk).value == value


def test_sources_without_a_day_come_last_on_either_database() -> None:
    """An edition, which is a file of SQLite, lists them as live did, which may be PostgreSQL."""
    undated, dated = make.source(published_on=None), make.source(published_on=date(2020, 1, 1))
    with desk():
        keys = list(Source.objects.values_list("key", flat=True))
    assert keys.index(dated.key) < keys.index(undated.key)
