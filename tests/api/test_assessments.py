"""What the API says of each target's assessment, and the filters by it, on one day."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from industries.editions import LIVE, desk
from industries.judged import cut
from industries.models import Citation, Target
from industries.reports import assessed
from tests import make
from tests.api.test_api import get, problem

pytestmark = make.uses_ledger
AS_OF = date(2026, 7, 1)
SENSITIVE = {"source_sensitive", "baseline_sensitive", "approx_sensitive"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 7, 1, 4, tzinfo=UTC), tick=False):
        yield


def listed(client: Client, **query: Any) -> dict[str, Any]:
    return {row["id"]: row for row in get(client, "targets/", page_size=1000, **query)["results"]}


def of(client: Client, key: str) -> Any:
    return get(client, f"targets/{key}/")["assessment"]


def test_it_says_what_reports_say_of_every_public_target(client: Client) -> None:
    targets = list(Target.objects.using(LIVE).select_related("indicator"))
    found, rows = assessed(targets, AS_OF), listed(client)
    assert set(rows) == {target.key for target in targets}
    assert any(row["assessment"]["alternatives"] for row in rows.values())
    for target in targets:
        computed, said = found[target.pk], rows[target.key]["assessment"]
        assert said["as_of"] == "2026-07-01"
        assert said["method"] == computed.version
        assert said["verdict"] == computed.verdict
        assert said["reasons"] == [*computed.reasons]
        assert said["flags"] == [*computed.flags]
        assert said["robust"] is computed.robust
        assert (said["working"] is None) is (computed.paces is None)
        other = {row["flag"] for row in said["alternatives"] if row["verdict"] != computed.verdict}
        assert other == SENSITIVE & set(said["flags"])
        assert (said["years"] is None) is (rows[target.key]["kind"] == "by_date")


def test_every_figure_in_it_is_a_public_observation_with_its_sources(client: Client) -> None:
    observations = get(client, "observations/", page_size=1000)["results"]
    public = {row["id"]: row for row in observations}
    seen = set()
    for target in listed(client).values():
        inputs = target["assessment"]["inputs"]
        single = [inputs["latest"], inputs["decided_by"], inputs["baseline"]]
        readings = [*inputs["readings"], *inputs["other_counts"]]
        for figure in (*filter(None, single), *readings):
            if figure["observation"] is None:
                continue
            row = public[figure["observation"]]
            seen.add(row["id"])
            assert [figure[name] for name in ("period", "value", "qualifier")] == [
                row[name] for name in ("period", "value", "qualifier")
            ]
            assert figure["citations"] == [
                {"source": place["source"]["id"], "locator": place["locator"]}
                for place in row["citations"]
            ]
            assert target["assessment"]["unit"] == row["reckoned_in"]
    assert len(seen) > 50


def test_the_capacity_of_2025_is_decided_by_a_figure_before_its_deadline(client: Client) -> None:
    """Over 50 GW on 15 July 2025, the 196th day: 2025 + 196/365 = 2025.5369…"""
    said = of(client, "ne_capacity_2025_50gw")
    assert (said["verdict"], said["data_to"], said["unit"]) == ("achieved", "2025-07", "GW")
    decided = said["inputs"]["decided_by"]
    assert decided == said["inputs"]["latest"]
    assert decided == {
        "observation": "ne_capacity_2025_07",
        "period": "2025-07",
        "day": "2025-07-15",
        "moment": 2025.536986,
        "value": 50,
        "qualifier": "over",
        "citations": [{"source": "jpxh_20250715", "locator": "first paragraph"}],
    }
    assert [reading["value"] for reading in said["inputs"]["readings"]] == [22, 30.4, 36, 41.33, 50]
    assert said["inputs"]["baseline"]["value"] == 22
    for part in ("working", "cross_checks", "years", "next_figure", "robust"):
        assert said[part] is None


def test_the_bottles_of_2035_show_their_working(client: Client) -> None:
    """From 130 million on 13 June 2021 (2021.449) to 140 in 2024 (2025); 600 by the end of 2035 (2036).

    10/470 of the way in 3.5507/14.5507 of the time; the paces are in test_worked_by_hand. What is
    left asks for (600/140)^(1/11) - 1 = e^(1.455287/11) - 1 = 14.145 % a year.
    """
    said = of(client, "wine_bottles_2035_600m")
    inputs, working = said["inputs"], said["working"]
    assert (said["verdict"], said["data_to"], said["robust"]) == ("limited_progress", "2024", True)
    assert (inputs["baseline"]["value"], inputs["baseline"]["basis"]) == (130_000_000, "inferred")
    assert inputs["baseline"]["moment"] == 2021.449315
    assert inputs["latest"]["value"] == 140_000_000
    assert working["ratio"] == pytest.approx(0.1903, abs=0.0001)
    assert working["observed"] == pytest.approx(0.02109, abs=0.00001)
    assert working["required"] == pytest.approx(0.11083, abs=0.00001)
    assert working["needed"] == pytest.approx(0.14145, abs=0.00001)
    assert working["share_of_way"] == pytest.approx(10 / 470)
    assert working["share_of_time"] == pytest.approx(3.5507 / 14.5507, abs=0.00001)
    assert working["expected"] == pytest.approx(130e6 * (600 / 130) ** 0.244022, rel=1e-5)
    assert (working["linear"], working["bound"]) == (False, None)
    assert (said["cross_checks"]["course"], said["cross_checks"]["drift"]) == ("stagnation", "large")
    ahead = said["next_figure"]
    assert (ahead["period_end"], ahead["due_on"]) == ("2025-12-31", "2026-06-30")
    assert ahead["overdue"] is True
    assert ahead["levels"][0] == {"verdict": "achieved", "value": 600_000_000, "beyond": False}
    assert [level["verdict"] for level in ahead["levels"]][1:3] == ["on_track", "acceleration_needed"]


def test_paces_without_a_figure_since_the_promise_are_those_before_and_needed(client: Client) -> None:
    """From 63.6 % in 2021 to 67.1 in 2022, announced in March 2023; 2.9 points in five years."""
    said = of(client, "mfg_share_iva_2027_70pct")
    since = {"observation": "mfg_share_iva_2021", "before": 3.5, "needed": 0.58, "linear": True}
    assert (said["since"], said["working"]) == (since, None)
    assert of(client, "wine_bottles_2035_600m")["since"] is None


def test_what_is_beyond_a_break_is_shown_apart(client: Client) -> None:
    inputs = of(client, "goji_area_2020_1m_mu")["inputs"]
    assert [reading["observation"] for reading in inputs["other_counts"]] == ["goji_area_2023_end"]
    assert "goji_area_2023_end" not in [reading["observation"] for reading in inputs["readings"]]


def test_a_promise_of_years_says_how_many_are_known(client: Client) -> None:
    said = of(client, "rd_growth_to_2027_10pct")
    assert said["years"] == {
        "reported": 1,
        "number": 5,
        "value": 7.7,
        "qualifier": "exact",
        "observations": ["rd_growth_2023"],
    }
    # two years of 10 % on average, of which one had 7.7
    assert said["next_figure"]["levels"] == [{"verdict": "on_track", "value": 12.3, "beyond": False}]
    open_end = of(client, "greenpark_plan_since_2024_13_76gw")["years"]
    assert (open_end["reported"], open_end["number"], open_end["value"]) == (0, None, None)
    assert open_end["qualifier"] is None


def test_a_baseline_of_its_own_and_rivals_are_shown_with_their_sources(client: Client) -> None:
    promise = make.target(
        value=200,
        due_on=date(2030, 12, 31),
        baseline=90,
        baseline_period="2022",
        baseline_basis="stated",
    )
    of_series = {"indicator": promise.indicator}
    first = make.observation(**of_series, period="2024", value=120, rank="preferred")
    other = make.observation(**of_series, period="2024", value=110)
    with desk():
        Citation.objects.create(observation=other, source=make.source(), position=1)
    make.published(promise, first, other)
    inputs = of(client, promise.key)["inputs"]
    baseline = inputs["baseline"]
    assert (baseline["observation"], baseline["basis"]) == (None, "stated")
    assert (baseline["period"], baseline["day"]) == ("2022", "2022-12-31")
    own = get(client, f"targets/{promise.key}/")["citations"]
    assert [place["source"] for place in baseline["citations"]] == [own[0]["source"]["id"]]
    (reading,) = inputs["readings"]
    (rival,) = reading["rivals"]
    assert (reading["observation"], rival["observation"]) == (first.key, other.key)
    assert [place["locator"] for place in rival["citations"]] == ["page 1", None]
    assert "rivals" not in rival


def numbers(client: Client) -> Iterator[str]:
    """Yield each number of the assessments that has a decimal point, as it is written."""
    body = client.get("/api/v1/targets/", {"page_size": 1000}).content
    rows = json.loads(body, parse_float=lambda written: f"number {written}")["results"]
    text = json.dumps([row["assessment"] for row in rows])
    yield from re.findall(r'"number ([^"]+)"', text)


def test_numbers_are_decimals_that_end(client: Client) -> None:
    found = list(numbers(client))
    assert len(found) > 100
    for written in found:
        assert re.fullmatch(r"-?\d+\.\d*[1-9]", written), written
        assert len(written.replace("-", "").replace(".", "").strip("0")) <= 15, written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("0.94999999999999999", "0.9499999999"),
        ("0.59999999999999999999", "0.5999999999"),
        ("0.9999999999999999999999999999", "0.9999999999"),
        ("-0.000000000000000000000000123456789012345678", "-1.234567891E-25"),
        ("0.95", "0.95"),
        ("123456789.123456", "123456789.123456"),
        ("100000.000000", "100000"),
    ],
)
def test_what_has_no_end_is_rounded_down_and_nothing_else_is(value: str, written: str) -> None:
    assert cut(Decimal(value)) == Decimal(written)


def test_a_level_is_rounded_up_to_one_that_suffices() -> None:
    assert cut(Decimal("12.345678901234567"), ROUND_CEILING) == Decimal("12.34567891")


def any_of(target: dict[str, Any], name: str, *codes: str) -> bool:
    return bool(set(target["assessment"][name]) & set(codes))


def is_overdue(target: dict[str, Any]) -> bool:
    ahead = target["assessment"]["next_figure"]
    return bool(ahead and ahead["overdue"])


def due_on(target: dict[str, Any]) -> str:
    ahead = target["assessment"]["next_figure"]
    return ahead["due_on"] if ahead else ""


Is = Callable[[dict[str, Any]], bool]
FILTERS: list[tuple[dict[str, str], Is]] = [
    ({"verdict": "no_figure,missed"}, lambda t: t["assessment"]["verdict"] in ("no_figure", "missed")),
    ({"reason": "no_deadline"}, lambda t: "no_deadline" in t["assessment"]["reasons"]),
    ({"reason": "too_old,no_baseline"}, lambda t: any_of(t, "reasons", "too_old", "no_baseline")),
    ({"flag": "stale,by_later_figure"}, lambda t: any_of(t, "flags", "stale", "by_later_figure")),
    ({"missing": "unit"}, lambda t: t["unit_basis"] == "not_stated"),
    ({"missing": "deadline"}, lambda t: t["due_on"] is None),
    ({"missing": "baseline"}, lambda t: t["baseline"] is None and t["kind"] == "by_date"),
    ({"missing": "announcement"}, lambda t: t["announced_on"] is None),
    ({"missing": "quantity,deadline"}, lambda t: t["value"] is None or t["due_on"] is None),
    ({"overdue": "true"}, is_overdue),
    ({"overdue": "false"}, lambda t: not is_overdue(t)),
    ({"next_due_on__gte": "2026-06-30"}, lambda t: due_on(t) >= "2026-06-30"),
    ({"next_due_on__lte": "2026-06-30"}, lambda t: "" < due_on(t) <= "2026-06-30"),
]


@pytest.mark.parametrize(("query", "holds"), FILTERS)
def test_a_filter_finds_what_the_assessments_say(
    client: Client, query: dict[str, str], holds: Is
) -> None:
    expected = {key for key, target in listed(client).items() if holds(target)}
    assert expected
    assert set(listed(client, **query)) == expected


def test_a_promise_without_a_quantity_is_found(client: Client) -> None:
    assert not listed(client, missing="quantity")
    vague = make.target(value=None, unit="", unit_basis="not_stated")
    make.published(vague)
    (found,) = listed(client, missing="quantity").values()
    assert (found["id"], found["value"]) == (vague.key, None)
    assert found["assessment"]["reasons"] == ["no_quantity"]
    assert found["assessment"]["unit"] == "Mt"


def test_the_filters_by_family(client: Client) -> None:
    every = listed(client)
    earlier = {
        other["id"]
        for target in every.values()
        for other in (target["restates"], *target["also_restates"])
        if other
    }
    later = {key for key, t in every.items() if t["restates"] or t["also_restates"]}
    assert set(listed(client, changed_goal="true")) == earlier | later
    assert set(listed(client, changed_goal="false")) == set(every) - earlier - later
    counted, others = listed(client, counted="true"), listed(client, counted="false")
    assert set(counted) ^ set(others) == set(every)
    assert {target["standing"] for target in counted.values()} == {"commitment"}
    assert not [key for key, target in counted.items() if target["stretch_of"]]
    again = {key for key, target in every.items() if target["same_promise"]}
    assert again
    assert again <= set(others)


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("verdict", "achieved, achieved_late, missed, awaiting_final_data, no_figure, not_assessable"),
        ("reason", "no_quantity, no_deadline, no_baseline, no_observation, no_figure_since"),
        ("flag", "stale, source_sensitive, baseline_sensitive, approx_sensitive, bound"),
        ("missing", "quantity, unit, deadline, baseline, announcement."),
        ("overdue", "true, false."),
        ("changed_goal", "true, false."),
        ("counted", "true, false."),
        ("next_due_on__gte", "Enter a valid date."),
        ("next_due_on__lte", "Enter a valid date."),
    ],
)
def test_an_unknown_code_is_refused_with_the_valid_ones(client: Client, name: str, valid: str) -> None:
    (error,) = problem(client, "targets/", **{name: "nonsense"})["errors"]
    assert (error["code"], error["path"]) == ("invalid_value", name)
    assert valid in error["message"]


def test_the_schema_has_the_codes_of_each_filter_and_says_what_each_number_is(client: Client) -> None:
    response = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    schema = json.loads(response.content)
    parameters = schema["paths"]["/api/v1/targets/"]["get"]["parameters"]
    of_name = {parameter["name"]: parameter["schema"] for parameter in parameters}
    for name, code in (("verdict", "no_figure"), ("reason", "too_old"), ("flag", "bound")):
        assert code in of_name[name]["items"]["enum"]
    assert "announcement" in of_name["missing"]["items"]["enum"]
    assert {of_name[name]["type"] for name in ("overdue", "changed_goal", "counted")} == {"boolean"}
    parts = schema["components"]["schemas"]
    for name in ("Assessment", "Working", "CrossChecks", "Level", "NextFigure"):
        assert parts[name]["description"]
        for field, described in parts[name]["properties"].items():
            assert "type" not in described or "description" in described or field == "overdue", field


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("targets/?page_size=1", 4),
        ("targets/?page_size=1000", 4),
        ("targets/?verdict=no_figure", 4),
        ("targets/wine_area_2035_1_5m_mu/", 4),
    ],
)
def test_it_asks_as_often_for_many_as_for_few(client: Client, path: str, count: int) -> None:
    with CaptureQueriesContext(connections[LIVE]) as asked:
        assert client.get(f"/api/v1/{path}").status_code == 200
    assert len(asked) == count


def test_one_target_has_how_its_verdict_came_about(client: Client) -> None:
    targets = list(Target.objects.using(LIVE))
    for target in targets:
        one = get(client, f"targets/{target.key}/")
        kept = target.kept.using(LIVE).filter(from_day__lte=AS_OF).order_by("from_day")
        expected: list[dict[str, Any]] = []
        for row in kept:
            turn = {
                "from_day": row.from_day.isoformat(),
                "verdict": row.verdict,
                "reasons": row.reasons.split(),
            }
            if not expected or {**expected[-1], "from_day": None} != {**turn, "from_day": None}:
                expected.append(turn)
        # live keeps the first from the beginning of the calendar on
        expected[0]["from_day"] = one["verdict_history"][0]["from_day"]
        assert one["verdict_history"] == expected
        assert expected[-1]["verdict"] == one["assessment"]["verdict"]
    assert len(targets) > 70
