import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from industries.copies import kept
from industries.copies.making import BusyError, is_whole, keep_ended

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Make the editions of past days that are missing, and remove those that are not to be kept, or "
        "are of another log or other models."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, at this interval")

    def handle(self, *, every: int | None, **_options: Any) -> None:
        if not every:
            self._once()
        rounds = 0
        while every:
            try:
                self._look_at(rounds)
                self._once()
            except BusyError as busy:
                self.stdout.write(str(busy))
            except Exception:  # as of a full disk: the next round tries again
                logger.exception("Editions of past days could not be made.")
            rounds += 1
            close_old_connections()
            time.sleep(every)

    def _once(self) -> None:
        for file in keep_ended():
            self.stdout.write(f"Made {file.name}.")

    def _look_at(self, rounds: int) -> None:
        """Read one edition, each time the next; remove it if it is damaged, so that it is made anew."""
        if files := kept.files():
            file = files[rounds % len(files)]
            if not is_whole(file):
                logger.error("%s is damaged: it is made anew.", file.name)
                file.unlink(missing_ok=True)
