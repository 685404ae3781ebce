"""Write a backup of the desk while it is in use."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers import python
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from industries.backup.archive import MANIFEST, BackupError, Manifest, Table, damaged, member_of, opened
from industries.backup.tables import (
    columns,
    first_line,
    known,
    last_id,
    migrations_of_this_code,
    models,
    whole_log,
)
from industries.editions import DESK
from industries.publishing.verify import streamed


class ExactEncoder(DjangoJSONEncoder):
    """JSON with microseconds, which Django's own encoder cuts off and a release's hash covers."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


def make(file: Path) -> tuple[Manifest, str]:
    """Write a backup of the desk to a new file and return its manifest and its sha256.

    The file gets its name only when it has been read back whole.

    Raises BackupError, and leaves no file, if anything is wrong with desk, log or file.
    """
    if os.path.lexists(file):
        message = _("%(file)s is there already, and a backup overwrites nothing: choose another name.")
        raise BackupError(message % {"file": file})
    try:
        handle, name = tempfile.mkstemp(
            dir=file.parent, prefix=f".{file.name}."
        )  # 0600: it has passwords
        try:
            return _make(handle, Path(name), file)
        finally:
            Path(name).unlink(missing_ok=True)
    except (OSError, DatabaseError) as error:
        raise BackupError(_("Nothing was written: %(error)s") % {"error": first_line(error)}) from error


def _make(handle: int, draft: Path, file: Path) -> tuple[Manifest, str]:
    with os.fdopen(handle, "w+b") as out:
        with snapshot() as connection:
            manifest = _written(out, connection)
        out.flush()
        os.fsync(out.fileno())
        out.seek(0)
        sha256 = hashlib.file_digest(out, "sha256").hexdigest()
    with opened(draft) as (_archive, found):
        if found != manifest:
            raise damaged(MANIFEST)
    # a renaming would overwrite what has come meanwhile, so the name is taken first
    os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return manifest, sha256


@contextmanager
def snapshot() -> Iterator[Any]:
    """Read the desk as it is at one moment until the block ends, on a connection of its own.

    Nobody waits for it: on SQLite the usual connection begins IMMEDIATE, as if it were to write.
    """
    usual = connections[DESK]
    own: Any = usual.copy()
    if own.vendor == "sqlite":
        own.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connections[DESK] = own
    try:
        with transaction.atomic(using=DESK):
            if own.vendor == "postgresql":
                with own.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield own
    finally:
        own.close()
        connections[DESK] = usual


def _written(out: Any, connection: Any) -> Manifest:
    applied = [".".join(key) for key in sorted(MigrationRecorder(connection).applied_migrations())]
    if known(applied) != migrations_of_this_code():
        message = _("The desk's tables are not those of this code: run manage.py migrate first.")
        raise BackupError(message)
    if connection.vendor == "sqlite":
        _refuse_damaged_tables(connection)
    release, sha256 = whole_log()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        tables = {label: _add(archive, label, model) for label, model in models().items()}
        made_at = timezone.now().isoformat(timespec="seconds")
        manifest = Manifest(made_at, applied, release, sha256, tables)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _refuse_damaged_tables(connection: Any) -> None:
    """SQLite alone: a PostgreSQL server looks after its files, and lets no reference be off."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        (found,) = cursor.fetchone()
    if found != "ok":
        raise BackupError(_("The desk's file is damaged: %(error)s") % {"error": first_line(found)})
    connection.check_constraints()


def _add(archive: ZipFile, label: str, model: Any) -> Table:
    """Write a table's rows to a member of the archive, one by one."""
    names = [field.name for field in columns(model)]
    serializer, sha256 = python.Serializer(), hashlib.sha256()
    rows = size = 0
    with (
        archive.open(member_of(label), "w", force_zip64=True) as member,
        streamed(model._base_manager.using(DESK).order_by("pk")) as found,
    ):
        for row in found:
            (content,) = serializer.serialize([row], fields=names)
            # sorted: PostgreSQL has an order of its own within a column of JSON
            line = json.dumps(content, cls=ExactEncoder, ensure_ascii=False, sort_keys=True) + "\n"
            data = line.encode()
            member.write(data)
            sha256.update(data)
            rows, size = rows + 1, size + len(data)
    return Table(rows, size, sha256.hexdigest(), last_id(model))
