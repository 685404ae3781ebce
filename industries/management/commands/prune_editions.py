from typing import Any

from django.core.management.base import BaseCommand

from industries.copies import kept
from industries.copies.making import let_go
from industries.editions import DESK


class Command(BaseCommand):
    help = "Remove the editions of past days that are not to be kept by LEDGER_EDITIONS."

    def handle(self, **_options: Any) -> None:
        gone = let_go(kept.to_be_kept(kept.last_of_days(DESK)))
        self.stdout.write(f"Removed {len(gone)} editions; {len(kept.files())} are kept.")
