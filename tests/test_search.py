"""Search: what it finds is what a scan of all texts would find, the best first."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from industries import search as searching
from industries.editions import LIVE
from industries.models import FOUND_KINDS, Version
from industries.models.bilingual import CHINESE, ENGLISH
from industries.publishing.names import name_in, named_after
from industries.search import Count, Found, Hit, search
from tests import make

pytestmark = make.uses_ledger

# of one to six letters, whole words and parts of words, with figures and signs
IN_ENGLISH = """
a 3 % - in al km / 20 oal xia ine 025 200 coal Coal COAL wine 2025 rate goji reen
power to-li Ningxi energy olefin hydrog data nqpf_g
"""
IN_CHINESE = """
煤 酒 新 业 电 年 煤炭 产业 宁夏 化工 葡萄 枸杞 新能 亿元 十四 算力 煤化工 葡萄酒 新能源 新材料
自治区 数据中 高质量发 葡萄酒产 现代化工 现代煤化 数字信息产 战略性新兴产 新质生产力发 回族自治区
"""
SIGNS = """
" "" * ^ : - ( ' \\ % _ { NEAR NEAR( OR -coal "coal coal* title_en:coal ，。 ´ 💧
"""
PLAIN = (
    *("name_en", "name_zh", "aliases", "summary_en", "summary_zh", "definition_en", "definition_zh"),
    *("note_en", "note_zh", "key", "slug", "scope", "due_as_stated", "dates_as_stated", "lead_body"),
    *("status_as_stated", "set_aside_reason_en", "set_aside_reason_zh", "title", "publisher"),
)
OWNERS = ("indicator", "industry", "initiative", "strategy", "parent")


def scanned() -> dict[tuple[str, str], list[str]]:
    """Return every text of each public record, read from the log alone."""
    newest: dict[tuple[str, str], Any] = {}
    for version in Version.objects.using(LIVE).order_by("pk"):
        newest[version.kind, version.key] = version.payload
    public = {place: payload for place, payload in newest.items() if payload}
    records = {place: payload for place, payload in public.items() if place[0] != "observation"}
    texts = {place: list(_texts(place[0], payload, public)) for place, payload in records.items()}
    for (kind, key), payload in public.items():
        if kind == "observation":
            about = ("note_en", "note_zh", "scope")
            words = [row["as_stated"] for row in payload["citations"]]
            texts["indicator", payload["indicator"]] += [key, *words, *(payload[n] for n in about)]
    return texts


def _texts(kind: str, payload: Any, public: Any) -> Iterator[str]:
    yield from (payload[name] for name in PLAIN if name in payload)
    for rows in ("citations", "memberships", "chain_links"):
        yield from (row["as_stated"] for row in payload.get(rows, ()))
    for name in OWNERS:
        if payload.get(name):
            owner = public[name if name != "parent" else kind, payload[name]]
            yield owner["name_en"]
            yield owner["name_zh"]
    if kind == "target":
        for language in (ENGLISH, CHINESE):
            with translation.override(language):
                yield name_in(payload, {of: name_in(public[of]) for of in named_after(payload)})


def by_scan(words: str, every: Any = None) -> set[tuple[str, str]]:
    """Return the records that have all the words, by a look at every text."""
    wanted = normalize("NFKC", words).casefold().split()
    return {
        place
        for place, texts in (every or scanned()).items()
        if all(any(w in normalize("NFKC", text).casefold() for text in texts) for w in wanted)
    }


def places(found: Found) -> list[tuple[str, str]]:
    return [(hit.record.kind, hit.record.key) for hit in found.hits(found.numbers)]


def titles(words: str) -> list[str]:
    found = search(words)
    return ["".join(part.text for part in hit.title) for hit in found.hits(found.numbers)]


def hit(words: str, key: str) -> Hit:
    found = search(words)
    return next(hit for hit in found.hits(found.numbers) if hit.record.key == key)


def test_it_finds_what_a_scan_of_all_texts_finds() -> None:
    words, every = [*IN_ENGLISH.split(), *IN_CHINESE.split()], scanned()
    assert len(words) == len(set(words)) == 60
    for half in (IN_ENGLISH.split(), IN_CHINESE.split()):
        assert len(half) == 30
        assert {len(word) for word in half} == set(range(1, 7))
    for word in words:
        scan, found = by_scan(word, every), search(word)
        assert scan, f"{word} is nowhere: it proves nothing"
        assert set(places(found)) == scan, word
        assert found.total == Count(len(scan))
        assert len(places(found)) == len(scan), "once each"


@pytest.mark.parametrize("words", ["coal gas", "宁夏 energy", "2025 新", "al ni g", "coal coal COAL"])
def test_of_several_words_all_must_occur_each_anywhere_in_a_record(words: str) -> None:
    assert set(places(search(words))) == by_scan(words)
    assert by_scan(words)


def test_case_width_and_ligatures_make_no_difference() -> None:
    assert places(search("ＣＯＡＬ")) == places(search("coal")) == places(search("Coal"))
    assert places(search("　coal  ")) == places(search("coal"))


def test_titles_that_begin_with_the_word_come_first_then_those_that_have_it() -> None:
    found = search("coal")
    tiers = []
    for row in found.hits(found.numbers):
        names = row.record.titles.splitlines()
        begins = any(name.startswith("coal") for name in names)
        has = "coal" in row.record.titles
        tiers.append((not begins, not has, FOUND_KINDS.index(row.record.kind), row.record.place))
    assert tiers == sorted(tiers)
    assert len({tier[:2] for tier in tiers}) == 3
    assert titles("coal")[0] == "Coal"


def test_another_name_leads_to_a_record_as_its_own_does() -> None:
    other = make.industry(name_en="Zqtrade", aliases="Zqother\nZqthird")
    text = make.industry(name_en="Unlike", summary_en="Has zqthird.")
    make.published(other, text)
    assert [key for _kind, key in places(search("zqthird"))] == [other.key, text.key]


def test_newer_deadlines_and_documents_come_first() -> None:
    years = (2026, 2030, 2024)
    indicator = make.indicator(name_en="Zqoutput")
    targets = [make.target(indicator=indicator, due_on=date(year, 12, 31)) for year in years]
    sources = [make.source(title="Zqbulletin", published_on=date(year, 1, 1)) for year in years]
    sources.append(make.source(title="Zqbulletin", published_on=None))
    make.published(*targets, *sources)
    assert titles("zqoutput")[1:] == [
        f"Zqoutput: at least 50 Mt, {year}" for year in (2030, 2026, 2024)
    ]
    wanted = [sources[n].key for n in (1, 0, 2, 3)]
    assert [key for _kind, key in places(search("zqbulletin"))] == wanted


def test_facets_are_of_every_kind_whatever_is_asked_for() -> None:
    everything, sources = search("宁夏"), search("宁夏", ["source"])
    assert everything.facets == sources.facets
    scan = by_scan("宁夏")
    for kind, count in everything.facets.items():
        assert count == Count(len([1 for of, _key in scan if of == kind]))
    assert sources.total == everything.facets["source"]
    assert {kind for kind, _key in places(sources)} == {"source"}
    assert places(sources) == [place for place in places(everything) if place[0] == "source"]


@pytest.mark.parametrize("most", [1, 3, 10])
def test_of_more_than_can_be_looked_at_the_first_are_shown(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    exact = search("coal")
    facets = exact.facets
    whole = places(exact)
    monkeypatch.setattr(searching, "MOST", most)
    found = search("coal")
    assert len(found) == most
    # "coa" and "oal" may stand apart: so many at most
    assert not found.total.is_exact
    assert found.total.number >= exact.total.number
    assert all(
        count.number >= facets[kind].number for kind, count in found.facets.items() if kind in facets
    )
    assert set(places(found)) <= set(whole)
    three = search("oal")
    assert three.total == Count(len(by_scan("oal")))  # a gram by itself is exact, however many
    alone = search("coal", ["group"])
    assert alone.total == Count(1) if most > 1 else alone.total.number == 1


def test_letters_that_stand_apart_are_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = make.industry(name_en="Zqx and qxj", key="apart")
    together = make.industry(name_en="Zqxj", key="together")
    make.published(apart, together)
    assert [key for _kind, key in places(search("zqxj"))] == ["together"]


def test_no_more_texts_are_looked_at_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = [make.industry(name_en=f"Zqx and qxj {n}") for n in range(4)]
    make.published(*apart, make.industry(name_en="Zqgoods"), make.group(name_en="Zqx qxj"))
    monkeypatch.setattr(searching, "MOST", 4)
    for kinds, most in (((), 5), (("industry",), 4), (("group",), 1), (("source",), 0)):
        with CaptureQueriesContext(connections[LIVE]) as queries:
            found = search("zqxj", kinds)
        assert len(queries) == (2 if most else 1)
        assert (found.numbers, found.facets, found.without) == ([], {}, [])
        # of the kinds of which all were looked at it is known that there is none
        assert found.total == (Count(0) if most <= 4 else Count(most, is_exact=False))
    with CaptureQueriesContext(connections[LIVE]) as queries:
        assert search("zqxj zqgoods").without == ["zqxj"]
    assert len(queries) == 2
    with CaptureQueriesContext(connections[LIVE]) as queries:
        assert search("zqxj zqx").without == ["zqxj"]
    assert len(queries) == 3
    assert search("zqx", ["source"]).facets == {"group": Count(1), "industry": Count(4)}


def test_where_nothing_has_all_the_words_it_says_which_one_to_leave_out() -> None:
    found = search("coal zqzq")
    assert (found.total, found.numbers, found.facets) == (Count(0), [], {})
    assert found.without == ["zqzq"]
    assert not found.nearest
    assert search("coal zqzq qzqz").without == []


def test_what_is_suggested_finds_something() -> None:
    every = scanned()
    pairs = ("coal 0000", "wine 0000", "0000 20252025", "coal energyenergy", "goji reen 煤炭炭", "0000")
    for asked in (*pairs, "coal wine goji 0000", "葡萄酒 算力 olefin", "煤煤 酒酒"):
        words = asked.split()
        others = {word: " ".join(other for other in words if other != word) for word in words}
        assert not by_scan(asked, every), asked
        found = search(asked)
        assert found.total == Count(0)
        expected = [word for word in words if others[word] and by_scan(others[word], every)]
        assert found.without == expected, asked
    assert search("wine 0000").without == ["0000"]


@pytest.mark.parametrize(
    ("words", "title"),
    [("liquefacton", "Coal liquefaction"), ("葡萄洒", "葡萄酒"), ("photovoltiac", "photovoltaic")],
)
def test_where_nothing_has_the_word_it_names_what_is_written_most_like_it(
    words: str, title: str
) -> None:
    found = search(words)
    assert not found.numbers
    near = [f"{row.record.title_en} {row.record.title_zh}" for row in found.nearest]
    assert any(title.lower() in name.lower() for name in near[:3]), near
    assert len(near) == len(set(near)) <= searching.NEAREST


def test_what_is_like_nothing_has_no_suggestion() -> None:
    found = search("zqzqzqzqzq")
    assert (found.without, found.nearest) == ([], [])


@pytest.mark.parametrize("text", [*SIGNS.split(), "a AND", "\U0010ffff", "\u0301"])
def test_signs_are_looked_for_as_they_are(text: str) -> None:
    assert set(places(search(text))) == by_scan(text)


def test_nothing_is_looked_for_without_a_word() -> None:
    with CaptureQueriesContext(connections[LIVE]) as queries:
        assert search("").numbers == search(" \t\u3000\n").numbers == []
    assert not len(queries)


def test_a_search_takes_two_queries_and_a_page_of_it_one_more() -> None:
    for words, kinds in (("coal", ()), ("coal", ("target",)), ("e", ()), ("宁夏", ())):
        with CaptureQueriesContext(connections[LIVE]) as queries:
            found = search(words, kinds)
        assert len(queries) == 2
        with CaptureQueriesContext(connections[LIVE]) as queries:
            found.hits(found.numbers[:20])
        assert len(queries) == 1


def test_a_hit_shows_the_text_that_has_the_words_in_its_language() -> None:
    cited = make.source(language="ja")
    trade = make.industry(
        name_en="Zqtrade",
        name_zh="贸易",
        summary_en="Buys zqgoods.",
        summary_zh="买卖zqgoods",
        cites=cited,
    )
    make.published(trade)
    assert "".join(p.text for p in hit("zqgoods", trade.key).excerpt) == "Buys zqgoods."
    assert hit("zqgoods", trade.key).excerpt_language == "en"
    assert hit("贸易", trade.key).excerpt_language == "zh-hans"  # its title in the other language
    assert hit("zqtrade stated", trade.key).excerpt_language == "ja"
    assert not hit("zqtrade", trade.key).excerpt  # the title says it
    bulletin = make.source(title="锌业公报", publisher="Zqoffice", language="zh")
    make.published(bulletin)
    with translation.override("zh-hans"):
        assert not hit("锌业", bulletin.key).excerpt
        (part, *_year) = hit("zqoffice", bulletin.key).where
        assert (part.text, part.is_hit) == ("Zqoffice", True)
        assert not hit("zqoffice", bulletin.key).excerpt
    with translation.override("zh-hans"):
        found = hit("zqgoods", trade.key)
        assert [(p.text, p.is_hit) for p in found.title] == [("贸易", False)]
        assert [(p.text, p.is_hit) for p in found.excerpt] == [("买卖", False), ("zqgoods", True)]
