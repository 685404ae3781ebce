from typing import Any

from django.core.management.base import BaseCommand, CommandError

from industries.copies import kept
from industries.copies.making import BusyError, prune


class Command(BaseCommand):
    help = "Remove the editions of past days that are not to be kept by LEDGER_EDITIONS."

    def handle(self, **_options: Any) -> None:
        try:
            gone = prune()
        except BusyError as busy:
            raise CommandError(f"{busy} Try again when it is done.") from busy
        self.stdout.write(f"Removed {len(gone)} editions; {len(kept.files())} are kept.")
