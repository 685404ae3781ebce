"""What is unsafe stops the start, with one sentence."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "ALLOWED_HOSTS": "ledger.example.org",
    "SECRET_KEY": "a-long-random-key-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
}


def check(tmp_path: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    names = ("PATH", "HOME", "LANG", "CI")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", *args],
        env={**kept, "DATA_DIR": str(tmp_path), **env},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_starts_with_nothing_set_and_makes_a_key_for_this_user_only(tmp_path: Path) -> None:
    assert check(tmp_path).returncode == 0
    key = tmp_path / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = key.read_text()
    assert len(first) >= 50
    assert check(tmp_path).returncode == 0
    assert key.read_text() == first


def test_check_deploy_is_clean_in_production(tmp_path: Path) -> None:
    outcome = check(tmp_path, "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert outcome.returncode == 0, outcome.stderr
    assert "no issues" in outcome.stdout


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"DEBUG": "1"}, "DEBUG shows secrets"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is “*”"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"LEDGER_FOUR_EYES": "no"}, "LEDGER_FOUR_EYES is “no”: write on or off, or unset it."),
        ({"LEDGER_PROXIES": "-1"}, "LEDGER_PROXIES is “-1”: give a number from 0 to 9."),
        ({"LEDGER_API_RATE": "many"}, "LEDGER_API_RATE is “many”: give a number from 0 to 1000000."),
        (
            {"DATABASE_URL": "sqlite:////tmp/one.db", "LIVE_DATABASE_URL": "sqlite:////tmp/one.db"},
            "name one database: give two.",
        ),
    ],
)
def test_what_is_unsafe_stops_the_start(tmp_path: Path, env: dict[str, str], sentence: str) -> None:
    outcome = check(tmp_path, **{**PRODUCTION, **env})
    assert outcome.returncode != 0
    last = outcome.stderr.strip().splitlines()[-1]
    assert sentence in last


def test_a_public_host_has_https_only() -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG)"
    )
    env = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "ningxia.settings"}
    command = [sys.executable, "-c", code]
    outcome = subprocess.run(
        command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert outcome.stdout.split() == ["True", "True", "True", "False"]


def test_sqlite_is_one_that_keeps_commits_in_wal_mode() -> None:
    import sqlite3

    if sys.platform == "linux" and os.uname().machine == "x86_64":
        assert sqlite3.sqlite_version_info > (3, 51, 2)
        assert "pysqlite3" in sqlite3.__name__


@pytest.mark.django_db(databases=["default", "live"])
def test_no_request_is_a_transaction() -> None:
    assert not any(database.get("ATOMIC_REQUESTS") for database in settings.DATABASES.values())
