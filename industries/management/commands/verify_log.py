from typing import Any

from django.core.management.base import BaseCommand, CommandError

from industries.publishing.verify import LogError, last_of_whole_log, unlike_the_log


class Command(BaseCommand):
    help = "Prove that every hash of the log is right, and that live is what the log makes of it."

    def handle(self, **_options: Any) -> None:
        try:
            number, sha256 = last_of_whole_log()
            found = list(unlike_the_log())
        except LogError as error:
            raise CommandError(str(error)) from error
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(
            f"The log is whole up to release {number} ({sha256}), and live is its replay."
        )
