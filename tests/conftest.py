import itertools
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.commands import manage
from tests.copies.first import apply_from


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the real ledger once: tests see what a user sees after the first start."""
    with django_db_blocker.unblock():
        call_command("load_ledger", verbosity=0)


_folders = itertools.count(1)


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of its own for downloads, editions and previews, made by who needs them."""
    place = tmp_path_factory.getbasetemp() / f"data-{next(_folders)}"
    for name in ("downloads", "editions", "previews"):
        setattr(settings, f"{name.upper()}_DIR", place / name)
    return place


@pytest.fixture
def downloads(folders: Path) -> Path:
    return folders / "downloads"


@pytest.fixture
def from_the_first(
    db: None, settings: Any, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editions and previews begin with a file that has the first release: to make it takes seconds."""
    apply_from(tmp_path_factory.getbasetemp() / "first-release", settings, monkeypatch)


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both databases migrated and nothing in them; to be copied."""
    data = tmp_path_factory.mktemp("desk")
    for alias in ("default", "live"):
        outcome = manage("migrate", "-v0", "--database", alias, data=data)
        assert outcome.returncode == 0, outcome.stderr
    return data
