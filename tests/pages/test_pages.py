"""Lists and details as a reader asks for them."""

import gzip
from typing import Any

import pytest
from django.test import Client

from industries.editions import LIVE, desk
from industries.models import Target
from industries.publishing.release import publish
from industries.publishing.states import note_edit
from tests import make

pytestmark = make.uses_ledger

LISTS = ("industries", "initiatives", "targets", "indicators", "sources", "changes")


def html(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("noun", LISTS)
def test_a_name_that_a_list_does_not_know_is_an_error_that_lists_those_it_does(
    client: Client, noun: str
) -> None:
    text = html(client, f"/{noun}/?colour=red", 400)
    assert "“colour” is not a parameter of this list. Valid are:" in text
    assert "page." in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kind=never", "“never” cannot be used for “Kind”. Valid are: reach a level by a day; "),
        ("due_year=soon", "Enter a number."),
        ("due_year=99999999999999999999", "less than or equal to 9999"),
        ("due_on__gte=tomorrow", "Enter a valid date."),
        ("search=%00", "Null characters are not allowed."),
        (f"search={'a' * 60_000}", "At most 100 letters are taken; it has 60000."),
        ("kind=by_date&kind=total", "is given more than once. Write kind=by_date,total."),
    ],
)
def test_a_bad_value_is_an_error_that_says_what_would_be_right(
    client: Client, query: str, sentence: str
) -> None:
    assert sentence in html(client, f"/targets/?{query}", 400)


def test_two_codes_with_a_comma_are_either(client: Client) -> None:
    both = Target.objects.using(LIVE).filter(standing__in=["forecast", "expectation"]).count()
    assert both
    assert f"{both} entries" in html(client, "/targets/?standing=forecast,expectation")


def test_filters_narrow_each_other_and_stay_in_the_form(client: Client) -> None:
    text = html(client, "/targets/?industry=wine&due_year=2035&search=wine")
    mine = Target.objects.using(LIVE).filter(industry__key="wine", due_on__year=2035)
    assert f"{mine.count()} entries" in text
    assert '<option value="wine" selected>' in text
    assert 'value="2035"' in text
    assert all(target.get_absolute_url() in text for target in mine)


def test_a_filter_that_the_form_does_not_offer_is_kept_and_named(client: Client) -> None:
    text = html(client, "/targets/?indicator=cluster_scale")
    assert "6 entries" in text
    assert '<input type="hidden" name="indicator" value="cluster_scale">' in text
    assert '<a href="?" title="Take this filter away">Indicator: Cluster scale level' in text


def test_pages_follow_one_another_with_their_filters(client: Client) -> None:
    first = html(client, "/targets/?ordering=-due_on")
    assert 'href="?ordering=-due_on&amp;page=2"' in first
    second = html(client, "/targets/?ordering=-due_on&page=2")
    assert "Page 2 of 4" in second
    for wrong in ("5", "0", "-1", "two", "9" * 30):
        assert "This list has no such page." in html(client, f"/targets/?page={wrong}", 404)


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/industries/api/",
        "/targets/nothing/",
        "/changes/99/",
        "/changes/99999999999999999999/",
        "/targets/%00/",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client: Client, address: str) -> None:
    text = html(client, address, 404)
    assert "<h1>There is no such page</h1>" in text
    assert 'href="/targets/"' in text


@pytest.mark.parametrize("noun", LISTS)
def test_pages_are_read_only(client: Client, noun: str) -> None:
    assert client.head(f"/{noun}/").status_code == 200
    for method in ("post", "put", "patch", "delete", "options"):
        assert getattr(client, method)(f"/{noun}/").status_code == 405


@pytest.mark.parametrize("path", ["/", "/targets/", "/api/v1/targets/", "/api/docs/", "/nothing/"])
def test_no_cookie_that_is_sent_is_answered_with_one(client: Client, path: str) -> None:
    for name in ("sessionid", "csrftoken", "messages"):
        client.cookies.load({name: "bad"})
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_form_from_elsewhere_gets_a_page_of_our_own() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/targets/").status_code == 405
    response = client.post("/admin/login/", {"username": "x", "password": "x"})
    assert response.status_code == 403
    text = response.content.decode()
    assert "Load its page again and send it anew." in text
    assert "<style" not in text


@pytest.mark.parametrize("address", ["/", "/targets/", "/admin/login/", "/zh-hans/nothing/"])
def test_a_host_that_is_not_served_gets_a_page_that_names_no_host(client: Client, address: str) -> None:
    response = client.get(address, headers={"Host": "evil.example"})
    assert response.status_code in (400, 404)
    assert "evil.example" not in response.content.decode()


