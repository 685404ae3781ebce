"""Charts as files, and the bare page that any site may frame."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import time_machine as tm
from defusedxml.ElementTree import fromstring
from django.contrib.staticfiles import finders
from django.test import Client

from industries.editions import DESK, LIVE, desk
from industries.models import RECORDS, Indicator, Target
from industries.templatetags.charts import colours
from tests import make

pytestmark = make.uses_ledger
SVG = "{http://www.w3.org/2000/svg}"
TARGET, SERIES = "/targets/wine-area-2035-1-5m-mu/", "/indicators/wine-area/charts/wine"
EMBED = "/embed/targets/wine-area-2035-1-5m-mu/"


def drawing(client: Client, address: str) -> Any:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    return fromstring(response.content)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("start", [f"{TARGET}chart", SERIES])
def test_a_chart_is_a_file_in_either_theme(client: Client, start: str, theme: str) -> None:
    found = drawing(client, f"{start}{'.dark' if theme == 'dark' else ''}.svg")
    painted = {e.get(name) for e in found.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert painted <= set(colours(theme).values())
    paper = found.find(f"{SVG}rect").get("fill")
    assert paper == colours(theme)["paper"] != colours("dark" if theme == "light" else "light")["paper"]
    assert not [e for e in found.iter() if e.get("class") or e.get("style")]


@tm.travel("2026-06-30T04:00:00Z", tick=False)
def test_it_says_what_it_is_whose_figures_it_shows_and_where_it_comes_from(client: Client) -> None:
    found = drawing(client, f"{TARGET}chart.svg")
    said = [text.text for text in found.iter(f"{SVG}text")]
    assert said[0] == "Wine grape area: about 1,500,000 mu, 2035"
    assert said[-1] == f"http://testserver{TARGET}"
    assert "Ningxia Industry Ledger · CC BY 4.0 · as of 30 June 2026" in said
    assert "mu" in said
    assert [text for text in said if text.startswith("Figures: ")]
    assert found.find(f"{SVG}desc").text.startswith("From ")


def test_an_indicators_chart_has_the_goals_of_a_comparable_scope(client: Client) -> None:
    """Goals of sales revenue stand beside figures that name no scope."""
    found = drawing(client, "/indicators/wine-output-value/charts/wine.svg")
    titles = [title.text for title in found.iter(f"{SVG}title")]
    assert {"Goal: 100", "Goal: 200"} <= set(titles)


def test_nothing_in_it_lies_outside(client: Client) -> None:
    found = drawing(client, f"{SERIES}.svg")
    parts = found.findall(f"{SVG}svg")
    ends = [int(p.get("y").split(".")[0]) + int(p.get("height").split(".")[0]) for p in parts]
    assert ends == sorted(ends)
    assert ends[-1] <= int(found.get("height").split(".")[0])


def test_it_is_in_the_language_of_its_address(client: Client) -> None:
    words = [t.text for t in drawing(client, f"/zh-hans{TARGET}chart.svg").iter(f"{SVG}text")]
    assert words[0] == "酿酒葡萄种植面积：约150万亩，2035年"
    assert "万亩" in words


def test_odd_letters_are_text_and_no_mark_up(client: Client) -> None:
    target = make.target(indicator=make.indicator(name_en='Felt <hats>\x0b & "caps"'))
    make.published(target, make.observation(indicator=target.indicator))
    found = drawing(client, f"{target.get_absolute_url()}chart.svg")
    assert next(found.iter(f"{SVG}text")).text == 'Felt <hats> & "caps": at least 50 Mt, 2025'


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/targets/goji-output-value-2030-100bn/chart.svg", 200),
        ("/targets/cluster-scale-modern-chemicals-200bn-level/chart.svg", 404),  # no figure
        ("/targets/no-such/chart.svg", 404),
        ("/indicators/wine-area/charts/nonsense.svg", 404),
        ("/indicators/no-such/charts/all.svg", 404),
        ("/embed/targets/no-such/", 404),
    ],
)
def test_what_has_no_chart_is_not_found(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_every_chart_on_a_page_leads_to_its_files(client: Client) -> None:
    for indicator in Indicator.objects.using(LIVE):
        page = client.get(indicator.get_absolute_url()).content.decode()
        files = re.findall(r'href="([^"]+/charts/[^"]+\.svg)"', page)
        assert len(files) == len(set(files)) == 2 * page.count('<figure class="chart">')
        for address in files:
            drawing(client, address)


def test_series_of_one_industry_are_told_apart_by_scope(client: Client) -> None:
    indicator = make.indicator()
    rows = [
        make.observation(indicator=indicator, period=period, **about)
        for about in ({}, *({"scope": s, "scope_comparable": False} for s in ("built", "planned")))
        for period in ("2023", "2024")
    ]
    make.published(indicator, *rows)
    page = client.get(indicator.get_absolute_url()).content.decode()
    files = re.findall(r'href="([^"]+/charts/[^"]+\.svg)"', page)
    assert len(set(files)) == 6
    titles = {next(drawing(client, address).iter(f"{SVG}text")).text for address in files}
    assert titles == {f"{indicator.name_en}{end}" for end in ("", " · built", " · planned")}


# --- the bare page --------------------------------------------------------------------------------


def test_the_bare_page_may_be_framed_anywhere_and_nothing_else_may(client: Client) -> None:
    bare, page = client.get(EMBED), client.get(TARGET)
    assert "frame-ancestors *" in bare["Content-Security-Policy"]
    assert "X-Frame-Options" not in bare
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    rest = [
        sorted(part for part in r["Content-Security-Policy"].split("; ") if "ancestors" not in part)
        for r in (bare, page)
    ]
    assert rest[0] == rest[1]


def test_it_has_verdict_and_chart_no_script_and_no_cookie(client: Client) -> None:
    response = client.get(EMBED)
    html = response.content.decode()
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    assert "<script" not in html
    assert "<form" not in html
    for words in ("Limited progress", '<figure class="chart">', f'href="{TARGET}"', "CC BY 4.0"):
        assert words in html
    assert "in the table below" not in html


def test_the_page_of_the_target_has_the_line_that_frames_it(client: Client) -> None:
    page = client.get(TARGET).content.decode()
    title = "Wine grape area: about 1,500,000 mu, 2035"
    assert f'&lt;iframe src="http://testserver{EMBED}" title="{title}"' in page


def test_a_former_address_leads_to_the_new_one(client: Client) -> None:
    target = make.target()
    make.published(target)
    old = target.slug
    with desk():
        Target.objects.using(DESK).filter(pk=target.pk).update(slug="moved-elsewhere")
    target.refresh_from_db(using=DESK)
    make.published(target)
    response = client.get(f"/embed/targets/{old}/")
    assert (response.status_code, response["Location"]) == (301, "/embed/targets/moved-elsewhere/")


# --- how a page looks where it is shared --------------------------------------------------------------


class Head(HTMLParser):
    """What a page says of itself to whoever shows a link to it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            assert name not in self.said
            self.said[name] = given["content"] or ""


