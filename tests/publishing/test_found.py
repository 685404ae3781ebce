"""What search knows follows each release, whatever it is that changed the texts."""

from collections.abc import Callable
from typing import Any

import pytest

from industries.bitmaps import SIZE, bits_of, packed, unpacked
from industries.editions import DESK, LIVE, desk
from industries.models import RECORDS, Findable, Gram, Membership
from industries.models.history import FOUND_KINDS, number_of
from industries.publishing.found import unlike_found
from industries.publishing.live import rebuild_live
from industries.publishing.release import publish
from industries.publishing.states import note_edit
from industries.search import search
from tests import make
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import brought_back, withdrawn

pytestmark = make.uses_ledger


def found(text: str) -> set[str]:
    """Return kind and key of each record that search finds; all that it knows has to be right."""
    assert not list(unlike_found())
    hits = search(text)
    return {f"{hit.record.kind} {hit.record.key}" for hit in hits.hits(hits.numbers)}


def of(kind: str, key: str) -> Any:
    model: Any = RECORDS[kind]
    return model.objects.using(DESK).get(key=key)


def changed(record: Any, **values: Any) -> None:
    edit(record, **values)
    publish([record], note_en="Made for a test.")


@pytest.fixture
def zinc() -> dict[str, Any]:
    """A promise on an indicator of an industry, and all that they refer to, with words of their own."""
    group = make.group(key="zgroup", name_en="Zqgroup")
    industry = make.industry(key="zindustry", name_en="Zqindustry", name_zh="锌工业")
    strategy = make.strategy(key="zstrategy", name_en="Zqstrategy")
    plan = make.initiative(key="zplan", name_en="Zqplan", strategy=strategy)
    product = make.product(key="zproduct", name_en="Zqproduct", industry=industry)
    indicator = make.indicator(key="zindicator", name_en="Zqindicator")
    target = make.target(key="ztarget", indicator=indicator, industry=industry, initiative=plan)
    figure = make.observation(key="zfigure", indicator=indicator, note_en="Zqnote")
    with desk():
        place = {"source": group.citations.get().source, "basis": "listed", "as_stated": "zqlisted"}
        Membership.objects.create(industry=industry, group=group, **place)
    note_edit(industry, None)
    make.published(group, industry, strategy, plan, product, indicator, target, figure)
    return {"group": group, "industry": industry, "target": target, "indicator": indicator}


def test_every_public_record_is_known_and_no_other() -> None:
    for kind in FOUND_KINDS:
        model: Any = RECORDS[kind]
        public = set(model.objects.using(LIVE).values_list("key", flat=True))
        known = Findable.objects.using(LIVE).filter(kind=kind).values_list("key", flat=True)
        assert public == set(known)
    assert set(RECORDS) - set(FOUND_KINDS) == {"observation"}
    assert not list(unlike_found())


def test_a_record_is_found_by_its_own_words_and_those_of_what_it_is_on(zinc: Any) -> None:
    assert found("zqindustry") == {"industry zindustry", "product zproduct", "target ztarget"}
    assert found("锌") == found("zqindustry")
    assert found("zqplan") == {"initiative zplan", "target ztarget"}
    assert found("zqstrategy") == {"strategy zstrategy", "initiative zplan"}
    assert found("zqindicator") == {"indicator zindicator", "target ztarget"}
    assert found("zqlisted") == {"industry zindustry"}
    assert found("zqnote") == found("zfigure") == {"indicator zindicator"}
    assert found("zqindicator zqplan 2025") == {"target ztarget"}


