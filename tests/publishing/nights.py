"""What a machine does about past days: nights pass, editions are made, and are what was public then."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from industries.copies import kept
from industries.copies.making import keep_ended, rebuild
from industries.editions import DESK, EDITION, Reading, reading
from industries.models import Account
from tests.publishing import replay
from tests.publishing.edits import Draw
from tests.publishing.machine import ACTS, Ledger
from tests.publishing.small import unlike

DAY = 24 * 3600
WITH_NIGHTS = [*ACTS, *["night"] * 5, *["keep_editions"] * 3]


class Nights(Ledger):
    """A ledger that has a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._travel = time_machine.travel(timezone.now())
        self.clock: Any = self._travel.start()

    def teardown(self) -> None:
        self._travel.stop()
        super().teardown()

    @rule(act=st.sampled_from(WITH_NIGHTS), who=st.sampled_from([0, 1]), data=st.data())
    def act(self, act: str, who: int, data: Any) -> None:
        getattr(self, act)(self.editors[who], data.draw)

    def night(self, _by: Account, _draw: Draw) -> None:
        self.clock.shift(DAY)

    def keep_editions(self, _by: Account, draw: Draw) -> None:
        self.keep(anew=not draw(st.integers(0, 3)))

    def keep(self, *, anew: bool) -> None:
        """Make what is missing, or then all of them anew, which changes nothing in them."""
        keep_ended()
        releases = kept.last_of_days(DESK)
        texts = [self.is_what_was_public(release) for release in releases]
        if texts and anew:
            rebuild(releases)
            assert texts == [self.is_what_was_public(release) for release in releases], (
                "a replay differs"
            )
            self.seen["editions made anew"] += len(texts)
        assert kept.files() == sorted(map(kept.place_of, releases)), "other editions are kept"

    def is_what_was_public(self, release: Any) -> dict[str, str]:
        with opened(release) as found:
            assert not unlike(found.records, self.public[release.number]), "a past day is another"
            self.seen["editions"] += 1
            return found.texts


@contextmanager
def opened(release: Any) -> Iterator[replay.Reading]:
    with reading(Reading(EDITION, file=kept.place_of(release))):
        yield replay.Reading(EDITION)
