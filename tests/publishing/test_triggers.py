"""The log is append-only whatever happens to its tables."""

import shutil
from pathlib import Path

import pytest
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


def test_live_is_a_projection_and_has_none() -> None:
    protect_log(using=LIVE)
    with transaction.atomic(using=LIVE):
        assert Version.objects.using(LIVE).all()._raw_delete(LIVE)
        transaction.set_rollback(True, using=LIVE)


def test_triggers_that_were_dropped_are_named_and_made_again() -> None:
    name, (table, _verb) = next(iter(log_triggers(connections[DESK].vendor).items()))
    suffix = f" ON {table}" if connections[DESK].vendor == "postgresql" else ""
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
    assert python("-c", ALTERED, data=data).stdout.strip() == "2"
    warned = manage("check", "--database", "default", data=data)
    assert "industries.W002" in warned.stderr
    assert manage("migrate", "-v0", data=data).returncode == 0
    assert "W002" not in manage("check", "--database", "default", data=data).stderr
