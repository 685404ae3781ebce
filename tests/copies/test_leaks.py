"""Behind a prefix stands what belongs there, on every public route, and nothing else of the desk.

A preview answers, byte for byte, what the site answers once the very same release is public: with
drafts, changes and a scheduled release beside it. An edition answers what the site answered on its day.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone

from industries.copies import previews
from industries.copies.making import keep_ended
from industries.editions import desk
from industries.publishing.check import checked, public_digests
from industries.publishing.release import publish, seal
from industries.publishing.schedule import schedule
from tests import make
from tests.pages.test_leaks import (
    MARK,
    PENDING,
    Reader,
    at_rest,  # noqa: F401  (a fixture)
    change_what_is_public,
    mentioning,
    public,
    secrets,
)

pytestmark = [make.uses_ledger, pytest.mark.usefixtures("from_the_first")]
SHOWN = "zqshown"
NOTE = {"note_en": f"{SHOWN} note"}

# they say how long an answer may be kept, or how often may be asked
OF_A_PREFIX = {"ETag", "Expires", "Cache-Control", "Referrer-Policy", "X-Robots-Tag", "Vary"}
OF_A_PREFIX |= {"Content-Length", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
# of the public site only; and what names its own server, is as high as its address is long, or leads on
# by a number that the log gives
NOT_IN_A_PREVIEW = re.compile(
    r"/api/v1/changes/\?page_size=|/changes/between/|/schema/|\.svg$|/report/|/data/(ledger|editions|$)|/as-of/|as_of="
)
BANNER = re.compile(r'<section class="banner".*?</section>', re.DOTALL)
DAYS = re.compile(
    r"<details><summary>[^<]*</summary>\s*<form[^>]*/changes/between/.*?</details>", re.DOTALL
)
WRITTEN_AT = re.compile(r"<dcterms:(created|modified).*?</dcterms:\1>")  # in a workbook
ROBOTS = re.compile('<meta name="robots" content="noindex">')
REPORT = re.compile(r' ·\n<a href="[^"]*" rel="nofollow">[^<]*</a>(?=</p>)')


def everything(reader: Reader, behind: str = "") -> dict[str, Any]:
    """Return what each address answers, with as much of it as does not depend on the prefix."""
    found = {}
    for address, (status, headers, body) in reader.everything(in_short=True, behind=behind).items():
        told = {k: without(v, behind) for k, v in headers.items() if k not in OF_A_PREFIX}
        text = without(body.decode("utf-8", "replace"), behind)
        found[address] = (status, told, text.encode())
    return found


def without(text: str, behind: str) -> str:
    """Return a text without a prefix, and without what is said behind one, or in front of one, only."""
    text = text.replace(behind, "") if behind else text
    for part in (BANNER, ROBOTS, REPORT, DAYS, WRITTEN_AT):
        text = part.sub("", text)
    return re.sub(r"\n\s*", "\n", text)


def something_else(controls: dict[str, Any]) -> None:
    """Leave drafts, changes of what is public, and a scheduled release on the desk."""
    drafts = secrets().values()
    change_what_is_public(controls)
    wanted = {(record.kind, record.key) for record in drafts}
    with desk():
        sealed = seal(checked(wanted)[0], public_digests())
        account = get_user_model().objects.create_superuser("chief")
        moment = timezone.now() + timedelta(days=9)
        schedule(wanted, moment, by=account, sealed=sealed, note_en=f"{MARK} note")


def to_be_shown() -> list[Any]:
    source = make.source(key=f"{SHOWN}_source", title=SHOWN)
    industry = make.industry(key=f"{SHOWN}_industry", name_en=SHOWN, cites=source)
    about = {"cites": source, "indicator": make.indicator(key=f"{SHOWN}_indicator", name_en=SHOWN)}
    target = make.target(key=f"{SHOWN}_target", industry=industry, **about)
    figure = make.observation(key=f"{SHOWN}_figure", industry=industry, period="2023", **about)
    return [source, industry, about["indicator"], target, figure]


def test_a_preview_is_what_the_site_will_be(at_rest: None) -> None:  # noqa: F811
    controls = public()
    reader = Reader(controls)
    something_else(controls)
    records = to_be_shown()
    with desk():
        wanted = {(record.kind, record.key) for record in records}
        made = previews.make(wanted, by=get_user_model().objects.get(username="chief"), **NOTE)
    shown = everything(reader, f"/preview/{made.token}")
    assert len(shown) > 250
    assert len(mentioning(shown, SHOWN)) > 30
    hidden = [*mentioning(shown, MARK), *mentioning(shown, PENDING)]
    # what is not found is looked for, by the words of its address
    assert [address for address in hidden if MARK not in address] == []

    publish(records, **NOTE)
    then = everything(reader)
    same = [address for address in shown if not NOT_IN_A_PREVIEW.search(address)]
    assert len(same) > 200
    assert [address for address in same if shown[address] != then[address]] == []


def test_an_edition_is_what_the_site_was(at_rest: None) -> None:  # noqa: F811
    controls = public()
    reader = Reader(controls)
    behind = f"/as-of/{timezone.localdate()}"
    before = everything(reader, behind)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        something_else(controls)
        publish(to_be_shown(), **NOTE)
        assert keep_ended()
        after = everything(reader, behind)
        assert mentioning(everything(reader), SHOWN)
    assert len(before) > 250
    assert [address for address in before if after[address] != before[address]] == []
