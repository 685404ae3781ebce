"""The format in which a group says whether it is in the framework, before it had a band."""

from typing import Any

import pytest
from django.test import Client

from industries.editions import DESK, LIVE
from industries.models import IndustryGroup, Version
from industries.publishing.live import rebuild_live
from industries.publishing.payload import FORMAT, UPCASTERS, raised, snapshots
from tests import make
from tests.publishing.small import open_log

pytestmark = make.uses_ledger


def as_in_format_2(kind: str, now: dict[str, Any]) -> dict[str, Any]:
    """Return what a payload of today was in format 2."""
    then = {**now, "format": 2}
    if kind == "group":
        then["in_framework"] = then.pop("band") == "part"
        del then["open_ended"]
    return then


def nobody_says_where() -> None:
    """Take from the desk's groups what format 2 could not say."""
    groups = IndustryGroup.objects.using(DESK)
    groups.exclude(band="part").update(band="beside")
    groups.update(open_ended=False)


@pytest.mark.parametrize(
    ("was", "band"), [("part", "part"), ("ahead", "beside"), ("base", "beside"), ("beside", "beside")]
)
def test_an_old_group_has_a_band_that_is_true(was: str, band: str) -> None:
    (now,) = snapshots("group", [make.group(band=was, open_ended=True).key], using=DESK)
    old = as_in_format_2("group", now.payload)
    assert raised("group", old) == now.payload | {"band": band, "open_ended": False}
    assert old["in_framework"] == (was == "part")  # it is another object that is raised
    assert "band" not in old


@pytest.mark.parametrize("kind", ["source", "industry", "target", "observation"])
def test_an_old_payload_of_another_kind_only_says_so(kind: str) -> None:
    for now in snapshots(kind, using=LIVE)[:3]:
        old = now.payload | {"format": 2}
        assert UPCASTERS[2](kind, old) == now.payload | {"format": 3}
        assert raised(kind, old)["format"] == FORMAT


def test_a_log_of_the_old_format_makes_live_and_its_pages(client: Client) -> None:
    open_log()
    for version in Version.objects.using(DESK).filter(kind="group"):
        old = as_in_format_2("group", version.payload or {})
        Version.objects.using(DESK).filter(pk=version.pk).update(payload=old)
    rebuild_live()
    bands = dict(IndustryGroup.objects.using(LIVE).values_list("key", "band"))
    assert [key for key in bands if bands[key] == "part"] == [
        *("six_new", "six_specialties", "six_excellence", "n_high_tech")
    ]
    assert set(bands.values()) == {"part", "beside"}
    found = client.get("/api/v1/groups/?in_framework=true").json()["results"]
    assert {(row["band"], row["in_framework"], row["open_ended"]) for row in found} == {
        ("part", True, False)
    }
    assert client.get("/").status_code == 200


def test_the_api_says_where_a_group_stands_and_filters_by_it(client: Client) -> None:
    def keys(query: str) -> list[str]:
        return [row["id"] for row in client.get(f"/api/v1/groups/?{query}").json()["results"]]

    parts = ["six_new", "six_specialties", "six_excellence", "n_high_tech"]
    others = ["traditional_industries", "strategic_emerging", "future_industries"]
    assert keys("band=part") == keys("in_framework=true") == parts
    assert keys("band=base,ahead") == keys("in_framework=false") == others
    assert client.get("/api/v1/groups/?band=above").status_code == 400
    group = client.get("/api/v1/groups/n_high_tech/").json()
    assert (group["name_en"], group["name_zh"]) == ("+ N", "+N")
    assert (group["band"], group["in_framework"], group["open_ended"]) == ("part", True, True)
