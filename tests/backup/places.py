"""Desks of their own, on either engine, and backups as somebody might change them."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections, router
from django.db.utils import ConnectionHandler

from industries.backup.archive import MANIFEST

ALIASES = ("default", "live")
ENGINES = ["sqlite"]
if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    ENGINES.append("postgresql")

Change = Callable[[Any, dict[str, bytes]], None]


@dataclass(frozen=True)
class Place:
    """Desk and live in a folder, or, with a name, in databases on the server that the tests use."""

    data: Path
    blocker: Any
    name: str = ""

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "LIVE_DATABASE_URL")}
        env |= {"DATA_DIR": str(self.data), "DJANGO_SETTINGS_MODULE": "ningxia.settings"}
        if self.name:
            about = settings.DATABASES["default"]
            server = f"postgres://{about['USER']}:{about['PASSWORD']}@{about['HOST']}:{about['PORT']}"
            env |= {
                "DATABASE_URL": f"{server}/{self.name}_default",
                "LIVE_DATABASE_URL": f"{server}/{self.name}_live",
            }
        command = [sys.executable, *args]
        return subprocess.run(
            command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
        )

    def manage(self, *args: str | Path) -> str:
        outcome = self.run("manage.py", *map(str, args))
        assert outcome.returncode == 0, outcome.stderr
        return outcome.stdout

    def refusal(self, *args: str | Path) -> str:
        """Return the one line with which a command ends."""
        outcome = self.run("manage.py", *map(str, args))
        assert outcome.returncode == 1, outcome.stdout
        (line,) = outcome.stderr.splitlines()
        return line.removeprefix("CommandError: ")

    def script(self, code: str) -> None:
        outcome = self.run("-c", f"import django\ndjango.setup()\n{code}")
        assert outcome.returncode == 0, outcome.stderr

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Let this process work here until the block ends."""
        usual = {alias: connections[alias] for alias in ALIASES}
        here = ConnectionHandler({alias: self._database(alias) for alias in ALIASES})
        ContentType.objects.clear_cache()
        with self.blocker.unblock():
            for alias in ALIASES:
                connections[alias] = here[alias]
            try:
                yield
            finally:
                for alias, connection in usual.items():
                    connections[alias].close()
                    connections[alias] = connection
                ContentType.objects.clear_cache()

    def _database(self, alias: str) -> dict[str, Any]:
        if self.name:
            return {**settings.DATABASES[alias], "NAME": f"{self.name}_{alias}", "TEST": {}}
        file = self.data / {"default": "desk.sqlite3", "live": "live.sqlite3"}[alias]
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": options}

    def contents(self) -> dict[str, list[Any]]:
        """Return every row of every table that is to come back, of desk and live."""
        with self.connected():
            return {
                f"{alias} {model._meta.label}": list(
                    model._base_manager.using(alias).order_by("pk").values_list()
                )
                for model in apps.get_models(include_auto_created=True)
                for alias in ALIASES
                if model._meta.app_label not in ("sessions", "axes")
                and model._meta.label_lower != "industries.reporttally"
                and router.allow_migrate_model(alias, model)
            }


def postgresql(statement: str) -> None:
    import psycopg

    about = settings.DATABASES["default"]
    with psycopg.connect(
        host=about["HOST"],
        port=about["PORT"] or None,
        user=about["USER"],
        password=about["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as connection:
        connection.execute(statement)


def manifest_of(file: Path) -> Any:
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read(MANIFEST))


def changed(file: Path, to: Path, change: Change) -> Path:
    """Write a backup anew, with manifest and members as the change leaves them."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    change(manifest, members)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return to


def forged(label: str, old: str, new: str) -> Change:
    """Change a row and let the manifest agree, as somebody does who knows the format."""

    def change(manifest: Any, members: dict[str, bytes]) -> None:
        text = members[f"{label}.jsonl"].decode()
        assert old in text
        content = text.replace(old, new, 1).encode()
        members[f"{label}.jsonl"] = content
        manifest["tables"][label] |= {"bytes": len(content), "sha256": sha256(content).hexdigest()}

    return change
