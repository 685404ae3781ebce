from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from industries.fixtures import FixtureError
from industries.loading import load


class Command(BaseCommand):
    help = "Load the fixtures into an empty desk and publish what rests on more than weak sources."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURE_DIRS[0])

    def handle(self, *, folder: Path, verbosity: int, **_options: Any) -> None:
        try:
            loaded = load(folder)
        except FixtureError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        if not verbosity:
            return
        if loaded is None:
            self.stdout.write("The desk has content already: nothing was loaded.")
            return
        records, leads = sum(loaded.records.values()), sum(loaded.leads.values())
        self.stdout.write(
            f"Loaded {records} records. Release {loaded.release.number} has {records - leads}; "
            f"{leads} are leads on the desk."
        )
