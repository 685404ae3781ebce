"""One record at one moment, on the real server: thirty who save it, and a release during a save."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browse import Browser, first_administrator, read_form
from tests.commands import python
from tests.serve import ROOT, free_port, serving

pytestmark = pytest.mark.server
SCRIPT = ROOT / "script/postgres"
EDITORS = 30
LIST = "/admin/industries/source/?q=scio_p4"


@contextmanager
def databases(engine: str) -> Iterator[dict[str, str]]:
    """Give the environment of a server with new databases on the engine, until the block ends."""
    if engine == "sqlite":
        yield {}
        return
    with tempfile.TemporaryDirectory() as folder:  # pytest's own is closed to the user of PostgreSQL
        files = f"{folder}/postgres"
        start = [str(SCRIPT), "start", files]
        host = subprocess.run(start, capture_output=True, text=True, check=True).stdout.strip()
        try:
            yield {
                "DATABASE_URL": f"postgres://ledger@{host}/desk",
                "LIVE_DATABASE_URL": f"postgres://ledger@{host}/live",
            }
        finally:
            subprocess.run([str(SCRIPT), "stop", files], check=True)


def has_postgresql() -> bool:
    return subprocess.run([str(SCRIPT), "present"], check=False).returncode == 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger that is served, with its first administrator."""

    origin: str
    chief: Browser
    data: Path
    databases: dict[str, str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"] if has_postgresql() else ["sqlite"])
def ledger(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ledger]:
    folder, port = tmp_path_factory.mktemp("ledger"), free_port()
    printed, data, origin = folder / "printed", folder / "data", f"http://127.0.0.1:{port}"
    with (
        databases(request.param) as about,
        serving(ROOT, printed, port=port, within=180, DATA_DIR=str(data), **about),
    ):
        yield Ledger(origin, first_administrator(origin, printed.read_text()), data, about)


def test_exactly_one_of_thirty_simultaneous_saves_wins(ledger: Ledger) -> None:
    chief = ledger.chief
    found = re.search(r"/admin/industries/source/\d+/change/", chief.open(LIST))
    assert found is not None
    address = found.group()
    form = read_form(chief.open(address))

    def save(number: int) -> str:
        editor = Browser(ledger.origin, chief.cookies)
        return editor.open(address, form | {"publisher": f"Office {number}", "_save": "1"})

    with ThreadPoolExecutor(EDITORS) as threads:
        answers = list(threads.map(save, range(EDITORS)))
    stands = read_form(chief.open(address))["publisher"]
    won = [n for n, page in enumerate(answers) if "was changed successfully" in page]
    told = [n for n, page in enumerate(answers) if "while you edited it" in page]
    assert len(won) == 1
    assert stands == f"Office {won[0]}"
    # and nobody else lost what they typed
    assert len(told) == EDITORS - 1
    assert all(f'value="Office {number}"' in answers[number] for number in told)


# what goes on while a release is made: it has read the desk and has yet to commit
DURING = """
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
import time
import django
django.setup()
from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.test import Client
from industries.editions import DESK, LIVE, desk
from industries.models import RECORDS, DeskState, Source, Version
from industries.models.desk import with_states
from industries.publishing import release
from industries.publishing.payload import snapshots
from industries.publishing.states import note_edit
from tests import make

begun, append = threading.Event(), release._next_release

def slowly(*args, **about):
    begun.set()
    time.sleep(1.5)
    return append(*args, **about)

def published_during(records, act):
    def publish():
        release.publish(records, note_en="While somebody worked.")
        connections.close_all()

    release._next_release = slowly
    with ThreadPoolExecutor(1) as pool:
        publishing = pool.submit(publish)
        if not begun.wait(10):
            publishing.result()  # it was refused
        act()
        publishing.result()

def deleted(record):
    address = f"/admin/industries/{record._meta.model_name}/{record.pk}/delete/"
    return chief.post(address, {"post": "yes"})

def state(record):
    return with_states().get(kind=record.kind, key=record.key)

make._numbers = itertools.count(Version.objects.using(DESK).count())  # of another run's records
user = get_user_model().objects.get(is_superuser=True)
chief = Client(HTTP_HOST="127.0.0.1")
chief.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
"""

SAVE = """
held = threading.Event()

def save(title, while_held=lambda: None):
    with desk(), transaction.atomic(using=DESK):
        source = Source.objects.get(key="scio_p4")
        source.title = title
        source.save()
        note_edit(source, None)
        while_held()

def save_slowly():
    save("Saved meanwhile", lambda: (held.set(), time.sleep(1.5)))
    connections.close_all()

save("As it was looked at")
saving = threading.Thread(target=save_slowly)
saving.start()
held.wait()
with desk():
    source = Source.objects.get(key="scio_p4")
release.publish([source], note_en="While somebody saved.")
saving.join()
(stands,) = snapshots("source", ["scio_p4"], using=DESK)
now = state(source)
print(Source.objects.get(key="scio_p4").title, stands.payload["title"], now.state, sep="|")
print(now.digest == stands.digest)
"""

DELETE = """
source = make.source(title="A draft")
published_during([source], lambda: print(deleted(source).status_code))
stands = [Source.objects.using(using).filter(pk=source.pk).exists() for using in (DESK, LIVE)]
print(stands, DeskState.objects.filter(kind="source", key=source.key).exists())
"""

DELETE_LINKED = """
source = make.source(title="Cited")
draft, plan = make.industry(cites=source), make.initiative(cites=source)
with desk():
    plan.industries.add(draft)
    note_edit(plan, None)
published_during([source, plan], lambda: print(deleted(draft).status_code))
now = state(plan)
print(now.state, now.live_digest == Version.objects.get(kind="initiative", key=plan.key).sha256)
"""


def printed_by(ledger: Ledger, scenario: str) -> list[str]:
    outcome = python("-c", DURING + scenario, data=ledger.data, **ledger.databases)
    assert not outcome.returncode, outcome.stderr
    return outcome.stdout.splitlines()


def test_a_save_that_commits_during_a_release_is_in_it_or_pending(ledger: Ledger) -> None:
    titles, agrees = printed_by(ledger, SAVE)
    public, on_desk, state = titles.split("|")
    assert agrees == "True"
    assert on_desk == "Saved meanwhile"
    assert state == ("live" if public == on_desk else "pending")


def test_what_is_published_just_now_is_not_deleted(ledger: Ledger) -> None:
    assert printed_by(ledger, DELETE) == ["403", "[True, True] True"]


def test_a_state_that_a_release_writes_is_not_reckoned_from_before_it(ledger: Ledger) -> None:
    """The plan names the draft that is deleted: its state is reckoned afresh then."""
    status, now = printed_by(ledger, DELETE_LINKED)
    assert status == "302"
    assert now == "live True"