def head(client: Client, address: str) -> dict[str, str]:
    return Head(client.get(address).content.decode()).said


def test_a_shared_page_has_its_title_sentence_and_picture(client: Client) -> None:
    said = head(client, f"/zh-hans{TARGET}?a=1")
    assert said["og:title"] == "酿酒葡萄种植面积：约150万亩，2035年 – 宁夏产业台账"
    assert said["og:description"] == said["description"]
    assert said["og:description"].startswith("酿酒葡萄种植面积，")
    assert said["og:url"] == f"http://testserver/zh-hans{TARGET}?a=1"
    assert (said["og:locale"], said["og:locale:alternate"]) == ("zh_CN", "en_GB")
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image"] == "http://testserver/static/industries/share.png"
    data = Path(str(finders.find("industries/share.png"))).read_bytes()
    size = tuple(int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert (data[:8], size) == (b"\x89PNG\r\n\x1a\n", (1200, 630))
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["og:image:alt"].startswith("一幅没有文字的图")


def test_each_kind_of_record_has_a_sentence_of_its_own(client: Client) -> None:
    usual = head(client, "/")["description"]
    for kind in ("industry", "initiative", "target", "indicator", "source"):
        descriptions = [
            head(client, record.get_absolute_url())["og:description"]
            for record in RECORDS[kind].objects.using(LIVE).all()[:3]
        ]
        assert len(set(descriptions)) == len(descriptions)
        assert usual not in descriptions
        assert all(10 < len(text) <= 260 for text in descriptions), descriptions
    assert head(client, "/changes/1/")["og:description"] != usual


def test_what_a_shared_page_says_is_text_and_no_mark_up(client: Client) -> None:
    odd = '"><script>&amp; “so”'
    industry = make.industry(name_en=odd, summary_en="", summary_zh="只有中文")
    indicator = make.indicator(name_en="Felt", definition_en=f"{odd}\n{'long ' * 100}")
    make.published(industry, indicator)
    said = head(client, industry.get_absolute_url())
    assert said["og:title"] == f"{odd} – Ningxia Industry Ledger"
    assert said["og:description"] == "只有中文"  # no mark-up for the other language
    said = head(client, indicator.get_absolute_url())
    assert said["og:description"].startswith(f"{odd} long long")
    assert len(said["og:description"]) == 200


def test_an_error_page_has_nothing_to_share(client: Client) -> None:
    assert not [name for name in head(client, "/targets/no-such/") if name.startswith("og:")]
