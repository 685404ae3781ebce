from hypothesis import given
from hypothesis import strategies as st

from industries.wording import COME, GONE, MOST_PAIRS, SAME, Piece, pieces


def test_words_that_changed_stand_beside_one_another() -> None:
    assert pieces("about 280 billion yuan", "over 280 billion yuan in all") == [
        Piece(GONE, "about"),
        Piece(COME, "over"),
        Piece(SAME, " 280 billion yuan"),
        Piece(COME, " in all"),
    ]


def test_chinese_is_compared_by_characters() -> None:
    assert pieces("力争达到2000亿元", "达到3000亿元") == [
        Piece(GONE, "力争"),
        Piece(SAME, "达到"),
        Piece(GONE, "2000"),
        Piece(COME, "3000"),
        Piece(SAME, "亿元"),
    ]


def test_a_figure_is_one_word() -> None:
    assert pieces("12,300.5 mu", "12,400.5 mu")[:2] == [
        Piece(GONE, "12,300.5"),
        Piece(COME, "12,400.5"),
    ]


@given(st.text(max_size=80), st.text(max_size=80))
def test_each_text_can_be_read_off_the_pieces(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.mark != COME) == old
    assert "".join(piece.text for piece in found if piece.mark != GONE) == new
    assert all(piece.text for piece in found)


def test_a_very_long_text_is_compared_by_lines_and_a_longer_one_as_a_whole() -> None:
    words = int(MOST_PAIRS**0.5) + 1
    old = "word " * words + "\nsame line\n"
    new = "other " * words + "\nsame line\n"
    assert pieces(old, new)[-1] == Piece(SAME, "same line\n")
    lines = "a line\n" * words
    assert pieces(lines, lines + "b") == [Piece(GONE, lines), Piece(COME, lines + "b")]
