"""A small ledger in which a lot has been put right: for the pages that a new ledger cannot have."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from industries.models import Industry, Target
from industries.publishing.release import publish
from tests import make
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import leaving

LONG = "It is about a branch whose name and figures were taken from a table that was read wrongly. "
LANG = "名称和数字取自一张被误读的表格。"
CODE = "23456789"  # of the report that is answered


def made() -> None:
    """Fill an empty desk: a goal and an industry corrected, an answer given, a record withdrawn.

    Each on a day of its own, the last one yesterday.
    """
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=3)):
        hats, goal, shoes = begun()
    with time_machine.travel(now - timedelta(days=2)):
        put_right(hats, goal)
    with time_machine.travel(now - timedelta(days=1)):
        taken_back(shoes)


def begun() -> tuple[Industry, Target, Industry]:
    hats = make.industry(
        key="hats", name_en="Felt hats", name_zh="毡帽", summary_en=LONG * 4, summary_zh=LANG * 4
    )
    goal = make.target(key="goal", industry=hats, note_en=LONG)
    shoes = make.industry(key="shoes", name_en="Shoes", name_zh="鞋")
    make.published(goal, make.observation(indicator=goal.indicator, industry=hats), shoes)
    return hats, goal, shoes


def taken_back(shoes: Industry) -> None:
    """Withdraw an industry, and publish the one that takes its place."""
    boots = make.industry(key="boots", name_en="Boots", name_zh="靴子")
    leaving(shoes)
    told = {"note_en": "The plan says boots, not shoes.", "note_zh": "规划写的是靴子，不是鞋。"}
    publish([shoes, boots, boots.citations.get().source], **told)


def put_right(hats: Industry, goal: Target) -> None:
    """Publish a correction of both, and with it the answer to a report."""
    edit(hats, name_en="Straw and felt hats", summary_en=f"{LONG * 2}It is small. {LONG}")
    edit(hats, summary_zh=f"{LANG * 2}规模不大。{LANG}", position=7)
    edit(goal, value=60, note_en=f"{LONG}The table is of another year.")
    report = make.report("target", goal.key, number=CODE)
    answers = [make.answer(report, found_en="It was misread: 60, not 50.", found_zh="误读：应为60。")]
    told = {"note_en": "The table was read wrongly.", "note_zh": "表格被误读。"}
    publish([hats, goal], kind="correction", answers=answers, **told)
