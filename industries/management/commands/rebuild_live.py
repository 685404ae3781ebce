from typing import Any

from django.core.management.base import BaseCommand

from industries.publishing.live import rebuild_live
from industries.publishing.states import refresh_all_states


class Command(BaseCommand):
    help = "Throw live away and make it again from the desk's log."

    def handle(self, **_options: Any) -> None:
        refresh_all_states()  # live may be made anew for another format of payloads
        self.stdout.write(f"Applied {rebuild_live()} releases to live.")
