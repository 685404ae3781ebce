import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backup.places import ALIASES, Place, postgresql

# what editors leave behind: accounts, groups, an admin log, forward references, ids of deleted rows
WORK = """
from datetime import date
from decimal import Decimal
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils import timezone
from industries.editions import desk
from industries.models import Account, ReportTally, ScheduledRelease
from industries.publishing.review import comment, mark_leaving
from industries.publishing.states import note_edit
from tests import make
with desk():
    chief = Account.objects.create(username="chief", password="a hash", language="zh-hans")
    ann = Account.objects.create(username="ann", last_login=timezone.now())
    group = Group.objects.create(name="Editors of the north")
    group.permissions.set(Permission.objects.all()[:3])
    ann.groups.set(Group.objects.all())
    ann.user_permissions.set(Permission.objects.all()[3:7])
    LogEntry.objects.create(
        user=chief, action_flag=2, object_repr="宁夏 “quoted”\\r\\n\\u2028",
        content_type=ContentType.objects.get_for_model(Group), change_message='[{"changed": {}}]',
    )
    first, second = make.initiative(), make.initiative()
    first.parent = second
    first.save()
    note_edit(first, ann)
    target = make.target(value=Decimal("123456789.123456"), due_on=date(2031, 12, 31))
    again = make.target(value=Decimal("0.000001"), restates=target)
    target.also_restates.add(again)
    answer = make.answer(make.report("target", target.key, wrong="错\\n了"), found_zh="系误读。")
    make.report("source", "scio_p4", elsewhere="p. 5")
    ReportTally.objects.create(mark="a" * 64, hour=timezone.now(), sent=1)
    figure = make.observation(value=Decimal("-0.1"))
    make.published(figure, note_zh="更正", by=chief, answers=[answer])
    comment([("target", target.key)], ann, text="二次核对。")
    withdrawn = make.source()
    make.published(withdrawn)
    mark_leaving([("source", withdrawn.key)], ann)
    make.publish([withdrawn], note_en="Not a source after all.")
    citation = first.citations.get()
    citation.pk = None
    citation.save()
    citation.delete()
    ScheduledRelease.objects.create(
        moment=timezone.now(), records=[["source", "scio_p4"]], seal="a" * 64, note_zh="更正",
        kind="correction", by=ann, refused="Changed.",
    )
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=timezone.now())
"""


@pytest.fixture(scope="session")
def new_place(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Callable[..., Place]]:
    """Make places with nothing in them, not even tables, or with what another one has."""
    databases: list[str] = []

    def made(engine: str = "sqlite", *, like: Place | None = None) -> Place:
        data = tmp_path_factory.mktemp("place") / "data"
        if engine == "sqlite":
            if like:
                shutil.copytree(like.data, data)
            return Place(data, django_db_blocker)
        name = f"backup_{uuid.uuid4().hex[:12]}"
        for alias in ALIASES:
            template = f" TEMPLATE {like.name}_{alias}" if like else ""
            postgresql(f"CREATE DATABASE {name}_{alias}{template}")
            databases.append(f"{name}_{alias}")
        return Place(data, django_db_blocker, name)

    yield made
    for database in databases:
        postgresql(f"DROP DATABASE {database}")


@pytest.fixture(scope="session")
def worked_at(new_place: Any, empty_desk: Path, django_db_blocker: Any) -> Place:
    """A desk on SQLite with the ledger and some days of work. Not to be changed."""
    place: Place = new_place(like=Place(empty_desk, django_db_blocker))
    place.manage("load_ledger", "-v0")
    place.script(WORK)
    return place


@pytest.fixture
def copy(new_place: Any, worked_at: Place) -> Place:
    """A worked-at desk on SQLite, to be changed."""
    place: Place = new_place(like=worked_at)
    return place


@pytest.fixture
def empty(new_place: Any, empty_desk: Path, django_db_blocker: Any) -> Place:
    """An empty desk on SQLite, to be changed."""
    place: Place = new_place(like=Place(empty_desk, django_db_blocker))
    return place


@pytest.fixture(scope="session")
def contents(worked_at: Place) -> Any:
    return worked_at.contents()


@pytest.fixture(scope="session")
def said_and_backup(worked_at: Place, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    file = tmp_path_factory.mktemp("backup") / "desk.zip"
    return worked_at.manage("backup", file), file


@pytest.fixture(scope="session")
def backup(said_and_backup: tuple[str, Path]) -> Path:
    """A backup of the worked-at desk. Not to be changed."""
    return said_and_backup[1]


@pytest.fixture(scope="session")
def restored(backup: Path, new_place: Any) -> Callable[[str], Place]:
    """Return a place of an engine where the backup was restored. Not to be changed."""
    places: dict[str, Place] = {}

    def place(engine: str) -> Place:
        if engine not in places:
            places[engine] = new_place(engine)
            said = places[engine].manage("restore", backup)
            assert "Live is at release 4. Everybody has to sign in anew." in said
        return places[engine]

    return place
