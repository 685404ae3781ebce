"""Everything that the first source states, one by one: on a page and in the API, with its place."""

import re
from typing import Any

import pytest
from django.test import Client

from industries.choices import Basis
from industries.editions import LIVE
from industries.models import RECORDS, Target
from tests import make

pytestmark = make.uses_ledger
SOURCE = "scio_p4"

# what is stated, the record that says it, the page that shows it, words that stand on that page
FRAMEWORK = [
    ("Six New", "groups/six_new", "/", "Six New Industries"),
    ("Six Specialties", "groups/six_specialties", "/", "Six Specialties"),
    ("Six Excellence", "groups/six_excellence", "/", "Six Excellence"),
    ("N", "groups/n_high_tech", "/", "+ N"),
]
STRATEGIES = [
    ("integrate innovation", "strategies/aspect_1", "/", "innovation with industrial innovation"),
    ("upgrade traditional", "strategies/aspect_2", "/", "upgrade of traditional industries"),
    ("grow emerging", "strategies/aspect_3", "/", "forward-looking layout of future industries"),
]
INITIATIVES = [
    ("champions, laboratory to line", "champions_lab_to_line", "from laboratory to production line"),
    ("upgrading by equipment", "equipment_renewal", "Equipment renewal"),
    ("upgrading by technology", "technological_empowerment", "Technological empowerment"),
    ("upgrading by low carbon", "low_carbon_transformation", "Low-carbon transformation"),
    ("coal turned into more", "coal_conversion", "liquids, gas"),
    ("guidelines", "nqpf_guidelines", "being drafted"),
    ("doubling", "industry_doubling", "Doubling of the industrial and manufacturing sectors"),
    ("chain upgrading", "chain_upgrade", "Upgrading of industrial chains"),
    ("green power link", "green_power_supply", "to data centres and manufacturing workshops"),
    ("integration", "advanced_integration", "intelligent computing power and new materials innovation"),
    ("future industries", "future_industry_layout", "Early layout of future industries"),
]
PRODUCTS = [
    ("rod rolling", "monocrystalline_silicon_rod_rolling", "new-materials", "silicon rod rolling"),
    ("reducer", "transmission_reducer_assembly", "equipment-manufacturing", "reducer assembly"),
    ("sapphire", "industrial_sapphire_manufacturing", "new-materials", "Industrial sapphire"),
    ("liquefaction", "coal_liquefaction", "modern-chemicals", "Coal liquefaction"),
    ("gasification", "coal_gasification", "modern-chemicals", "Coal gasification"),
    ("liquids", "coal_based_liquids_coal_to_oil", "modern-chemicals", "Coal-based liquids"),
    ("gas", "coal_based_gas", "modern-chemicals", "Coal-based gas"),
    ("olefins", "olefins", "modern-chemicals", "Olefins"),
    ("methanol", "methanol", "modern-chemicals", "Methanol"),
    ("spandex", "spandex", "modern-chemicals", "Spandex"),
    ("aramid", "aramid", "modern-chemicals", "Aramid"),
    ("graphite", "graphite", "modern-chemicals", "Graphite"),
]
TARGETS = [
    ("100 technology-based", "cultivated_technology_based_100", "100 technology-based enterprises"),
    ("100 innovative", "cultivated_innovative_100", "100 innovative enterprises"),
    ("100 model", "cultivated_model_100", "100 model enterprises"),
]
CLUSTERS = [
    ("modern_chemicals_200bn_level", "200-billion-level", "modern-chemical-industry-cluster"),
    ("light_industry_textiles_100bn_level", "100-billion-level", "light-industry-and-textile"),
    ("clean_energy_100bn_level", "three 100-billion-level", "new-energy-industrial-cluster"),
    ("equipment_manufacturing_100bn_level", "three 100-billion-level", "equipment-manufacturing-ind"),
    ("digital_information_100bn_level", "three 100-billion-level", "digital-information-industrial"),
    ("new_materials_200bn_level", "200-billion-level industrial cluster", "new-materials-industrial"),
]


def slug(key: str) -> str:
    return key.replace("_", "-")


STATED = [
    *FRAMEWORK,
    *STRATEGIES,
    *((what, f"initiatives/{k}", f"/initiatives/{slug(k)}/", w) for what, k, w in INITIATIVES),
    *((what, f"products/{k}", f"/industries/{i}/", w) for what, k, i, w in PRODUCTS),
    *((what, f"targets/{k}", f"/targets/{slug(k)}/", w) for what, k, w in TARGETS),
    *(
        (f"cluster {k}", f"targets/cluster_scale_{k}", f"/targets/cluster-scale-{slug(k)}/", w)
        for k, w, _cluster in CLUSTERS
    ),
]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def record(client: Client, place: str) -> Any:
    response = client.get(f"/api/v1/{place}/")
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize(("place", "address", "words"), [pytest.param(*s[1:], id=s[0]) for s in STATED])
def test_what_is_stated_is_on_its_page_and_in_the_api_with_its_place(
    client: Client, place: str, address: str, words: str
) -> None:
    html = page(client, address)
    assert words in html
    assert 'href="/sources/scio-p4/"' in html
    assert "answer by Chen Chunping" in html
    cited = [c for c in record(client, place)["citations"] if c["source"]["id"] == SOURCE]
    assert len(cited) == 1
    assert cited[0]["locator"].startswith("answer by Chen Chunping")


