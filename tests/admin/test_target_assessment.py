"""The form of a target: what it comes to, what its source leaves open, and a verdict set aside."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine as tm
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from industries.admin.assessed import assessed
from industries.choices import Component
from industries.editions import DESK, LIVE, desk
from industries.filtersets.records import MISSING
from industries.models import KeptVerdict, Observation, Source, Target
from tests import make
from tests.admin.test_publishing import form_of, text
from tests.browse import read_form, typed

pytestmark = [make.uses_ledger, pytest.mark.usefixtures("one_day")]
TODAY = date(2026, 7, 1)


@pytest.fixture
def one_day() -> Iterator[None]:
    with tm.travel("2026-07-01T04:00:00Z", tick=False):
        yield


def of(key: str) -> Target:
    found: Target = Target.objects.using(DESK).get(key=key)
    return found


def panel(client: Client, target: Target) -> str:
    """Return what the form says of the target as it was saved, without its tags' line breaks."""
    page = text(client.get(form_of(target)))
    start = page.index('<section class="line" aria-labelledby="assessed">')
    return " ".join(page[start : page.index("</section>", start)].split())


def aside(**change: Any) -> dict[str, Any]:
    """Return what an editor types to set a verdict aside, with what a test does otherwise."""
    source = Source.objects.using(DESK).get(key="scio_p4")
    return {
        "set_aside_verdict": "missed",
        "set_aside_reason_en": "The bureau says so.",
        "set_aside_reason_zh": "",
        "set_aside_source": str(source.pk),
        "set_aside_locator": "page 4",
        "set_aside_until": "2026-12-31",
    } | change


@pytest.mark.parametrize(
    ("key", "said", "unsaid"),
    [
        (
            "cluster_scale_clean_energy_100bn_level",
            [
                *("Cannot be judged", "no deadline was stated", "no unit was stated"),
                *("<li>unit</li>", "<li>deadline</li>", "<li>baseline</li>"),
            ],
            ["data to", "<li>quantity</li>", "<li>day of announcement</li>", "Set aside"],
        ),
        (
            "wine_area_2035_1_5m_mu",
            [
                *("Limited progress", "data to 2024", "depends on how “about” is read"),
                "due by 30 June 2026, for the period to 31 December 2025",
                "<strong>overdue</strong>",
                "<li>baseline</li>",
            ],
            ["Why it cannot be judged", "<li>deadline</li>", "<li>unit</li>"],
        ),
        (
            "ne_capacity_2025_50gw_energy_plan",
            ["Achieved", "data to July 2025", "<li>day of announcement</li>"],
            ["Next figure", "overdue"],
        ),
        (  # a lead, of which nobody knows when it was said
            "ningdong_nm_output_2025_150bn",
            ["No figure found", "due by 30 June 2026, for the period to 31 December 2025"],
            ["data to"],
        ),
    ],
)
def test_the_form_says_what_was_saved_comes_to(
    author: Client, key: str, said: list[str], unsaid: list[str]
) -> None:
    shown = panel(author, of(key))
    assert not [words for words in said if words not in shown]
    assert not [words for words in unsaid if words in shown]


def test_it_is_what_live_keeps_unless_the_desk_knows_more() -> None:
    kept = KeptVerdict.objects.using(LIVE).filter(from_day__lte=TODAY, to_day__gte=TODAY)
    verdicts = dict(kept.values_list("target__key", "verdict"))
    public = set(Observation.objects.using(LIVE).values_list("key", flat=True))
    with desk():
        more = Observation.objects.exclude(key__in=public).values_list("indicator", "industry")
        leads = set(more)
        targets = [
            target
            for target in Target.objects.filter(key__in=verdicts)
            if (target.indicator_id, target.industry_id) not in leads
        ]
        found = {target.key: assessed(target.pk).assessment.verdict for target in targets}
    assert len(found) > 30
    assert [key for key, verdict in found.items() if verdict != verdicts[key]] == []


@pytest.mark.parametrize("component", list(Component))
def test_what_is_left_open_is_what_the_public_filter_finds(component: Component) -> None:
    with desk():
        asked = set(Target.objects.filter(MISSING[component]).values_list("key", flat=True))
        said = {target.key for target in Target.objects.all() if component in target.left_open}
    assert asked == said
    assert asked or component == Component.QUANTITY


def test_a_target_without_a_figure_lacks_its_quantity(author: Client) -> None:
    target = make.target(value=None, unit="", unit_basis="not_stated")
    shown = panel(author, target)
    assert "<li>quantity</li>" in shown
    assert "no quantity was promised" in shown


