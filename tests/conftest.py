from typing import Any

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the real ledger once: tests see what a user sees after the first start."""
    with django_db_blocker.unblock():
        call_command("load_ledger", verbosity=0)