CHANGES: list[tuple[Callable[[], None], str, set[str]]] = [
    (
        lambda: changed(of("industry", "zindustry"), name_en="Zqother"),
        "zqother",
        {"industry zindustry", "product zproduct", "target ztarget"},
    ),
    (
        lambda: changed(of("indicator", "zindicator"), name_zh="锌产量"),
        "锌产",
        {"indicator zindicator", "target ztarget"},
    ),
    (lambda: changed(of("initiative", "zplan"), slug="zqslug"), "zqslug", {"initiative zplan"}),
    (lambda: changed(of("target", "ztarget"), initiative=None), "zqplan", {"initiative zplan"}),
    (lambda: changed(of("observation", "zfigure"), note_en="Zqelse"), "zqnote", set()),
    (lambda: withdrawn(of("observation", "zfigure")), "zfigure", set()),
    (lambda: withdrawn(of("product", "zproduct")), "zqproduct", set()),
]


@pytest.mark.parametrize(("change", "words", "after"), CHANGES)
def test_a_release_changes_what_is_found(
    zinc: Any, change: Callable[[], None], words: str, after: set[str]
) -> None:
    assert found(words) != after
    change()
    assert found(words) == after


def test_a_figure_that_moves_is_found_through_its_new_indicator(zinc: Any) -> None:
    other = make.indicator(key="zother", name_en="Another")
    make.published(other)
    changed(of("observation", "zfigure"), indicator=other)
    assert found("zqnote") == {"indicator zother"}


def test_words_in_another_language_are_marked_as_such_once_their_source_says_so(zinc: Any) -> None:
    source = of("target", "ztarget").citations.get().source
    changed(source, language="ja")
    row = Findable.objects.using(LIVE).get(kind="target", key="ztarget")
    assert ["ja", "as stated"] in row.pieces
    assert not list(unlike_found())


def test_what_comes_back_is_found_again(zinc: Any) -> None:
    product = of("product", "zproduct")
    withdrawn(product)
    assert found("zqproduct") == set()
    brought_back(product)
    assert found("zqproduct") == {"product zproduct"}


def test_a_rebuilt_live_knows_the_same(zinc: Any) -> None:
    def known() -> list[Any]:
        grams = Gram.objects.using(LIVE).values_list("gram", "block", "records")
        return [
            sorted((gram, block, bytes(data)) for gram, block, data in grams),
            list(Findable.objects.using(LIVE).order_by("id").values()),
        ]

    changed(of("industry", "zindustry"), name_en="Zqother")
    withdrawn(of("product", "zproduct"))
    before = known()
    rebuild_live()
    assert known() == before


def _number(kind: str, key: str) -> int:
    return number_of(kind, of(kind, key).pk)


def text_of_yesterday() -> None:
    Findable.objects.using(LIVE).filter(pk=_number("target", "ztarget")).update(text="zqfalse")


def row_missing() -> None:
    Findable.objects.using(LIVE).filter(pk=_number("target", "ztarget"))._raw_delete(LIVE)


def row_of_nobody() -> None:
    row = Findable.objects.using(LIVE).get(pk=_number("target", "ztarget"))
    row.pk = number_of("target", 999_999)
    Findable.objects.using(LIVE).bulk_create([row])


def _change_bit(gram: str) -> None:
    number = _number("target", "ztarget")
    rows = Gram.objects.using(LIVE).filter(gram=gram, block=number // SIZE)
    bits = unpacked(bytes(rows.get().records)) ^ bits_of([number % SIZE])
    rows.update(records=packed(bits))


def gram_lost() -> None:
    _change_bit("zqi")


def gram_too_many() -> None:
    _change_bit("nin")  # of other targets, of the region's name


def grams_missing() -> None:
    number = _number("target", "ztarget")
    Gram.objects.using(LIVE).filter(gram="zqi", block=number // SIZE)._raw_delete(LIVE)


@pytest.mark.parametrize(
    "damage",
    [text_of_yesterday, row_missing, row_of_nobody, gram_lost, gram_too_many, grams_missing],
)
def test_each_damage_is_found(zinc: Any, damage: Callable[[], None]) -> None:
    assert not list(unlike_found())
    damage()
    assert ("target", "ztarget") in set(unlike_found())
