"""All settings, in one file. What differs between places is read from the environment, by name.

With nothing set it runs for one person on this machine: files in var/, loopback, DEBUG off. What is
unsafe for a public host stops the start with one sentence.
"""

import contextlib
import os
import re
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DOWNLOADS_DIR = DATA_DIR / "downloads"  # what readers take along; made anew where it is missing
EDITIONS_DIR = DATA_DIR / "editions"  # what the public read on past days; made anew likewise
PREVIEWS_DIR = DATA_DIR / "previews"  # what it would read; can be thrown away

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)
IS_PUBLIC = not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS)
DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """Return the key from SECRET_KEY, else from a file that only this user can read, made once."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    file = DATA_DIR / "secret_key"
    if not file.exists():
        handle, draft = tempfile.mkstemp(dir=DATA_DIR)  # 0600
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(60))
        with contextlib.suppress(FileExistsError):  # of two that start at once one makes it
            os.link(draft, file)
        os.unlink(draft)
    return file.read_text()


SECRET_KEY = _secret_key()
SHORTEST_KEY = 50  # characters; what Django's own check asks for

if IS_PUBLIC:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG shows secrets: unset it, or serve localhost only.")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS is “*”: name the hosts that are served.")
    if len(SECRET_KEY) < SHORTEST_KEY:
        raise ImproperlyConfigured("SECRET_KEY is too short: make a longer one.")

# --- Applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "industries.apps.DeskConfig",  # in place of django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "rest_framework",
    "django_filters",
    "csp",
    "axes",
    "import_export",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "industries.apps.IndustriesConfig",
]

# Sessions and users are lazy: a public page touches neither and sets no cookie.
MIDDLEWARE = [
    "industries.request_ids.RequestIdMiddleware",
    "industries.prefixes.SecretMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "industries.conditional.FleetingErrorsMiddleware",
    # below the static files, which are kept compressed
    "industries.middleware.CompressionMiddleware",
    "industries.api.middleware.OpenDataMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "industries.middleware.LanguageMiddleware",
    "industries.prefixes.ReadingMiddleware",
    # from here on the path is without its prefix
    "industries.middleware.MethodMiddleware",
    "industries.api.middleware.RateLimitMiddleware",
    "industries.api.middleware.ApiMethodMiddleware",
    "industries.api.past.AsOfMiddleware",
    "industries.conditional.ConditionalMiddleware",
    "industries.middleware.CharsetMiddleware",
    "industries.middleware.NoCookieMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "industries.middleware.DeskLanguageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ningxia.urls"
WSGI_APPLICATION = "ningxia.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Databases: desk (default) and live ---------------------------------------------------------


def _sqlite_options() -> dict[str, object]:
    from sqlite3 import sqlite_version_info as version

    # WAL in these can lose a commit when a checkpoint and a write meet
    unsafe = (3, 7, 0) <= version <= (3, 51, 2) and version not in {(3, 44, 6), (3, 50, 7)}
    journal = "DELETE" if unsafe else "WAL"
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode={journal};PRAGMA synchronous=FULL;",
    }


def _database(variable: str, file: str) -> dict[str, object]:
    # not an address by default: a folder may have any character in its name
    default = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / file)}
    database: dict[str, object] = dict(env.db(variable) if variable in os.environ else default)
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = _sqlite_options()
    database["CONN_MAX_AGE"] = 60
    database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES: dict[str, dict[str, Any]] = {
    "default": _database("DATABASE_URL", "desk.sqlite3"),
    "live": _database("LIVE_DATABASE_URL", "live.sqlite3"),
    # each thread has it read one file or another: industries/copies/connecting.py
    "edition": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "TEST": {"MIGRATE": False},
    },
}
DATABASE_ROUTERS = ["industries.editions.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_PLACE = ("ENGINE", "NAME", "HOST", "PORT")
if [DATABASES["default"].get(k) for k in _PLACE] == [DATABASES["live"].get(k) for k in _PLACE]:
    raise ImproperlyConfigured("DATABASE_URL and LIVE_DATABASE_URL name one database: give two.")

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "industries" / "locale"]  # one catalogue, for code and templates
TIME_ZONE = env.str("LEDGER_TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True

# --- Static files -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# large, and asked for by nobody but a developer's tools: compressing them took most of a first start
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "gif", "jpg", "ico", "zip", "gz", "br", "woff2", "map")

# --- Security -----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the icons in the stylesheets of admin and API documentation
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
CSRF_FAILURE_VIEW = "ningxia.errors.csrf_failure"  # Django's own page has an inline style
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_PUBLIC
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PUBLIC
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", default=False)
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

AUTH_USER_MODEL = "industries.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds that a one-time link works

# Guessing is slowed for an account from one network, so that nobody can keep its owner out from
# another; it ends by itself, and a one-time link ends it at once.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "industries.middleware.network_of"
AXES_LOCKOUT_CALLABLE = "ningxia.errors.too_many_failures"
AXES_DISABLE_ACCESS_LOG = True  # who signed in from where is nobody's business
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- The ledger ---------------------------------------------------------------------------------

LEDGER_NAME_EN = env.str("LEDGER_NAME_EN", default="Ningxia Industry Ledger")
LEDGER_NAME_ZH = env.str("LEDGER_NAME_ZH", default="宁夏产业台账")
# what and where its region is, in a sentence or two at the head of the start page; empty: nothing
_is_first = "LEDGER_NAME_EN" not in os.environ
LEDGER_INTRO_EN = env.str(
    "LEDGER_INTRO_EN",
    default="Ningxia is an autonomous region in the north-west of China. At a press conference in"
    " May 2024 its officials summed up its industry as “Six New, Six Specialties, Six Excellence + N”."
    if _is_first
    else "",
)
LEDGER_INTRO_ZH = env.str(
    "LEDGER_INTRO_ZH",
    default="宁夏回族自治区位于中国西北。2024年5月，自治区有关负责人在新闻发布会上以“六新六特六优+N”概括其产业体系。"
    if _is_first
    else "",
)
# who answers for it, as its page about itself says
LEDGER_PUBLISHER_EN = env.str("LEDGER_PUBLISHER_EN", default=f"the editors of the {LEDGER_NAME_EN}")
LEDGER_PUBLISHER_ZH = env.str("LEDGER_PUBLISHER_ZH", default=f"{LEDGER_NAME_ZH}编辑部")
# under which others may use the program; empty: nobody has said
LEDGER_CODE_LICENCE = env.str("LEDGER_CODE_LICENCE", default="")
LEDGER_LICENCE = env.str("LEDGER_LICENCE", default="CC BY 4.0")
# the address that files name which are made before anybody asks for them
_address = f"http://127.0.0.1:{env.int('PORT', default=8000)}"
if IS_PUBLIC:
    _address = f"https://{next(h for h in ALLOWED_HOSTS if h not in LOCAL_HOSTS).lstrip('.')}"
LEDGER_ORIGIN = env.str("LEDGER_ORIGIN", default=_address).rstrip("/")
_four_eyes = env.str("LEDGER_FOUR_EYES", default="")
if _four_eyes not in ("", "on", "off"):
    raise ImproperlyConfigured(f"LEDGER_FOUR_EYES is “{_four_eyes}”: write on or off, or unset it.")
LEDGER_FOUR_EYES = _four_eyes == "on" if _four_eyes else None  # None: from the second account on


def _number(name: str, *, default: int, most: int) -> int:
    said = env.str(name, default=str(default))
    if not (said.isascii() and said.isdigit() and int(said) <= most):
        raise ImproperlyConfigured(f"{name} is “{said}”: give a number from 0 to {most}.")
    return int(said)


# how many proxies of ours a request comes through, each of which adds to X-Forwarded-For
LEDGER_PROXIES = _number("LEDGER_PROXIES", default=int(BEHIND_TLS_PROXY), most=9)
# how often a network may ask the API in a minute; 0: as often as it likes
LEDGER_API_RATE = _number("LEDGER_API_RATE", default=600, most=1_000_000)
# of which past days an edition is kept: industries/copies/kept.py
LEDGER_EDITIONS = env.str("LEDGER_EDITIONS", default="all")
if not re.fullmatch(r"all|[1-9][0-9]*( months)?", LEDGER_EDITIONS):
    raise ImproperlyConfigured(
        "LEDGER_EDITIONS is “all”, a number for so many of the newest days, or “90 months” "
        "for those 90 and the last day of each month."
    )
FIXTURE_DIRS = [Path(env.str("LEDGER_FIXTURES", default=str(BASE_DIR / "fixtures")))]

# --- API ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["industries.api.rendering.ExactJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "industries.api.openapi.LedgerSchema",
    "EXCEPTION_HANDLER": "industries.api.errors.as_problem",
    "COERCE_DECIMAL_TO_STRING": False,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "industries.api.asking.Negotiation",
    "URL_FORMAT_OVERRIDE": None,  # ours reads “format”, and refuses what it does not know
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{LEDGER_NAME_EN} API",
    "DESCRIPTION": "Industries, initiatives, targets and observations, each with its sources and its"
    " past. Read only, open to all, no key. Start with the guide at `/api/guide/`; it also says what"
    " may change within version 1. A name or value that is not known is refused with the valid ones.",
    # 1.x: raised with each change that a client has to know of, which docs/api-changes.md then names
    "VERSION": "1.0",
    "OAS_VERSION": "3.1.0",
    "CONTACT": {"name": LEDGER_PUBLISHER_EN, "url": f"{LEDGER_ORIGIN}/about/"},
    "LICENSE": {"name": LEDGER_LICENCE, "url": f"{LEDGER_ORIGIN}/about/"},
    "EXTERNAL_DOCS": {"url": f"{LEDGER_ORIGIN}/api/guide/", "description": "Guide"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "industries.api.openapi.finished",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_SUFFIX": "",
    # one name in the schema for each closed list, whatever the fields that use it are called
    "ENUM_NAME_OVERRIDES": {
        name: f"industries.choices.{name}"
        for name in (
            *("Action", "AnnouncedBasis", "Band", "Basis", "Bound", "Comparator", "Confidence"),
            *("Course", "Direction", "Drift", "Flag", "Frequency", "IndustryStage"),
            *("InitiativeKind", "InitiativeStage", "Measure", "MembershipBasis", "Method"),
            *("NameBasis", "ObservationBasis", "ObservationStatus", "ProductKind", "Qualifier"),
            *("Rank", "Reason", "ReleaseKind", "SourceKind", "Standing", "TargetKind", "Verdict"),
        )
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "industries.request_ids.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "industries.request_ids.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # what a client asked wrongly it is told; the log is for what we did wrongly
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
        # the server's own: lines like all others, once a worker has read this
        "_granian": {"handlers": ["stderr"], "propagate": False},
    },
}
