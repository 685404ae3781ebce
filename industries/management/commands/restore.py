from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from industries.backup.archive import BackupError
from industries.backup.restore import restore


class Command(BaseCommand):
    help = "Fill an empty desk with a backup, and make live anew from its log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="what `backup` has written")

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            manifest = restore(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        message = _(
            "Restored what the desk had at %(made_at)s: %(tables)s tables, %(rows)s rows. Live is at"
            " release %(release)s. Everybody has to sign in anew."
        )
        about = {"made_at": manifest.made_at, "tables": len(manifest.tables), "rows": manifest.rows}
        self.stdout.write(message % {**about, "release": manifest.release})
