"""Two editors and a reader of everything: random sequences of what may happen to a small ledger.

After each step live is what the log makes of it and what was published, word for word; nothing of the
desk is in it; every hash is right; no release that was acknowledged is missing; nobody published their
own; and the desk's states are right. The machine is in machine.py, its own reading in replay.py.

It finds the faults that are planted below, each by another of these checks:
(a) live takes the words of a citation from the desk, not from the version that it applies;
(b) what refers to a withdrawn record is published anew as it stands on the desk, not as it was public;
(c) a release is acknowledged that the log has rolled back;
and three more: (d) nobody asks whose work it is; (e) the hash of a release leaves withdrawals out;
(f) of what is published anew without a withdrawn record, the desk does not keep that it is public.
"""

import logging
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import get_state_machine_test

from industries.choices import Action
from industries.copies import making
from industries.editions import DESK, LIVE
from industries.models import Citation
from industries.publishing import check, live, release, schedule, verify, withdrawal
from industries.publishing.live import catch_up, last_release
from industries.publishing.payload import as_published, snapshots
from industries.publishing.release import LiveBehindError, PublishError
from industries.publishing.triggers import protect_log
from tests import make
from tests.publishing.deaths import MOMENTS
from tests.publishing.machine import Ledger
from tests.publishing.nights import Nights
from tests.publishing.small import editors, empty_ledger, open_log, small_ledger

pytestmark = make.uses_ledger

PLAN = hypothesis_settings(
    max_examples=10,  # after ten it mostly repeats what it drew: another seed finds more
    stateful_step_count=25,
    phases=[Phase.generate],  # a sequence that fails can be read; to shorten it takes minutes
    report_multiple_bugs=False,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def machine(
    settings: Any, empty_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """Return what runs sequences from the seeds, each on the same small ledger."""

    def migrated(*_args: Any, **_about: Any) -> None:
        # to migrate an empty file would take most of the time
        shutil.copyfile(empty_desk / "live.sqlite3", connections[LIVE].settings_dict["NAME"])

    monkeypatch.setattr(making, "call_command", migrated)
    settings.LEDGER_FOUR_EYES = True
    logging.disable(logging.CRITICAL)  # live fails on purpose
    open_log()
    empty_ledger()
    protect_log()
    small_ledger()
    Ledger.editors, Ledger.seen = editors(), Counter()
    yield lambda *seeds, of=Ledger: [
        seed(n)(get_state_machine_test(of, settings=PLAN))() for n in seeds
    ]
    logging.disable(logging.NOTSET)


def test_whatever_two_editors_do_the_public_reads_what_was_published(machine: Any) -> None:
    machine(0, 1, 2)
    enough = {"edited": 200, "acknowledged": 100, "withdrawn": 50, "refused": 50, "restored": 15}
    enough |= {"published anew": 5, "published as looked at": 5, "caught up": 1, "address passed on": 1}
    enough |= dict.fromkeys(MOMENTS, 1)
    assert not {what: Ledger.seen[what] for what, n in enough.items() if Ledger.seen[what] < n}, (
        "too little happened"
    )


def test_each_past_day_is_what_was_public_at_its_end(machine: Any) -> None:
    machine(0, 1, of=Nights)
    enough = {"editions": 20, "editions made anew": 5, "previews": 8}
    enough |= {"published at its moment": 5, "stopped": 3}
    assert not {what: Ledger.seen[what] for what, n in enough.items() if Ledger.seen[what] < n}, (
        "too little happened"
    )


def words_from_the_desk(patch: pytest.MonkeyPatch) -> None:
    write = live.write

    def careless(versions: Any, using: str) -> None:
        write(versions, using)
        stands = dict(Citation.objects.using(DESK).values_list("pk", "as_stated"))
        for citation in Citation.objects.using(LIVE).filter(pk__in=stands):
            citation.as_stated = stands[citation.pk]
            Citation.objects.using(LIVE).bulk_update([citation], ["as_stated"])

    patch.setattr(live, "write", careless)


def anew_from_the_desk(patch: pytest.MonkeyPatch) -> None:
    def of_the_desk(gone: Any, left: Any) -> Iterator[Any]:
        for public, _rest, lacking in withdrawal.without(gone, left):
            (stands,) = snapshots(public.kind, [public.key], using=DESK)
            yield public, as_published(stands, left.__contains__)[0], lacking

    patch.setattr(check, "without", of_the_desk)


def acknowledged_too_early(patch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def hopeful() -> Iterator[None]:
        try:
            with (
                transaction.atomic(using=LIVE, durable=True),
                transaction.atomic(using=DESK, durable=True),
            ):
                catch_up()
                yield
                catch_up()
                connections[LIVE].check_constraints()
        except PublishError:
            raise
        except Exception as error:
            raise LiveBehindError(last_release(DESK)) from error

    patch.setattr(release, "extending_the_log", hopeful)


def two_eyes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(release, "own_work", lambda *_args: [])


def withdrawals_unhashed(patch: pytest.MonkeyPatch) -> None:
    chained = release.chained

    def shorter(about: Any, versions: Any, previous: str) -> str:
        return chained(about, [v for v in versions if v.action == Action.PUBLISH], previous)

    for module in (release, verify):
        patch.setattr(module, "chained", shorter)


def states_of_the_reviewed_only(patch: pytest.MonkeyPatch) -> None:
    keep = release._keep_states

    def fewer(versions: Any, reviewed: Any) -> None:
        keep([v for v in versions if (v.kind, v.key) in reviewed], reviewed)

    patch.setattr(release, "_keep_states", fewer)


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (words_from_the_desk, "live is not what its log makes of it"),
        (anew_from_the_desk, "the desk's words are public"),
        (acknowledged_too_early, "a release was acknowledged that the log has not"),
        (two_eyes, "somebody published their own|somebody's work is not known as theirs"),
        (withdrawals_unhashed, "a hash is wrong"),
        (states_of_the_reviewed_only, "the desk's states are not as reckoned afresh"),
    ],
)
def test_it_finds_a_planted_fault(
    machine: Any, monkeypatch: pytest.MonkeyPatch, plant: Any, found: str
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError, match=found):
        machine(2, 5, 4, 7)  # the first finds most of them


def test_it_finds_a_release_at_its_moment_that_nobody_looked_at(
    machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(wanted: Any, *, sealed: str, **about: Any) -> Any:
        return release.append(wanted, **about)

    monkeypatch.setattr(schedule, "append", blind)
    with pytest.raises(AssertionError, match="that nobody had looked at"):
        machine(0, 1, of=Nights)
