import itertools
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.commands import manage


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the real ledger once: tests see what a user sees after the first start."""
    with django_db_blocker.unblock():
        call_command("load_ledger", verbosity=0)


_folders = itertools.count(1)


@pytest.fixture(autouse=True)
def downloads(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own for the files that readers take along; nobody makes it but who needs it."""
    folder = tmp_path_factory.getbasetemp() / f"downloads-{next(_folders)}"
    settings.DOWNLOADS_DIR = folder
    return folder


@pytest.fixture(autouse=True)
def past(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own for editions of past days, made by who needs it."""
    settings.EDITIONS_DIR = tmp_path_factory.getbasetemp() / f"editions-{next(_folders)}"
    return settings.EDITIONS_DIR


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both databases migrated and nothing in them; to be copied."""
    data = tmp_path_factory.mktemp("desk")
    for alias in ("default", "live"):
        outcome = manage("migrate", "-v0", "--database", alias, data=data)
        assert outcome.returncode == 0, outcome.stderr
    return data
