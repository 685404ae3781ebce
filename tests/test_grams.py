"""Text as search compares it: a text's grams have what it has, and hits are marked where they are."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from industries.bitmaps import SIZE, bits_of, numbers_in, packed, unpacked
from industries.grams import (
    AT_START,
    IN_TITLE,
    excerpt,
    fold,
    grams,
    grams_of_title,
    marked,
    needed,
    words_of,
)

# letters that fold into others or several, join one another, or are blanks
ODD = 'aAbé\u0301煤化工 \n㎡ﬁßİｶﾞ\u3000´-"*:^12²½한'
LETTERS = st.text(st.sampled_from(ODD) | st.characters(codec="utf-8"))


def shown(text: str, *words: str) -> str:
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in marked(text, words))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("COAL", "coal"),
        ("ＣＯＡＬ　２０２５", "coal 2025"),
        ("Straße", "strasse"),
        ("10 km²", "10 km2"),
        ("㎡", "m2"),
        ("“十四五”，", "“十四五”,"),
        ("e\u0301", "é"),
    ],
)
def test_case_and_width_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_gram_is_a_run_of_one_to_three_letters_within_a_word() -> None:
    assert grams("ab cde") == {"a", "b", "ab", "c", "d", "e", "cd", "de", "cde"}
    assert grams("煤化工") == {"煤", "化", "工", "煤化", "化工", "煤化工"}
    marks = {IN_TITLE + gram for gram in grams("ab cde")}
    assert grams_of_title("ab cde") == marks | {f"{AT_START}a", f"{AT_START}ab"}
    assert grams_of_title("") == set()
    assert needed("煤") == ["煤"]
    assert needed("coal") == ["coa", "oal"]
    assert len(needed("a" * 14)) == 12
    assert needed("abcdefghijklmno") == ["abc", "cde", "efg", "ghi", "ijk", "klm", "mno"]


@given(LETTERS, st.integers(0, 50), st.integers(1, 8))
def test_a_text_that_has_a_word_has_its_grams(text: str, start: int, length: int) -> None:
    folded = fold(text)
    for word in folded[start : start + length].split():
        assert word in folded
        assert set(needed(word)) <= grams(folded)
        if folded.split()[0].startswith(word):
            assert AT_START + word[:2] in grams_of_title(folded)


@given(LETTERS, st.lists(LETTERS))
def test_marking_leaves_the_text_as_it_is(text: str, asked: list[str]) -> None:
    words = words_of(" ".join(asked))
    parts = marked(text, words)
    assert "".join(part.text for part in parts) == normalize("NFC", text)
    assert any(part.is_hit for part in parts) == any(word in fold(text) for word in words)


def test_what_is_marked_is_the_letters_that_the_word_is_in() -> None:
    assert shown("Coal-to-liquids, COAL", "coal") == "[Coal]-to-liquids, [COAL]"
    assert shown("现代煤化工", "煤化", "化工") == "现代[煤化工]"
    assert shown("aaaa", "aaa") == "[aaaa]"
    assert shown("3 ㎡ big", "2") == "3 [㎡] big"
    assert shown("Straßenbahn", "ss") == "Stra[ß]enbahn"


def test_an_excerpt_is_about_the_first_hit_and_cut_between_words() -> None:
    text = "one two three four five six seven eight nine ten " * 3
    parts = excerpt(text, ["seven"], 30)
    said = "".join(part.text for part in parts)
    assert [part.text for part in parts if part.is_hit] == ["seven"]
    assert said == "… five six seven eight nine …"
    assert excerpt("short", ["or"], 30)[1].text == "or"
    long = "煤" * 300
    assert len("".join(part.text for part in excerpt(long, ["煤"], 90))) == 92


@given(st.sets(st.integers(0, SIZE - 1)) | st.just(set(range(0, SIZE, 3))) | st.just(set(range(512))))
def test_a_set_comes_back_as_it_went_in(numbers: set[int]) -> None:
    bits = bits_of(numbers)
    assert set(numbers_in(bits)) == numbers
    assert unpacked(packed(bits)) == bits
    assert len(packed(bits)) <= SIZE // 8
