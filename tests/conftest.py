from collections.abc import Iterator

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Load the real ledger once: tests see what a user sees after the first start."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("load_ledger", verbosity=0)
    yield
