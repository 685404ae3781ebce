"""What has to be so after each step of the property test: log, live and states agree with a replay."""

from collections import Counter
from typing import Any

from industries.choices import State
from industries.editions import DESK, LIVE
from industries.models import Address, DeskState, Involvement, Release, Version
from industries.models.desk import with_states
from industries.publishing.verify import last_of_whole_log, unlike_the_log
from tests.publishing import replay
from tests.publishing.replay import Kept, Ref
from tests.publishing.small import columns, unlike

# the log may hold what was published once: content and addresses are asked about apart
OF_THE_LOG = ("industries_version", "industries_release", "industries_address")


class Agreement:
    """What a machine compares; it knows what it did itself."""

    seen: Counter[str]
    on: dict[str, replay.Reading]
    public: dict[int, dict[Ref, Kept]]
    told: dict[int, set[str]]
    leaving: set[Ref]
    proposed_by: dict[Ref, Any]
    last_author: dict[Ref, Any]
    releases: list[tuple[int, str, set[Ref]]]
    reached: int

    @property
    def head(self) -> int:
        return max(self.public)

    @property
    def desk(self) -> dict[Ref, Kept]:
        return self.on[DESK].records

    def lying(self, refs: Any) -> set[Ref]:
        raise NotImplementedError

    def the_log_is_whole(self, releases: list[Any], versions: list[Any]) -> None:
        assert [r.sha256 for r in releases] == replay.chain(releases, versions), "a hash is wrong"
        wrong = [v for v in versions if v.sha256 != replay.canonical(v.payload)]
        assert not wrong, "a payload's hash is wrong"
        assert len(releases) == self.head, "a release is in the log that nobody made"
        for number, note, refs in self.releases:
            mine = {(v.kind, v.key) for v in versions if v.release_id == number}
            assert mine == refs, f"release {number} has other records than were published"
            if note:
                assert releases[number - 1].note_en == note, f"release {number} has another note"

    def live_is_its_replay(self, releases: list[Any], versions: list[Any]) -> None:
        applied = [v for v in versions if v.release_id <= self.reached]
        for model, log in ((Release, releases), (Version, applied)):
            copied = model.objects.using(LIVE).order_by("pk")
            assert list(map(columns, copied)) == list(map(columns, log)), "live has another log"
        differs = unlike(self.on[LIVE].records, replay.replayed(applied))
        assert not differs, "live is not what its log makes of it"
        kept = Address.objects.using(LIVE).values_list("kind", "slug", "key")
        addresses = {(kind, slug): key for kind, slug, key in kept}
        assert addresses == replay.addresses(applied), "an address is wrong"
        involved = Involvement.objects.using(LIVE).values_list("version", "industry")
        assert sorted(involved) == sorted(replay.involvements(applied)), "an industry is wrong"
        if self.reached == self.head and not self.head % 3:  # it takes longer than all the rest
            assert last_of_whole_log()[0] == self.head, "verify_log finds another log"
            assert not list(unlike_the_log()), "verify_log finds what is not"

    def what_is_public_was_published(self) -> None:
        """See that every word was published, and that in the tables of content it is current."""
        texts, public = self.on[LIVE].texts, self.public[self.reached]
        assert replay.marks(texts) <= self.told[self.reached], "the desk's words are public"
        current = [text for table, text in texts.items() if table not in OF_THE_LOG]
        now = replay.marks([(ref, kept.payload) for ref, kept in public.items()])
        assert replay.marks(current) == now, "a word is public that was withdrawn, or one is not"
        assert not unlike(self.on[LIVE].records, public), "what is public is not what was published"

    def states_are_as_reckoned_afresh(self) -> None:
        public = self.public[self.head]
        ever = {ref for _number, _note, refs in self.releases for ref in refs}
        states = {
            ref: (
                replay.canonical(kept.payload),
                replay.canonical(public[ref].payload) if ref in public else "",
                ref in ever and ref not in public,
                ref in self.leaving,
                self.proposed_by[ref] if ref in self.leaving else None,
                self.last_author.get(ref),
            )
            for ref, kept in self.desk.items()
        }
        kept = {
            (s.kind, s.key): (
                *(s.digest, s.live_digest, s.withdrawn, s.leaving),
                *(s.leaving_by, s.last_author),
            )
            for s in DeskState.objects.select_related("last_author", "leaving_by")
        }
        assert not unlike(kept, states), "the desk's states are not as reckoned afresh"
        gone = with_states().filter(withdrawn=True).exclude(state__in=(State.READY, State.RETURNED))
        for *place, now in gone.values_list("kind", "key", "state"):
            as_it_was = bool(self.lying([tuple(place)]))
            assert now == (State.WITHDRAWN if as_it_was else State.PENDING), "an edit is not pending"
        waiting = with_states().filter(state=State.WAITING)
        for ref in waiting.values_list("kind", "key"):
            self.seen["waiting"] += 1
            shown = replay.without(ref[0], self.desk[ref], public).payload
            assert shown == public[ref].payload != self.desk[ref].payload, "it waits for nothing"
