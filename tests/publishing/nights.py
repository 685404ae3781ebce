"""What a machine does about other days: nights pass, editions are made, releases come at their moment.

An edition is what was public at the end of its day; a preview what comes of the release that it shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import time_machine
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from industries.copies import kept, previews
from industries.copies.making import keep_ended, rebuild
from industries.editions import DESK, EDITION, Reading, desk, reading
from industries.models import Account, Release, ScheduledRelease
from industries.publishing import check, release
from industries.publishing.release import PublishError
from industries.publishing.schedule import publish_due, schedule
from tests.publishing import replay
from tests.publishing.edits import Draw
from tests.publishing.machine import ACTS, Ledger
from tests.publishing.replay import Ref
from tests.publishing.small import all_states, unlike

DAY = 24 * 3600
WITH_NIGHTS = [
    *ACTS,
    *(*["night"] * 5, *["keep_editions"] * 3),
    *(*["set_release"] * 8, *["moment_comes"] * 4, *["preview"] * 4),
]


class Scheduled(NamedTuple):
    """A release that is set for a moment, with what it looked like to whoever set it."""

    moment: datetime
    wanted: set[Ref]
    by: Account
    note: str
    seen: Any


class Nights(Ledger):
    """A ledger that has a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._travel = time_machine.travel(timezone.now())
        self.clock: Any = self._travel.start()
        self.scheduled: list[Scheduled] = []
        self.known: dict[Any, int] = {}  # editions that were looked at

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
        if releases and anew:
            texts = [self.is_what_was_public(release) for release in releases]
            rebuild(releases)
            assert texts == [self.is_what_was_public(release) for release in releases], (
                "a replay differs"
            )
            self.seen["editions made anew"] += len(texts)
        # and perhaps what is public so far, which a preview was made of
        past = [file for file in kept.files() if file.name < f"{timezone.localdate()}-"]
        assert past == sorted(map(kept.place_of, releases)), "other editions are kept"

    @invariant()
    def each_edition_is_what_was_public(self) -> None:
        """No edition changes once it is there, so that each is looked at once."""
        for file in kept.files():
            about = file.stat()
            log = Release.objects.using(DESK).filter(number=kept.number_of(file))
            # some are of the sequence before, which had another log
            if self.known.get(file) != about.st_mtime_ns and [file] == [*map(kept.place_of, log)]:
                self.is_what_was_public(log.get())
                self.known[file] = about.st_mtime_ns

    def is_what_was_public(self, release: Any) -> dict[str, str]:
        with opened(kept.place_of(release)) as found:
            assert not unlike(found.records, self.public[release.number]), "a past day is another"
            self.seen["editions"] += 1
            return found.texts

    # --- releases that are not public yet ------------------------------------------------------

    def preview(self, by: Account, draw: Draw) -> None:
        wanted = self.wanted(draw)
        states = all_states()
        try:
            with desk():
                made = previews.make(wanted, by=by, note_en="Preview.")
        except PublishError:
            return
        assert states == all_states(), "a preview changed a state"
        after = self.public[self.head] | self.expected(wanted)
        with opened(previews.folder() / f"{made.name}.sqlite3") as found:
            shown = {ref: kept for ref, kept in after.items() if kept is not None}
            assert not unlike(found.records, shown), "a preview shows something else"
        previews.end(made.name)
        self.seen["previews"] += 1

    def set_release(self, by: Account, draw: Draw) -> None:
        wanted = self.wanted(draw)
        by, note = self.another(wanted, by), f"{self.mark()} 定时"
        moment = timezone.now() + timedelta(hours=draw(st.integers(1, 30)))
        with desk():
            sealed = release.seal(check.checked(wanted)[0], check.public_digests())
            try:
                schedule(wanted, moment, by=by, sealed=sealed, note_en=note)
            except PublishError as error:
                self.is_refused(error, wanted, by)
                return
        self.scheduled.append(Scheduled(moment, wanted, by, note, self.sight(wanted)))
        if draw(st.booleans()):  # else something comes between, as a rule, and stops it
            self.moment_comes(by, draw)

    def sight(self, wanted: set[Ref]) -> Any:
        """Return what somebody sees who looks at these: how they would be public, and how they are."""
        after, public = self.standing(wanted), self.public[self.head]
        gone = wanted & self.leaving
        before = {ref: public[ref].payload for ref in {*after, *gone} & set(public)}
        return {ref: kept.payload for ref, kept in after.items()}, gone, before

    def moment_comes(self, _by: Account, _draw: Draw) -> None:
        """Wait for the next that is scheduled; nights may have passed over others."""
        if not self.scheduled:
            return
        wait = (min(self.scheduled).moment - timezone.now()).total_seconds() + 1
        self.clock.shift(max(0, wait))
        due = sorted(one for one in self.scheduled if one.moment <= timezone.now())
        self.scheduled = [one for one in self.scheduled if one not in due]
        states, published = all_states(), publish_due()
        assert published or states == all_states(), "a refusal changed a state"
        for one in due:
            self.is_published_or_stopped(one, {release.note_en for release in published})
        assert not ScheduledRelease.objects.filter(moment__lte=timezone.now(), refused="").exists()

    def is_published_or_stopped(self, one: Scheduled, published: set[str]) -> None:
        same, row = one.seen == self.sight(one.wanted), row_of(one)
        if one.note not in published:
            assert row is not None, "a release was lost"
            assert row.refused, "nobody is told why"
            assert not (same and "changed since" in row.refused), "nothing had changed"
            self.seen["stopped"] += 1
            return
        assert row is None, "it would be published again"
        assert same, "something was published that nobody had looked at"
        assert one.by not in map(self.whose, one.wanted), "somebody published their own"
        assert not self.lying(one.wanted), "somebody undid a withdrawal alone"
        self.is_in_the_log(self.head + 1, one.note, one.wanted, acknowledged=True)
        self.seen["published at its moment"] += 1


def row_of(one: Scheduled) -> ScheduledRelease | None:
    return ScheduledRelease.objects.filter(note_en=one.note).first()


@contextmanager
def opened(file: Path) -> Iterator[replay.Reading]:
    with reading(Reading(EDITION, file=file)):
        yield replay.Reading(EDITION)
