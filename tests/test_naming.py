"""What targets are called: each otherwise, and the same wherever it is named."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from industries.choices import Comparator
from industries.editions import LIVE
from industries.models import Findable, Target
from industries.models.naming import target_name, written_figure
from industries.publishing.names import in_log
from tests import make

pytestmark = make.uses_ledger

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def names() -> dict[str, str]:
    return {target.key: str(target) for target in Target.objects.using(LIVE).for_list()}


@LANGUAGES
def test_no_two_targets_are_called_alike(language: str) -> None:
    with translation.override(language):
        of = names()
    assert len(of) > 70
    assert [name for name, count in Counter(of.values()).items() if count > 1] == []


@LANGUAGES
def test_the_log_calls_each_the_same(language: str, django_assert_num_queries: Any) -> None:
    with translation.override(language):
        of = names()
        with django_assert_num_queries(2, using=LIVE):
            logged = in_log({("target", key) for key in of}, LIVE)
    assert {key: logged["target", key].name for key in of} == of


@LANGUAGES
def test_search_calls_each_the_same(language: str) -> None:
    with translation.override(language):
        of = names()
    found = Findable.objects.using(LIVE).filter(kind="target")
    assert {row.key: getattr(row, f"title_{language[:2]}") for row in found} == of


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/targets/cluster-scale-new-materials-200bn-level/", "Cluster scale level, New materials"),
        (
            "/targets/dc-racks-2025-330k/",
            "Standard data centre racks, Advanced computing power: 330,000 racks, 2025",
        ),
        ("/zh-hans/targets/cultivated-model-100/", "梯度培育企业数，示范型企业：100家"),
    ],
)
def test_a_page_is_headed_and_shared_by_it(client: Client, path: str, name: str) -> None:
    page = client.get(path).content.decode()
    assert f"<h1>{name}</h1>" in page
    assert f"<title>{name} – " in page
    assert f'<meta property="og:title" content="{name} – ' in page


@pytest.mark.parametrize(
    ("indicator", "industry", "name"),
    [
        ("Output of felt", "Felt hats", "Output of felt"),
        ("New outlets", "New hats", "New outlets, New hats"),
        ("Growth of an industry", "Hat industry", "Growth of an industry, Hat industry"),
        ("帽子产量", "毡帽子", "帽子产量"),
        ("重点产业增速", "帽子产业", "重点产业增速, 帽子产业"),
        ("Hats made", "", "Hats made"),
    ],
)
def test_the_industry_is_said_unless_the_indicator_tells_it(
    indicator: str, industry: str, name: str
) -> None:
    assert target_name(indicator, industry, "", "", None) == name


def test_a_name_has_all_that_tells_a_target() -> None:
    with translation.override("en"):
        said = target_name("Hats made", "Felt", "built", "at least 5", 2025)
    assert said == "Hats made, Felt, built: at least 5, 2025"
    with translation.override("zh-hans"):
        said = target_name("帽子产量", "毡", "built", "", 2025)
    assert said == "帽子产量，毡，已建成，2025年"


def test_a_value_whose_unit_is_still_to_be_chosen_is_not_written() -> None:
    assert written_figure(Decimal(5), "", "stated", Comparator.GTE) == ""
