from typing import Any

from django.core.management.base import BaseCommand

from industries.publishing.live import rebuild_live


class Command(BaseCommand):
    help = "Throw live away and make it again from the desk's log."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"Applied {rebuild_live()} releases to live.")
