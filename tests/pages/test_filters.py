"""The form of a list: what each choice leaves, what is in use, and lists that are too long to count."""

import re

import pytest
from django.test import Client

from tests import make

pytestmark = make.uses_ledger
LISTS = [
    *("/industries/", "/initiatives/", "/indicators/", "/sources/", "/targets/", "/due/"),
    *("/changed-goals/", "/changes/", "/corrections/"),
    *("/industries/?group=six_specialties", "/targets/?verdict=missed", "/zh-hans/targets/"),
]
SELECT = re.compile(r'<select id="filter-([a-z_]+)".*?</select>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]+)">[^<]*\((\d+)\)</option>')


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def entries(text: str) -> int:
    found = re.search(r'role="status">\D*(\d+)', text)
    assert found
    return int(found.group(1))


def choices(text: str) -> dict[tuple[str, str], int]:
    """Return the number beside each choice of each filter."""
    return {
        (select.group(1), option.group(1)): int(option.group(2))
        for select in SELECT.finditer(text)
        for option in OPTION.finditer(select.group())
    }


@pytest.mark.parametrize("address", LISTS)
def test_each_choice_leaves_so_many_rows_as_it_says(client: Client, address: str) -> None:
    found = choices(html(client, address))
    mark = "&" if "?" in address else "?"
    for (name, code), number in found.items():
        narrowed = html(client, f"{address}{mark}{name}={code}")
        assert entries(narrowed) == number > 0, (name, code)


def test_most_lists_count_their_choices(client: Client) -> None:
    counted = {address: {name for name, _code in choices(html(client, address))} for address in LISTS}
    assert counted["/industries/"] == {"group", "stage"}
    assert counted["/initiatives/"] == {"strategy", "kind", "stage", "industry"}
    assert counted["/sources/"] == {"kind", "confidence"}
    of_targets = {"industry", "group", "kind", "standing", "initiative", "strategy", "changed_goal"}
    assert counted["/targets/"] == {"verdict", "confidence"} | of_targets
    # a filter in use counts none of its others; of what is missed nothing is under a strategy
    assert counted["/targets/?verdict=missed"] == {"confidence"} | of_targets - {"strategy"}


def test_a_filter_in_use_is_named_and_can_be_taken_away_alone(client: Client) -> None:
    text = html(client, "/targets/?verdict=missed,on_track&industry=wine&indicator=wine_area")
    used = re.findall(r'<li><a href="([^"]*)" title="Take this filter away">([^<]*?) <', text)
    assert {words: address for address, words in used} == {
        "Verdict: Missed / On track": "?indicator=wine_area&amp;industry=wine",
        "Industry: Wine": "?indicator=wine_area&amp;verdict=missed%2Con_track",
        "Indicator: Wine grape area": "?industry=wine&amp;verdict=missed%2Con_track",
    }
    assert '<a href="?">Show all</a>' in text


def test_an_order_narrows_nothing_and_stays(client: Client) -> None:
    text = html(client, "/targets/?ordering=-due_on")
    assert 'class="used"' not in text
    assert '<option value="-due_on" selected>deadline, from the last</option>' in text
    narrowed = html(client, "/targets/?ordering=-due_on&verdict=missed")
    assert '<a href="?ordering=-due_on" title="Take this filter away">Verdict: Missed' in narrowed


def test_no_reader_is_offered_the_order_of_keys(client: Client) -> None:
    assert 'value="key"' not in html(client, "/targets/")
    assert html(client, "/targets/?ordering=key")


def test_a_list_that_is_too_long_says_so_and_counts_no_choices(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("industries.pages.fetching.MOST_ROWS", 20)
    monkeypatch.setattr("industries.pages.filters.MOST_FACETED", 10)
    text = html(client, "/initiatives/")
    assert "More than 20 entries" in text
    assert not choices(text)
    assert html(client, "/initiatives/?kind=cluster").count("More than") == 0
    assert client.get("/initiatives/?page=2").status_code == 404
    assert "More than 20 entries" in html(client, "/targets/")
