"""Commands that `script/server` runs beside the pages, round after round."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

logger = logging.getLogger(__name__)


class Rounds(BaseCommand):
    """Does its work once, or with `--every` again and again until it is stopped."""

    failed = ""  # what the log says of a round that failed

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, at this interval")

    def once(self) -> None:
        """Do what there is to do. Whatever it raises ends the round, and the next one tries again."""
        raise NotImplementedError

    def handle(self, *, every: int | None, **_options: Any) -> None:
        if not every:
            self.once()
        while every:
            began = time.monotonic()
            try:
                self.once()
            except Exception:  # of a moment, as a rule
                logger.exception(self.failed)
            close_old_connections()
            time.sleep(max(0, every - (time.monotonic() - began)))
