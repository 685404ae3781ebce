from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine as tm
from django.utils import timezone

from industries.copies.making import keep_ended
from industries.publishing.release import publish
from tests import make
from tests.copies.named import NAMES
from tests.publishing.test_publish import edit


@pytest.fixture
def days() -> Iterator[list[str]]:
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