MEMBERS = {
    "representative": {
        "six_new": {"equipment_manufacturing", "new_materials"},
        "six_specialties": {"wine", "goji"},
        "six_excellence": {"cultural_tourism", "exhibitions"},
        "n_high_tech": {"advanced_computing", "hydrogen_energy"},
    },
    "listed": {
        "traditional_industries": {"coal", "electricity", "nonferrous_metals", "metallurgy"},
        "future_industries": {
            "artificial_intelligence",
            "advanced_computing",
            "new_energy_storage",
            "hydrogen_energy",
            "quantum_technology",
        },
    },
}


@pytest.mark.parametrize("basis", MEMBERS)
def test_who_is_named_in_which_group(client: Client, basis: str) -> None:
    """The eight representatives; the four traditional sectors and the five future industries."""
    rows = client.get("/api/v1/industries/?page_size=1000").json()["results"]
    found: dict[str, set[str]] = {}
    for row in rows:
        for place in row["memberships"]:
            if place["basis"] == basis and (place["source"] or {}).get("id") == SOURCE:
                assert place["as_stated"]
                found.setdefault(place["group"]["id"], set()).add(row["id"])
                assert "answer by Chen Chunping" in page(client, f"/industries/{row['slug']}/")
    assert found == MEMBERS[basis]
    if basis == "representative":
        named = '<span class="meta">named as a representative</span>'
        assert page(client, "/").count(named) == 8


def test_over_60_percent(client: Client) -> None:
    figure = record(client, "observations/traditional_share_iva_2024_05")
    assert (figure["qualifier"], figure["value"], figure["unit"]) == ("over", 60, "%")
    assert figure["citations"][0]["source"]["id"] == SOURCE
    html = page(client, f"/indicators/{slug(figure['indicator']['id'])}/")
    assert "over 60%" in html
    assert "answer by Chen Chunping, second aspect" in html


def test_the_chain_from_coal(client: Client) -> None:
    links = record(client, "industries/modern_chemicals")["chain_links"]
    assert {(x["from_product"]["id"], x["to_product"]["id"]) for x in links} == {
        ("coal_feedstock", key) for _what, key, *_rest in PRODUCTS[5:]
    }
    by = {x["to_product"]["id"]: x["technology"]["id"] for x in links if x["technology"]}
    assert by == {
        "coal_based_liquids_coal_to_oil": "coal_liquefaction",
        "coal_based_gas": "coal_gasification",
    }
    assert {x["source"]["id"] for x in links} == {SOURCE}
    assert page(client, "/sources/scio-p4/").count("Coal → ") == len(links) == 7


@pytest.mark.parametrize(("key", "words", "cluster"), CLUSTERS)
def test_a_cluster_is_shown_without_what_the_source_does_not_say(
    client: Client, key: str, words: str, cluster: str
) -> None:
    target = record(client, f"targets/cluster_scale_{key}")
    assert target["as_stated"].startswith(words)
    assert (target["comparator"], target["unit"], target["due_on"], target["baseline"]) == (
        "level",
        None,
        None,
        None,
    )
    bases = {target[f"{part}_basis"] for part in ("unit", "deadline", "baseline")}
    assert bases == {Basis.NOT_STATED}
    assert cluster in target["initiative"]["id"].replace("_", "-")
    html = page(client, f"/targets/{target['slug']}/")
    assert html.count('<span class="basis basis-not_stated">not stated</span>') == 3
    assert "The source names none; the ledger reckons in CNY bn." in html
    value = Target.objects.using(LIVE).get(key=target["id"]).value
    assert f"CNY {value:.0f} bn" not in html
    assert f"CNY {value:.0f} bn" not in page(client, "/targets/?indicator=cluster_scale")


def test_no_text_calls_it_what_an_outsider_cannot_know() -> None:
    inside = re.compile(r"first source|(first|second|third) aspect|首个来源|第[一二三]方面")
    for kind, model in RECORDS.items():
        rows_of: Any = model
        names = [f.name for f in model._meta.fields if f.name.endswith(("_en", "_zh"))]
        rows = rows_of.objects.using(LIVE).values("key", *names)
        told = [(row["key"], name) for row in rows for name in names if inside.search(row[name])]
        # but its own page
        assert told == ([("scio_p4", "note_en"), ("scio_p4", "note_zh")] if kind == "source" else [])
