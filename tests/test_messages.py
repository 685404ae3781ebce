"""The Chinese catalogue is whole, compiled, and shown."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client

from tests import make

pytestmark = make.uses_ledger
CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")

# a sign of Chinese, and what a number is or becomes; a Latin word keeps its blanks
SIGN = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”…]"
VALUE = r"(?:%\(\w+\)[sd]%{0,2}|%[sd]|\{\w+\}|[−–-]?\d+%{0,2})"
NOT_AS_WRITTEN = {
    "a blank beside a value": re.compile(f"{SIGN} +{VALUE}|{VALUE} +{SIGN}"),
    "a half-width sign": re.compile(f"{SIGN}[,:;()?!]|[,:;()?!]{SIGN}|{VALUE}[,;:] *{SIGN}"),
}


def test_every_text_is_translated_with_its_placeholders() -> None:
    entries = polib.pofile(str(CATALOGUE / "django.po"))
    assert len(entries) > 400
    for entry in entries:
        assert entry.translated(), entry.msgid
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            plural = entry.msgid_plural or entry.msgid
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(plural)), entry.msgid


@pytest.mark.parametrize("what", NOT_AS_WRITTEN)
def test_chinese_has_its_own_signs_and_no_blank_beside_a_value(what: str) -> None:
    wrong = [
        text
        for entry in polib.pofile(str(CATALOGUE / "django.po"))
        for text in [*entry.msgstr_plural.values(), entry.msgstr]
        if NOT_AS_WRITTEN[what].search(text)
    ]
    assert wrong == []


def test_what_is_compiled_is_what_is_translated() -> None:
    texts, compiled = (
        {
            (entry.msgctxt, entry.msgid): entry.msgstr or list(entry.msgstr_plural.values())
            for entry in entries
        }
        for entries in (
            polib.pofile(str(CATALOGUE / "django.po")),
            polib.mofile(str(CATALOGUE / "django.mo")),
        )
    )
    assert compiled == texts


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/zh-hans/", "产业"),
        ("/zh-hans/targets/", "来源写明|承诺|指标"),
        ("/zh-hans/targets/iva-above-2027-280bn/", "至少2,800亿元"),
        ("/zh-hans/targets/?colour=red", "colour"),
        ("/zh-hans/nothing/", "页面不存在"),
        ("/zh-hans/changes/1/", "<h1[^>]*>第1次发布"),
    ],
)
def test_pages_speak_chinese(client: Client, path: str, words: str) -> None:
    text = client.get(path).content.decode()
    assert re.search(words, text)
    assert "Skip to content" not in text
    assert ">Targets<" not in text
