from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from industries.backup.archive import BackupError
from industries.backup.make import make


class Command(BaseCommand):
    help = "Write a backup of the desk to a new file; the desk can be worked at meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="as in backup.zip; not there yet")

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            manifest, sha256 = make(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        message = _(
            "%(file)s: %(tables)s tables, %(rows)s rows, release %(release)s, sha256 %(sha256)s"
        )
        about = {"file": file, "tables": len(manifest.tables), "rows": manifest.rows}
        self.stdout.write(message % {**about, "release": manifest.release, "sha256": sha256})
