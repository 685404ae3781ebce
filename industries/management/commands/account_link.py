from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from industries.admin.accounts import one_time_path


class Command(BaseCommand):
    help = "Print a one-time link on which an account's password can be chosen anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("origin", help="as in https://ledger.example.org")

    def handle(self, *, username: str, origin: str, **_options: Any) -> None:
        names = get_user_model().objects.order_by("username")
        account = names.filter(username=username, is_active=True).first()
        if account is None:
            known = ", ".join(names.filter(is_active=True).values_list("username", flat=True)[:20])
            raise CommandError(
                f"There is no active account “{username}”. Active are: {known or 'none'}."
            )
        self.stdout.write(f"A password for {username} can be chosen here (works once, for a day):")
        self.stdout.write(f"  {origin.rstrip('/')}{one_time_path(account)}")
