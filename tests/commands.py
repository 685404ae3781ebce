"""Run the project's commands as a user would, on files of their own."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

Outcome = subprocess.CompletedProcess[str]


def python(*args: str, data: Path, **given: str) -> Outcome:
    """Run Python with the project's own settings; both databases are files in the folder.

    Unless the environment that is given names others.
    """
    left_out = ("DATABASE_URL", "LIVE_DATABASE_URL")
    env = {name: value for name, value in os.environ.items() if name not in left_out}
    env |= {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "ningxia.settings", **given}
    command = [sys.executable, *args]
    return subprocess.run(
        command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


def manage(*args: str, data: Path) -> Outcome:
    return python("manage.py", *args, data=data)
