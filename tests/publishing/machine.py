"""A ledger under random hands, which knows by itself what has to come of it; see test_machine.py."""

from collections import Counter
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from industries.choices import State
from industries.editions import DESK, LIVE, desk
from industries.models import Account, Release, Version
from industries.models.desk import with_states
from industries.publishing import check, live, release
from industries.publishing.release import ChangedMeanwhileError, LiveBehindError, PublishError
from industries.publishing.review import (
    RestoreError,
    give_back,
    mark_leaving,
    mark_ready,
    restore,
    take_back,
)
from tests.publishing import replay
from tests.publishing.agreement import Agreement
from tests.publishing.deaths import MOMENTS, Killed, dying
from tests.publishing.edits import Draw, added, edited, readdressed
from tests.publishing.replay import Kept, Ref
from tests.publishing.small import all_states

ACTS = [
    *("edit", "edit", "edit", "edit", "add", "submit", "give_back", "take_back", "restore"),
    *("publish", "publish", "publish_and_die", "publish_and_die", "publish_own"),
    *("look", "publish_looked_at", "propose_withdrawal", "withdraw", "withdraw"),
    *("catch_up", "rebuild", "pass_address_on"),
]
KINDS = ["", "", "", "new", "editorial", "correction"]


class Ledger(Agreement, RuleBasedStateMachine):
    """Knows by itself what should be public, and who was the last to change what."""

    editors: list[Account]
    seen: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.open = [transaction.atomic(using=using) for using in (DESK, LIVE)]
        for block in self.open:
            block.__enter__()
            block._from_testcase = True  # else a durable block inside would be refused
        self.number_of_marks = 100
        self.on = {using: replay.Reading(using) for using in (DESK, LIVE)}
        self.public: dict[int, dict[Ref, Kept]] = {0: {}}  # after each release
        self.told: dict[int, set[str]] = {0: set()}  # marks that the public has read by then
        self.last_author: dict[Ref, Any] = {}
        self.leaving: set[Ref] = set()
        self.proposed_by: dict[Ref, Any] = {}  # of what is leaving, or was
        self.withdrawn_as: dict[Ref, Any] = {}  # what stood on the desk then; None if brought back
        self.had: dict[tuple[str, str], str] = {}  # who had an address last
        self.releases: list[tuple[int, str, set[Ref]]] = []  # no note where nobody heard of it
        self.reached = 0  # the release that live is at
        self.looked: tuple[set[Ref], str, dict[Ref, Any]] | None = None

    def teardown(self) -> None:
        for using, block in zip((LIVE, DESK), reversed(self.open), strict=True):
            transaction.set_rollback(True, using=using)
            block.__exit__(None, None, None)

    # --- what it knows -----------------------------------------------------------------------

    def whose(self, ref: Ref) -> Any:
        """Return whose work a release of the record would publish."""
        return self.proposed_by[ref] if ref in self.leaving else self.last_author.get(ref)

    def mark(self) -> str:
        self.number_of_marks += 1
        return f"zq{self.number_of_marks}x"

    def some(self, draw: Draw, refs: Collection[Ref], most: int = 3) -> set[Ref]:
        known = sorted(refs)
        return draw(st.sets(st.sampled_from(known), min_size=1, max_size=most)) if known else set()

    def with_needs(self, wanted: set[Ref]) -> set[Ref]:
        """Return the records with all that they need and that is not public."""
        every, public = set(wanted), self.public[self.head]
        while more := {o for r in every for o in replay.required(r[0], self.desk[r].payload)} - every:
            if not (more := more - set(public)):
                break
            every |= more
        return every

    def standing(self, wanted: set[Ref]) -> dict[Ref, Kept]:
        """Return how these would be public, and what is published anew as others are withdrawn."""
        public = self.public[self.head]
        gone = wanted & self.leaving
        left = (set(public) | wanted) - gone
        after = {ref: replay.without(ref[0], self.desk[ref], left) for ref in wanted - gone}
        for ref, kept in public.items():
            if ref not in wanted and gone & replay.referred(kept.payload):
                after[ref] = replay.without(ref[0], kept, left)
        return after

    def expected(self, wanted: set[Ref]) -> dict[Ref, Kept | None]:
        """Return what would change in public if these were published: what is withdrawn is None."""
        public, after = self.public[self.head], self.standing(wanted)
        gone = wanted & self.leaving
        for (kind, _key), kept in after.items():
            required = replay.required(kind, kept.payload)
            assert required <= (set(public) | wanted) - gone, "a reference leads nowhere"
        changed = {r: k for r, k in after.items() if r not in public or k.payload != public[r].payload}
        return changed | dict.fromkeys(gone)

    # --- what the editors do -----------------------------------------------------------------

    @initialize(data=st.data())
    def something_is_public(self, data: Any) -> None:
        left_out = self.some(data.draw, self.desk)
        self.publishes(self.with_needs(set(self.desk) - left_out - {("source", "weak")}), None)

    # One rule for all: with several hypothesis leaves some out in each example, and a publishing
    # without an edit before, or a withdrawal without a proposal, comes to nothing.
    @rule(act=st.sampled_from(ACTS), who=st.sampled_from([0, 1]), data=st.data())
    def act(self, act: str, who: int, data: Any) -> None:
        getattr(self, act)(self.editors[who], data.draw)

    def edit(self, by: Account, draw: Draw) -> None:
        for ref in sorted(self.some(draw, self.desk)):
            if edited(draw, ref, self.mark(), by):
                self.last_author[ref] = by
                self.seen["edited"] += 1

    def add(self, by: Account, draw: Draw) -> None:
        self.last_author[added(draw, self.mark(), by)] = by

    def pass_address_on(self, by: Account, draw: Draw) -> None:
        """Have one record take the address of another, which moves, and publish both."""
        kind = draw(st.sampled_from(["source", "industry", "indicator", "target"]))
        refs = sorted(ref for ref in self.desk if ref[0] == kind)
        first, second = draw(st.permutations(refs))[:2]
        slug = self.desk[first].payload["slug"]
        readdressed(first, f"{self.mark()}-moved", self.mark(), by)
        readdressed(second, slug, self.mark(), by)
        self.last_author |= {first: by, second: by}
        self.on[DESK].again()
        wanted = self.with_needs({first, second})
        self.publishes(wanted, self.another(wanted, by))

    def submit(self, by: Account, draw: Draw) -> None:
        mark_ready(self.some(draw, self.desk), by)

    def give_back(self, by: Account, draw: Draw) -> None:
        refs = self.some(draw, self.desk) | self.some(draw, self.leaving)
        give_back(refs, by, text=f"{self.mark()}: which page?")
        self.leaving -= refs

    def take_back(self, by: Account, draw: Draw) -> None:
        refs = self.some(draw, self.leaving or self.desk)
        ready = set(with_states().filter(state=State.READY).values_list("kind", "key"))
        take_back(refs, by)
        self.leaving -= refs
        # what was brought back or edited stays withdrawn after all
        self.withdrawn_as |= {r: self.desk[r].payload for r in refs & set(self.withdrawn_as) - ready}

    def propose_withdrawal(self, by: Account, draw: Draw) -> None:
        public = self.public[self.head].items()
        used = {o for (kind, _key), kept in public for o in replay.optional(kind, kept.payload)}
        refs = self.some(draw, used if used and draw(st.booleans()) else self.public[self.head], 2)
        if draw(st.booleans()):
            refs |= check.withdrawn_together(refs)
        marked = refs & set(self.public[self.head]) - self.leaving
        count = mark_leaving(refs, by, text=self.mark())
        assert count == len(marked), "other records are to be withdrawn"
        self.leaving |= marked
        self.proposed_by |= dict.fromkeys(marked, by)

    def withdraw(self, by: Account, draw: Draw) -> None:
        if not self.leaving:
            self.propose_withdrawal(by, draw)
        by = self.another(self.leaving, by)
        self.publishes({ref for ref in self.leaving if self.whose(ref) != by}, by)

    def restore(self, by: Account, draw: Draw) -> None:
        version = draw(st.sampled_from(list(Version.objects.using(DESK).order_by("-id"))))
        ref = version.kind, version.key
        try:
            restore(*ref, version.n, by)
        except RestoreError:
            return
        self.seen["restored"] += 1
        self.leaving.discard(ref)
        before = self.desk[ref].payload
        self.on[DESK].again()
        now = self.desk[ref]
        assert now == (version.row_id, version.payload, version.child_ids), "another version came back"
        if now.payload != before or ref in self.withdrawn_as:
            self.last_author[ref] = by
            self.withdrawn_as |= dict.fromkeys(self.withdrawn_as.keys() & {ref})

    def publish(self, by: Account, draw: Draw) -> None:
        wanted = self.wanted(draw, needs=draw(st.integers(0, 3)) > 0)
        self.publishes(wanted, self.another(wanted, by), kind=draw(st.sampled_from(KINDS)))

    def publish_own(self, by: Account, draw: Draw) -> None:
        self.publishes(self.wanted(draw), by)

    def publish_and_die(self, by: Account, draw: Draw) -> None:
        wanted = self.wanted(draw)
        # in turn: a drawn one would be the same again and again
        moment = sorted(MOMENTS)[self.number_of_marks % len(MOMENTS)]
        self.publishes(wanted, self.another(wanted, by), moment=moment)

    def look(self, _by: Account, draw: Draw) -> None:
        refs = self.wanted(draw)
        with desk():
            shown, _problems = check.checked(refs)
        seal = release.seal(shown, check.public_digests())
        self.looked = refs, seal, {s.reference: s.payload or None for s in shown}

    def publish_looked_at(self, by: Account, draw: Draw) -> None:
        if self.looked is None:
            self.look(by, draw)
        assert self.looked is not None
        (refs, seal, shown), before = self.looked, self.head
        self.looked = None
        self.publishes(refs, self.another(refs, by), sealed=seal)
        if self.head > before:
            self.seen["published as looked at"] += 1
            log = Version.objects.using(DESK).filter(release=self.head)
            assert all(shown[v.kind, v.key] == v.payload for v in log), "another thing was looked at"

    def catch_up(self, _by: Account, _draw: Draw) -> None:
        assert live.catch_up() == self.head - self.reached, "live applied other releases"
        assert live.last_release(LIVE) == self.head, "live has not caught up"
        self.seen["caught up"] += self.head - self.reached

    def rebuild(self, _by: Account, _draw: Draw) -> None:
        assert live.rebuild_live() == self.head, "live was not made of all releases"

    # --- what publishing comes to ------------------------------------------------------------

    def wanted(self, draw: Draw, *, needs: bool = True) -> set[Ref]:
        """Return some of what differs from what is public, with all that they need, or without."""
        public = self.public[self.head]
        same = {ref for ref, kept in public.items() if kept.payload == self.desk[ref].payload}
        refs = self.some(draw, set(self.desk) - same - self.leaving or self.desk)
        if not draw(st.integers(0, 4)):
            refs |= self.leaving
        return self.with_needs(refs) if needs else refs

    def another(self, wanted: set[Ref], by: Account) -> Account:
        """Return an editor who was not the last on any of the records, if there is one."""
        authors = [self.whose(ref) for ref in wanted]
        return next((editor for editor in self.editors if editor not in authors), by)

    def publishes(self, wanted: set[Ref], by: Any, *, moment: str = "", **about: Any) -> None:
        lying = self.lying(wanted)
        note, states, whose = f"{self.mark()} 说明", all_states(), set(map(self.whose, wanted))
        number, acknowledged = None, True
        try:
            with dying(moment):
                records: Any = [SimpleNamespace(kind=kind, key=key) for kind, key in wanted]
                number = release.publish(records, note_en=note, by=by, **about).number
        except LiveBehindError as error:
            number = error.number
            self.seen[moment] += 1
        except PublishError as error:
            self.is_refused(error, wanted, by)
        except ChangedMeanwhileError:
            assert "sealed" in about, "nobody had looked at it"
        except (Killed, OSError):
            acknowledged = False
            number = self.head + 1 if moment.startswith("after") else None
            self.seen[moment] += 1
        if number is None:
            assert states == all_states(), "a refusal changed a state"
            self.seen["refused"] += 1
            return
        self.seen["acknowledged"] += acknowledged
        self.is_in_the_log(number, note, wanted, acknowledged=acknowledged)
        assert by is None or by not in whose, "somebody published their own"
        assert not lying, "somebody undid a withdrawal alone"

    def is_refused(self, error: PublishError, wanted: set[Ref], by: Any) -> None:
        """See that work is called an account's own where it is, and only there."""
        own = {(p.kind, p.key) for p in error.problems if p.code == check.OWN_WORK}
        mine = {ref for ref in wanted if by and self.whose(ref) == by}
        assert own == mine, "somebody's work is not known as theirs"
        lying = {(p.kind, p.key) for p in error.problems if p.code == check.WITHDRAWN}
        assert lying == self.lying(wanted), "what was withdrawn is not known as such"

    def lying(self, refs: Collection[Ref]) -> set[Ref]:
        """Return those that were withdrawn and stand as they did then."""
        gone = self.withdrawn_as.keys() & set(refs)
        return {ref for ref in gone if self.desk[ref].payload == self.withdrawn_as[ref]}

    def is_in_the_log(self, number: int, note: str, wanted: set[Ref], *, acknowledged: bool) -> None:
        changed = self.expected(wanted)
        assert number == self.head + 1, "a release was acknowledged that the log has not"
        assert live.last_release(DESK) >= number, "a release was acknowledged that the log has not"
        public = self.public[number - 1] | changed
        self.public[number] = {ref: kept for ref, kept in public.items() if kept is not None}
        self.told[number] = self.told[number - 1] | replay.marks(note)
        self.told[number] |= replay.marks([kept.payload for kept in changed.values() if kept])
        for (kind, key), kept in changed.items():
            if kept and self.had.setdefault((kind, kept.payload["slug"]), key) != key:
                self.had[kind, kept.payload["slug"]] = key
                self.seen["address passed on"] += 1
            self.withdrawn_as.pop((kind, key), None)
            if kept is None:
                self.withdrawn_as[kind, key] = self.desk[kind, key].payload
        self.leaving -= wanted
        self.releases.append((number, note if acknowledged else "", set(changed)))
        self.seen["withdrawn"] += len([kept for kept in changed.values() if kept is None])
        self.seen["published anew"] += len(set(changed) - wanted)

    # --- what has to be so after each step ---------------------------------------------------

    @invariant()
    def everything_agrees(self) -> None:
        self.on[DESK].again()
        self.reached = live.last_release(LIVE)
        releases = list(Release.objects.using(DESK).order_by("number"))
        versions = list(Version.objects.using(DESK).order_by("id"))
        self.the_log_is_whole(releases, versions)
        if self.on[LIVE].again():
            self.live_is_its_replay(releases[: self.reached], versions)
            self.what_is_public_was_published()
        self.states_are_as_reckoned_afresh()
