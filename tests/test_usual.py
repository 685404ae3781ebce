"""Wordings of one language that recur: said in the reader's, the rest marked as what it is."""

from collections import Counter

from django.test import Client
from django.utils import translation

from industries.editions import LIVE
from industries.models import Citation, Observation, Target
from industries.templatetags.ledger import as_kept
from industries.usual import in_our_words
from tests import make

pytestmark = make.uses_ledger


def test_a_usual_wording_is_said_in_the_readers_language() -> None:
    assert in_our_words("last paragraph") == "last paragraph"
    with translation.override("zh-hans"):
        assert as_kept("last paragraph") == "最后一段"
        assert as_kept("answer by A. Hatter") == '<span lang="en">answer by A. Hatter</span>'
        assert in_our_words("") == ""


def test_every_scope_and_reason_of_a_rank_is_usual_and_so_are_most_places() -> None:
    scopes = [*Target.objects.using(LIVE).values_list("scope", flat=True)]
    scopes += Observation.objects.using(LIVE).values_list("scope", flat=True)
    scopes += Observation.objects.using(LIVE).values_list("rank_reason", flat=True)
    places = Counter(Citation.objects.using(LIVE).values_list("locator", flat=True))
    often = [place for place, count in places.items() if count > 2 and "answer by" not in place]
    with translation.override("zh-hans"):
        left = [text for text in (*scopes, *often) if text and in_our_words(text) == text]
    assert left == []


def test_a_chinese_page_has_them_in_chinese(client: Client) -> None:
    text = client.get("/zh-hans/indicators/wine-area/").content.decode()
    assert "第1段" in text or "第2段" in text
    assert "paragraph" not in text
