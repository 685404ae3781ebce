"""The project's settings, with what makes tests quick and independent of the machine."""

import os
from pathlib import Path

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "test")
os.environ["SECRET_KEY"] = "for tests only, and long enough for every check of its length"

from ningxia.settings import *  # noqa: F403
from ningxia.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True  # no files are collected for tests
for database in DATABASES.values():
    database["CONN_MAX_AGE"] = 0
LEDGER_API_RATE = 0  # tests ask as often as they like
LOGGING = None
