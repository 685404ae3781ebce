"""The log is append-only whatever happens to its tables."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction

from industries.editions import DESK, LIVE
from industries.models import Release, Version
from industries.publishing.triggers import log_triggers, missing_triggers, protect_log
from tests import make
from tests.commands import manage, python

pytestmark = make.uses_ledger


@pytest.mark.parametrize("table", [Release, Version])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_database_refuses_to_change_the_log(table: type[Release | Version], statement: str) -> None:
    connection = connections[DESK]
    column = "note_en" if table is Release else "key"
    if connection.vendor == "sqlite":  # which has no TRUNCATE: it deletes
        statement = statement.replace("TRUNCATE", "DELETE FROM").replace(" CASCADE", "")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(using=DESK),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table._meta.db_table, column, column))


@pytest.mark.parametrize("table", [Release, Version])
def test_the_database_refuses_to_replace_what_is_in_the_log(table: type[Release | Version]) -> None:
    """Also by what else only one row may have, and not only in SQLite's own words for it."""
    connection = connections[DESK]
    columns = [field.column for field in table._meta.local_fields]
    changed = {"id": "id + 900000", "number": "number + 900000"}
    for new in (columns, [changed.get(column, column) for column in columns]):
        verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
        statement = (
            f"{verb} INTO {table._meta.db_table} ({', '.join(columns)})"
            f" SELECT {', '.join(new)} FROM {table._meta.db_table}"
        )
        with (
            pytest.raises(IntegrityError, match=r"append-only|duplicate key"),
            transaction.atomic(using=DESK),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_live_is_a_projection_and_has_none() -> None:
    protect_log(using=LIVE)
    with transaction.atomic(using=LIVE):
        assert Version.objects.using(LIVE).all()._raw_delete(LIVE)
        transaction.set_rollback(True, using=LIVE)


def test_triggers_that_were_dropped_are_named_and_made_again() -> None:
    name, (model, _verb) = next(iter(log_triggers(connections[DESK].vendor).items()))
    suffix = f" ON {model._meta.db_table}" if connections[DESK].vendor == "postgresql" else ""
    with connections[DESK].cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{suffix}")
    assert missing_triggers() == [name]
    protect_log()
    assert missing_triggers() == []


ALTERED = """
import django
django.setup()
from django.db import connection, models
from industries.models import Version
from industries.publishing.triggers import missing_triggers
field = models.CharField(max_length=5, default="")
field.set_attributes_from_name("added")
with connection.schema_editor() as editor:
    editor._remake_table(Version, create_field=field)
print(len(missing_triggers()))
"""


def test_a_migration_that_alters_the_table_does_not_open_the_log(
    empty_desk: Path, tmp_path: Path
) -> None:
    """SQLite makes such a table anew and drops its triggers without a word."""
    data = tmp_path / "data"
    shutil.copytree(empty_desk, data)
    assert python("-c", ALTERED, data=data).stdout.strip() == "3"
    warned = manage("check", "--database", "default", data=data)
    assert "industries.W002" in warned.stderr
    assert manage("migrate", "-v0", data=data).returncode == 0
    assert "W002" not in manage("check", "--database", "default", data=data).stderr


MIGRATED = """
import django
django.setup()
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from industries.models import Release, Version
from industries.publishing.triggers import log_triggers

tables = [model._meta.db_table for model in (Release, Version)]
statements = [s.format(t) for t in tables for s in ("UPDATE {} SET sha256 = sha256", "DELETE FROM {}")]
if connection.vendor == "postgresql":
    statements += [f"TRUNCATE {table} CASCADE" for table in tables]
else:
    statements += [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in tables]

def accepted():
    return [statement for statement in statements if not refused(statement)]

def refused(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except IntegrityError as error:
            return "append-only" in str(error)
        finally:
            transaction.set_rollback(True)

graph = MigrationLoader(connection).graph
for app, name in graph.forwards_plan(*graph.leaf_nodes("industries")):
    if app != "industries":
        continue
    call_command("migrate", app, name, verbosity=0)
    state = MigrationLoader(connection).project_state((app, name)).apps
    releases, versions = (
        state.get_model(app, name).objects.using("default") for name in ("Release", "Version")
    )
    if not releases.exists():
        releases.create(number=1, published_at=timezone.now(), kind="new", note_en="First.", sha256="0")
        about = dict(kind="source", key="first", n=1, action="publish", row_id=1, child_ids={})
        versions.create(release_id=1, **about)
    print(name, accepted())
call_command("migrate", verbosity=0)
print("whole", accepted())
with connection.cursor() as cursor:
    for name, (model, verb) in log_triggers(connection.vendor).items():
        on = f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")
print("open", len(accepted()) == len(statements))
"""


@pytest.fixture
def empty_database() -> Iterator[dict[str, str]]:
    """The environment of a desk that was never migrated: a new file, or a database beside ours."""
    connection, name = connections[DESK], "desk_step_by_step"
    if connection.vendor == "sqlite":
        yield {}
        return
    place = {key: connection.settings_dict[key] for key in ("USER", "HOST", "PORT")}
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
        yield {"DATABASE_URL": "postgres://{USER}@{HOST}:{PORT}/".format(**place) + name}
        cursor.execute(f"DROP DATABASE {name}")


def test_the_log_is_closed_after_every_migration(
    empty_database: dict[str, str], tmp_path: Path
) -> None:
    outcome = python("-c", MIGRATED, data=tmp_path, **empty_database)
    assert not outcome.returncode, outcome.stderr
    *migrations, whole, opened = outcome.stdout.splitlines()
    folder = Path(settings.BASE_DIR) / "industries" / "migrations"
    assert migrations == [f"{file.stem} []" for file in sorted(folder.glob("0*.py"))]
    assert whole == "whole []"
    assert opened == "open True"  # else nothing was tried
