"""The page of the method is made of the constants that verdicts are reckoned with."""

import hashlib
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override

from industries.choices import Flag, Reason, TargetKind, Verdict
from industries.pages import methodology
from industries.progress import method
from tests import make
from tests.pages.test_pages import html

pytestmark = make.uses_ledger

# of the constants of each version: whoever changes one gives it another name, and adds a line here
VERSIONS = {"2026.1": "e3c9b8946d42"}


@pytest.mark.parametrize("start", ["", "/zh-hans"])
def test_it_names_every_kind_verdict_reason_and_flag(client: Client, start: str) -> None:
    shown = html(client, f"{start}/methodology/")
    with override("zh-hans" if start else "en"):
        labels = [str(code.label) for codes in (TargetKind, Verdict, Reason, Flag) for code in codes]
    assert not [label for label in labels if escape(label) not in shown]
    assert method.VERSION in shown
    assert f"{method.STALE_MONTHS}" in shown


def test_a_changed_threshold_changes_the_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {**methodology._NUMBERS, "on_track": Decimal("0.97")}
    monkeypatch.setattr(methodology, "_NUMBERS", numbers)
    assert "The ratio is 0.97 or more." in html(client, "/methodology/")


def test_a_changed_threshold_is_another_version() -> None:
    constants = {name: value for name, value in vars(method).items() if name.isupper()}
    said = constants.pop("VERSION")
    digest = hashlib.sha256(repr(sorted(constants.items())).encode()).hexdigest()
    assert VERSIONS[said] == digest[:12]
