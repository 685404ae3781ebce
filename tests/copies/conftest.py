from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine as tm
from django.utils import timezone

from industries.copies.making import keep_ended
from industries.publishing.release import publish
from tests import make
from tests.copies.between import A, B, C, noon
from tests.copies.named import NAMES
from tests.pages.test_history import republished
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import brought_back, withdrawn


@pytest.fixture
def days(from_the_first: None) -> Iterator[list[str]]:
    """Three days on each of which an industry got another name, of which today is the last."""
    found, industry = [], make.industry(slug="named", cites=make.source())
    start = timezone.now()
    for n, name in enumerate(NAMES):
        with tm.travel(start + timedelta(days=2 * n)):
            edit(industry, name_en=name)
            if n:
                publish([industry], note_en=f"{name}.")
            else:
                make.published(industry)
            found.append(timezone.localdate().isoformat())
    with tm.travel(start + timedelta(days=4, hours=1)):
        yield found


@pytest.fixture
def files(days: list[str]) -> list[Path]:
    return keep_ended()


@pytest.fixture
def ledger(from_the_first: None) -> Iterator[dict[str, Any]]:
    """A ledger with something of every sort between the first day and the second; it is the third."""
    hats = make.industry(key="hats", name_en="Felt hats", name_zh="毡帽", summary_en="Hats.")
    shoes = make.industry(key="shoes", name_en="Shoes", name_zh="鞋")
    boots = make.industry(key="boots", name_en="Boots", name_zh="靴子")
    caps = make.industry(key="caps", name_en="Caps", name_zh="便帽")
    with noon(A):
        make.published(hats, shoes, boots, caps)
        withdrawn(boots)
    gloves = make.industry(key="gloves", name_en="Gloves", name_zh="手套")
    belts = make.industry(key="belts", name_en="Belts", name_zh="腰带")
    with noon("2031-03-02"):
        republished(hats, name_en="Straw hats")
        republished(caps, name_en="Bonnets")
        make.published(belts)
    with noon(B):
        republished(hats, name_en="Panama hats", summary_en="Hats of straw.")
        republished(caps, name_en="Caps")
        withdrawn(shoes)
        withdrawn(belts)
        brought_back(boots)
        make.published(gloves)
    with noon(C):
        republished(gloves, name_en="Mittens")
        keep_ended()
        made = {"hats": hats, "shoes": shoes, "boots": boots, "caps": caps, "gloves": gloves}
        yield made | {"belts": belts}