def test_each_page_names_its_other_language_with_prefix_and_query(client: Client) -> None:
    text = html(client, "/targets/?due_year=2027")
    assert 'hreflang="zh-Hans" href="http://testserver/zh-hans/targets/?due_year=2027"' in text
    text = html(client, "/zh-hans/targets/?due_year=2027")
    assert 'hreflang="en" href="http://testserver/targets/?due_year=2027"' in text
    assert '<html lang="zh-Hans">' in text


def test_text_in_the_other_language_is_marked_as_such(client: Client) -> None:
    industry = make.industry(name_en="Felt hats", name_zh="毡帽", summary_en="Hats of felt.")
    make.published(industry)
    text = html(client, f"/zh-hans{industry.get_absolute_url()}")
    assert "<h1>毡帽</h1>" in text
    assert '<span lang="en">Hats of felt.</span>' in text
    assert '<span lang="zh-Hans">毡帽</span>' in html(client, industry.get_absolute_url())


def test_a_translated_name_says_so(client: Client) -> None:
    industry = make.industry(name_zh="毡帽", name_zh_basis="translation")
    make.published(industry)
    assert "毡帽</span> (our translation)" in html(client, industry.get_absolute_url())
    text = html(client, f"/zh-hans{industry.get_absolute_url()}")
    assert "Made-up goods</span>（中文名为本台账译名）" in text


def test_an_industry_without_figures_says_so_in_one_sentence(client: Client) -> None:
    industry = make.industry()
    make.published(industry)
    text = html(client, industry.get_absolute_url())
    under = text.partition('<h2 id="targets">Targets and figures</h2>')[2].lstrip()
    assert under.startswith("<p>Named in the framework; no target or figure found so far.</p>")
    assert "<table" not in text


def test_products_that_stand_in_one_place_are_cited_once(client: Client) -> None:
    text = html(client, "/industries/modern-chemicals/")
    products = text.partition('id="products"')[2].partition("</ul>")[0]
    assert products.count("<li ") == 9
    assert products.count("Source:") == 1
    assert products.index("Source:") < products.index("<ul")
    elsewhere = html(client, "/industries/new-materials/").partition('id="products"')[2]
    assert elsewhere.partition("</ul>")[0].count("Source:") >= 1


def test_why_a_figure_has_its_rank_is_said_only_where_figures_compete(client: Client) -> None:
    assert "Only primary or press figure" not in html(client, "/indicators/wine-area/")
    why = "Official transcript of the statement that the other figure reports."
    assert html(client, "/indicators/traditional-share-iva/").count(why) == 1
    assert "另一数字所报道表述的官方实录。" in html(
        client, "/zh-hans/indicators/traditional-share-iva/"
    )


def test_a_source_whose_link_is_not_safe_is_named_without_it(client: Client) -> None:
    source = make.source(url="https://odd.example.net/copy", link_safe=False, title="A copied bulletin")
    make.published(source)
    text = html(client, source.get_absolute_url())
    assert "A copied bulletin" in text
    assert "odd.example.net" not in text


def test_a_page_escapes_what_was_typed(client: Client) -> None:
    industry = make.industry(name_en="<b>Bold</b>", name_zh='"><script>', summary_en="<img src=x>")
    make.published(industry)
    for start in ("", "/zh-hans"):
        text = html(client, start + industry.get_absolute_url())
        assert "<b>" not in text
        assert "<script>" not in text
        assert "<img" not in text


def test_a_release_lists_each_record_that_it_changed(client: Client) -> None:
    target = make.target(indicator=make.indicator(name_en="Felt hats made"))
    make.published(target)
    with desk():
        target.value = 51
        target.save()
    note_edit(target, None)
    release = publish([target], note_en="Misread.", kind="correction")
    text = html(client, release.get_absolute_url())
    assert "Felt hats made: at least 51 Mt, 2025" in text
    assert "version 2" in text
    assert "<del>50 Mt</del> → <ins>51 Mt</ins>" in text
    assert release.sha256 in text
    assert "Misread." in html(client, "/changes/?kind=correction")
    assert "0 entries" in html(client, "/changes/?kind=editorial")


def test_an_order_of_nothing_is_no_order(client: Client) -> None:
    assert client.get("/targets/?ordering=,").status_code == 200
    assert client.get("/api/v1/targets/?ordering=,").status_code == 400  # programs are told


@pytest.mark.parametrize(
    "address", ["/", "/zh-hans/targets/", "/api/v1/targets/", "/changes/feed.atom"]
)
def test_what_is_read_travels_compressed(client: Client, address: str) -> None:
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    for response in (plain, packed):
        assert "Accept-Encoding" in response["Vary"]


def test_home_says_what_and_where_the_region_is_as_the_settings_have_it(
    client: Client, settings: Any
) -> None:
    settings.LEDGER_INTRO_EN, settings.LEDGER_INTRO_ZH = "A basin of <two> rivers.", ""
    assert '<p class="intro">A basin of &lt;two&gt; rivers.</p>' in html(client, "/")
    assert "intro" not in html(client, "/zh-hans/")
