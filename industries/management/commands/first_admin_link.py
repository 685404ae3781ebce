from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from industries.admin.first import first_admin_path, has_administrator


class Command(BaseCommand):
    help = "Print the one-time link that makes the first administrator, if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("origin", help="as in http://127.0.0.1:8000")

    def handle(self, *, origin: str, **_options: Any) -> None:
        if not has_administrator():
            self.stdout.write("Make the first administrator here (works once, for a day):")
            self.stdout.write(f"  {origin}{first_admin_path()}")
