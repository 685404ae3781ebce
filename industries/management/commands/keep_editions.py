from typing import Any

from industries.copies.making import BusyError, keep_ended, look_at
from industries.management.rounds import Rounds


class Command(Rounds):
    help = (
        "Make the editions of past days that are missing, and remove those that are not to be kept, or "
        "are of another log or other models."
    )
    failed = "Editions of past days could not be made."

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._rounds = 0

    def once(self) -> None:
        try:
            look_at(self._rounds)
            self._rounds += 1
            for file in keep_ended():
                self.stdout.write(f"Made {file.name}.")
        except BusyError as busy:
            self.stdout.write(f"{busy} They make what is missing.")