def test_it_is_about_the_desk_and_what_was_saved(author: Client) -> None:
    target = make.target(due_on=date(2027, 12, 31), baseline=None)
    on = {"indicator": target.indicator, "cites": make.source(published_on=date(2025, 3, 1))}
    make.observation(**on, period="2023", value=Decimal(20))
    assert "Limited progress" not in panel(author, target)
    make.observation(**on, period="2024", value=Decimal(51))  # a draft like the rest
    assert "Achieved" in panel(author, target)
    sent = typed(author, form_of(target)) | {"value": "nonsense"}
    assert "Achieved" in text(author.post(form_of(target), sent))


def test_a_new_target_has_nothing_to_be_judged(author: Client) -> None:
    assert 'aria-labelledby="assessed"' not in text(author.get("/admin/industries/target/add/"))
    page = text(author.get(form_of(make.observation())))
    assert 'aria-labelledby="assessed"' not in page


def test_it_asks_as_often_for_many_figures_as_for_one() -> None:
    target = make.target()
    counts = []
    for year in (2001, 2011):
        for n in range(1 if year == 2001 else 10):
            make.observation(indicator=target.indicator, period=str(year + n))
        with desk(), CaptureQueriesContext(connections[DESK]) as asked:
            assessed(target.pk)
        counts.append(len(asked))
    assert counts == [4, 4]


def test_a_verdict_is_set_aside_and_the_form_shows_both(author: Client) -> None:
    target = of("wine_area_2035_1_5m_mu")
    sent = typed(author, form_of(target)) | aside()
    assert author.post(form_of(target), sent).status_code == 302
    shown = panel(author, target)
    assert "Limited progress" in shown
    assert "until 31 December 2026: Missed" in shown
    with tm.travel("2027-01-01T04:00:00Z", tick=False), desk():
        assert not assessed(target.pk).is_set_aside
        assert assessed(target.pk, date(2026, 12, 31)).is_set_aside
    assert typed(author, form_of(target))["set_aside_locator"] == "page 4"


@pytest.mark.parametrize(
    "lacking",
    [
        ["set_aside_verdict"],
        ["set_aside_until"],
        ["set_aside_source"],
        ["set_aside_reason_en"],
        ["set_aside_verdict", "set_aside_reason_en"],
        ["set_aside_verdict", "set_aside_until", "set_aside_source", "set_aside_reason_en"],
    ],
)
def test_what_is_not_whole_is_refused_where_it_lacks_and_nothing_is_lost(
    author: Client, lacking: list[str]
) -> None:
    target = of("wine_area_2035_1_5m_mu")
    form = aside(**dict.fromkeys(lacking, ""))
    page = text(author.post(form_of(target), typed(author, form_of(target)) | form))
    assert "A computed verdict is set aside with another verdict, a reason, its source" in page
    reasons = 2 if "set_aside_reason_en" in lacking else 0
    other = [name for name in lacking if name != "set_aside_reason_en"]
    assert page.count("It is missing here.") == len(other) + reasons
    again = read_form(page)
    assert {name: again.get(name, "") for name in form} == form
    assert of(target.key).set_aside_verdict == ""


def test_the_part_that_sets_aside_is_folded_until_it_does(author: Client) -> None:
    target = of("wine_area_2035_1_5m_mu")

    def is_folded(page: str) -> bool:
        before = page[: page.index("Set the computed verdict aside")]
        return before.rindex("<details") > before.rindex("</details")

    folded = text(author.get(form_of(target)))
    refused = text(
        author.post(form_of(target), typed(author, form_of(target)) | aside(set_aside_until=""))
    )
    author.post(form_of(target), typed(author, form_of(target)) | aside())
    assert [is_folded(page) for page in (folded, refused, text(author.get(form_of(target))))] == [
        *(True, False, False)
    ]


def test_the_panel_is_in_the_language_of_the_desk(author: Client) -> None:
    author.post("/admin/language/", {"language": "zh-hans"})
    shown = panel(author, of("wine_area_2035_1_5m_mu"))
    for words in ("进展有限", "数据截至2024年", "来源未说明的部分", "2026年6月30日"):
        assert words in shown


def test_nothing_in_it_is_inline(author: Client) -> None:
    shown = panel(author, of("wine_area_2035_1_5m_mu"))
    for inline in ("<script", "<style", " style=", " onclick="):
        assert inline not in shown
