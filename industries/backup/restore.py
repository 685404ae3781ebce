"""Fill an empty desk with a backup: all of it, or nothing. Live is made from the log."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.serializers import python
from django.db import DatabaseError, connections, transaction
from django.utils.translation import gettext as _

from industries.backup.archive import (
    MANIFEST,
    BackupError,
    Manifest,
    damaged,
    member_of,
    opened,
    reading,
    rows_of,
)
from industries.backup.tables import (
    columns,
    first_line,
    known,
    migrations_of_this_code,
    models,
    set_last_id,
    whole_log,
)
from industries.editions import DESK, LIVE
from industries.models import ScheduledRelease
from industries.publishing.live import lock_log, rebuild_live
from industries.publishing.payload import CHUNK

# what `migrate` fills by itself, so that no desk is without; the file's rows take their place
MADE_BY_MIGRATE = frozenset(
    {"contenttypes.contenttype", "auth.permission", "auth.group", "auth.group_permissions"}
)


def restore(file: Path) -> Manifest:
    """Fill an empty desk with a backup, make live from its log, and return the backup's manifest.

    Makes the tables of both databases where they are lacking.

    Raises BackupError if the file is no whole backup, other code made it or the desk has anything.
    """
    try:
        with opened(file) as (archive, manifest):
            _refuse_other_code(manifest)
            _refuse_filled()
            for alias in (DESK, LIVE):
                call_command("migrate", database=alias, verbosity=0, interactive=False)
            _fill(archive, manifest)
            return manifest
    except (OSError, DatabaseError) as error:
        raise BackupError(
            _("Nothing was restored: %(error)s") % {"error": first_line(error)}
        ) from error


def _refuse_other_code(manifest: Manifest) -> None:
    theirs = known(manifest.migrations) | manifest.tables.keys()
    ours = migrations_of_this_code() | models().keys()
    if theirs == ours:
        return
    message = _(
        "The backup was made with other migrations. In the file alone: %(theirs)s. In this code"
        " alone: %(ours)s. Restore it with the code that made it, then bring that up to date."
    )
    none = _("none")
    only = {
        "theirs": ", ".join(sorted(theirs - ours)) or none,
        "ours": ", ".join(sorted(ours - theirs)) or none,
    }
    raise BackupError(message % only)


def _refuse_filled() -> None:
    """Look for rows that `migrate` has not made. The desk may have no tables yet."""
    present = connections[DESK].introspection.table_names()
    filled = [
        model._meta.db_table
        for label, model in models().items()
        if label not in MADE_BY_MIGRATE
        and model._meta.db_table in present
        and model._base_manager.using(DESK).exists()
    ]
    if filled:
        message = _(
            "The desk is not empty: %(table)s has rows, for one. A backup is restored into an empty"
            " desk only: set DATA_DIR, or DATABASE_URL and LIVE_DATABASE_URL, to new ones."
        )
        raise BackupError(message % {"table": filled[0]})


def _fill(archive: ZipFile, manifest: Manifest) -> None:
    """Fill the desk and make live anew. As in publishing, live goes along and commits last."""
    committed = False
    try:
        with transaction.atomic(using=LIVE, durable=True):
            lock_log(LIVE)
            with transaction.atomic(using=DESK, durable=True):
                lock_log(DESK)
                _refuse_filled()
                _fill_tables(archive, manifest)
                _hold_what_is_scheduled()
                connections[DESK].check_constraints()
                if whole_log() != (manifest.release, manifest.release_sha256):
                    raise damaged(MANIFEST)
                rebuild_live()
                connections[LIVE].check_constraints()
            committed = True
    except DatabaseError as error:
        if not committed:
            raise
        message = _("The desk is restored, live is not yet: run manage.py rebuild_live. (%(error)s)")
        raise BackupError(message % {"error": first_line(error)}) from error
    finally:
        ContentType.objects.clear_cache()


def _fill_tables(archive: ZipFile, manifest: Manifest) -> None:
    for label, model in models().items():
        if label in MADE_BY_MIGRATE:
            model._base_manager.using(DESK).all()._raw_delete(DESK)
    for label, model in models().items():
        try:
            _insert(model, _objects(archive, label, model))
            set_last_id(model, manifest.tables[label].last_id)
        except DatabaseError as error:
            message = _("Nothing was restored: %(member)s: %(error)s")
            about = {"member": member_of(label), "error": first_line(error)}
            raise BackupError(message % about) from error


def _hold_what_is_scheduled() -> None:
    """Let nothing go out by itself that may have gone out, or been given up, since the backup."""
    refusal = _("The desk was restored from a backup. Look at it again.")
    ScheduledRelease.objects.filter(refused="").update(refused=refusal)


def _objects(archive: ZipFile, label: str, model: Any) -> Iterator[Any]:
    names = {field.name for field in columns(model)} - {model._meta.pk.name}
    for line in rows_of(archive, label):
        with reading(label):
            row = json.loads(line)
            if row["model"] != label or set(row["fields"]) != names:
                raise damaged(member_of(label))
            (found,) = python.Deserializer([row], using=DESK)
        yield found.object


def _insert(model: Any, objects: Iterator[Any]) -> None:
    """Insert rows as they are, with no value of this moment. References are checked at the end."""
    fields = columns(model)
    size = min(CHUNK, connections[DESK].ops.bulk_batch_size(fields, list(range(CHUNK))))
    while part := list(islice(objects, size)):
        model._base_manager.using(DESK)._insert(part, fields=fields, using=DESK, raw=True)
