"""The public pages in Chinese: no word of English but where the page says that it is English."""

import re

import pytest
from django.test import Client

from industries.models.publishing import Answer
from industries.publishing.release import publish
from industries.publishing.review import mark_leaving
from tests import make
from tests.reading import said

pytestmark = make.uses_ledger

# what is the same in any language, and what is typed like this
SAME = {
    "English",
    "Atom",
    "API",
    "OpenAPI",
    "CC",
    "BY",
    "CSV",
    "XLSX",
    "JSON",
    "ZIP",
    "SQLite",
    "BibTeX",
}
SAME |= {"GW", "PFLOPS"}
# a record's own values, as the log has them; and what is to be copied
DATA = ("code", "pre", "dd", "del", "ins", "q", "blockquote")
PAGES = [
    *("", "industries/", "initiatives/", "targets/", "indicators/", "sources/", "changes/"),
    *("data/", "api/guide/", "due/", "changed-goals/", "corrections/", "methodology/", "changes/1/"),
    *("industries/wine/", "industries/modern-chemicals/", "industries/quantum-technology/"),
    *("initiatives/milk-100bn/", "indicators/wine-area/", "sources/scio-p4/"),
    *("targets/?verdict=missed&industry=wine", "targets/?search=nothing-like-this"),
    *("sources/scio-p4/report/", "sources/scio-p4/report/23456789/", "industries/wine/report/"),
]


# a full-width sign has its blank in it: one more is seen, unless a block begins there
BLANK_AFTER_SIGN = re.compile(
    r"[：，；、（](?:</(?:a|q|span|strong)>)*\s+(?:<(?:a|abbr|code|mark|q|span|strong)\b|[^\s<])[^<]*"
)


def english_in(page: str) -> list[str]:
    """Return what a page says as Chinese that has a Latin word and no Chinese sign."""
    found = []
    for element, text in said(page):
        if not element.language.startswith("zh") or element.is_within(*DATA):
            continue
        latin = set(re.findall(r"[A-Za-z]{2,}", text)) - SAME
        if latin and not re.search("[\u4e00-\u9fff]", text):
            found.append(f"{element.tag}: {text}")
    return found


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_word_of_english_that_it_does_not_mark(client: Client, path: str) -> None:
    response = client.get(f"/zh-hans/{path}")
    assert response.status_code == 200
    assert english_in(response.content.decode()) == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_blank_behind_a_sign_that_has_one(client: Client, path: str) -> None:
    assert BLANK_AFTER_SIGN.findall(client.get(f"/zh-hans/{path}").content.decode()) == []


def test_a_blank_is_found_behind_a_sign_and_what_ends_it() -> None:
    for seen in ("来源： 甲", "来源：\n<a>甲</a>", "<b>来源：</span> <span>甲</span>"):
        assert BLANK_AFTER_SIGN.search(seen)
    for unseen in ("来源：甲", "来源：<a>甲</a>", "来源：\n<ul>", "如下：</p>\n<p>甲</p>"):
        assert not BLANK_AFTER_SIGN.search(unseen)


def test_no_page_of_what_went_wrong_has_one(client: Client) -> None:
    for path, status in (
        *(("nowhere/", 404), ("sources/scio-p5/", 404), ("industries/wines/", 404)),
        *(("targets/?nonsense=1", 400), ("initiatives/?kind=zz", 400)),
    ):
        response = client.get(f"/zh-hans/{path}")
        assert response.status_code == status
        assert english_in(response.content.decode()) == []


def test_neither_a_withdrawn_page_nor_the_outcome_of_a_report_has_one(client: Client) -> None:
    gone, instead = make.source(), make.source(title="Another yearbook")
    make.published(gone)
    reported = make.report("source", instead.key).number
    answer = Answer(reported, "source", instead.key, found_en="", found_zh="系误读。")
    mark_leaving([("source", gone.key)], None)
    release = publish([gone, instead], note_zh="以另一版年鉴代替。", answers=[answer])
    for path, status, words in (
        (gone.get_absolute_url(), 410, "Another yearbook"),
        (release.get_absolute_url(), 200, "系误读。"),
    ):
        response = client.get(f"/zh-hans{path}")
        assert response.status_code == status
        page = response.content.decode()
        assert words in page
        assert english_in(page) == []


def test_each_target_is_told_in_chinese_alone(client: Client) -> None:
    page = client.get("/zh-hans/targets/").content.decode()
    for path in sorted(set(re.findall(r'"(/zh-hans/targets/[a-z0-9-]+/)"', page))):
        assert english_in(client.get(path).content.decode()) == [], path


def test_what_is_kept_in_one_language_is_marked_on_the_other_s_pages(client: Client) -> None:
    found = english_in('<html lang="zh-Hans"><p>Only English</p><p lang="en">Marked</p></html>')
    assert found == ["p: Only English"]
