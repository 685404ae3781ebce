from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from industries.copies import kept
from industries.copies.making import BusyError, rebuild
from industries.editions import DESK


class Command(BaseCommand):
    help = "Make the editions of past days anew from the log: all that are kept, or those of some days."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, which in (("from", "first"), ("to", "last")):
            parser.add_argument(
                f"--{name}", type=_day, metavar="DATE", help=f"the {which} day, as 2026-01-31"
            )

    def handle(self, **options: Any) -> None:
        first, last = options["from"] or date.min, options["to"] or date.max
        if first > last:
            raise CommandError(f"{first} is after {last}: give the earlier day with --from.")
        releases = kept.wanted(DESK)
        wanted = [release for release in releases if first <= kept.day_of(release) <= last]
        try:
            rebuild(wanted)
        except BusyError as busy:
            raise CommandError(f"{busy} Try again when it is done.") from busy
        self.stdout.write(f"Made {len(wanted)} editions.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is no day: write it as 2026-01-31.") from error
