import time

from hypothesis import given
from hypothesis import strategies as st

from industries.wording import COME, GONE, SAME, Piece, in_lines, pieces


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


def test_what_would_take_long_is_compared_by_lines_and_else_as_a_whole() -> None:
    """The same word again and again is the worst there is: it took minutes."""
    started = time.monotonic()
    old, new = "的" * 2000 + "\n同一行\n", "的的的了" * 500 + "\n同一行\n"
    assert pieces(old, new)[-1] == Piece(SAME, "同一行\n")
    lines = "a line\n" * 2000
    assert pieces(lines, lines + "b") == [Piece(GONE, lines), Piece(COME, lines + "b")]
    assert time.monotonic() - started < 5


def test_a_usual_text_of_some_pages_is_compared_by_words() -> None:
    words = [f"word{n % 700}" for n in range(2000)]
    changed = [*words[:1000], "inserted", *words[1000:]]
    found = pieces(" ".join(words), " ".join(changed))
    assert [(p.mark, p.text) for p in found if p.mark != SAME] == [(COME, " inserted")]


def test_lines_end_in_one_way() -> None:
    assert in_lines("one\r\ntwo\rthree\n\r\nfour") == "one\ntwo\nthree\n\nfour"
