"""All settings. What differs between places comes from the environment; a secret never has a default in production.

PRODUCTION is on wherever another database than the embedded SQLite is named, unless it is switched off.
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from dushi import beat, chance
from dushi.gathered import (  # noqa: F401 - read from the settings
    ALERT_PROVIDERS,
    ATTACHMENT_RULES,
    BULLETIN_PROVIDERS,
    CALENDAR_PROVIDERS,
    CHAIN_ANCHORS,
    CHAIN_NAMES,
    CHAINED_MODELS,
    CLAUSE_PROVIDERS,
    CONCERN_PROVIDERS,
    COPY_RULES,
    DISTRICT_SOURCES,
    EXPORTS,
    FACT_PROVIDERS,
    FILTERED,
    HANDOVER_PROVIDERS,
    HOURLY_STEPS,
    JOB_NAMES,
    NAV_COUNTS,
    OFFLINE_PROVIDERS,
    OFFLINE_WORK,
    OPEN_ALERTS,
    PAPER_KINDS,
    PAPER_MODELS,
    RECEIPT_TEXTS,
    RECONCILE_CHECKS,
    ROBOT_TEXT_PROVIDERS,
    SEARCH_PROVIDERS,
    SELF_CHECKS,
    SETTINGS_SECTIONS,
    SETUP_STEPS,
    TICK_STEPS,
    UNIT_SECTIONS,
    UPLOAD_RULES,
    VILLAGE_PROVIDERS,
    WEEKDAY_PROVIDER,
    WORK_PROVIDERS,
)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

VAR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR / 'dushi.sqlite3'}"
EMBEDDED = DATABASE_URL.startswith("sqlite:")
PRODUCTION = env.bool("PRODUCTION", default=not EMBEDDED)
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=EMBEDDED and not PRODUCTION)
#: Where play_demo writes one login per role; `make run` prints the file as it is.
DEMO_LOGINS = VAR / "demo_logins.txt"

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production.")
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("DEMO must be off in production.")
if PRODUCTION and os.environ.get("DUSHI_CLOCK"):
    raise ImproperlyConfigured("DUSHI_CLOCK must not be set in production: the clock is the machine's.")


def kept_secret(path: Path) -> str:
    """The secret kept in `path`, made at the first start and readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(chance.token(48))
    return path.read_text()


def secrets_named(name: str, path: Path) -> list[str]:
    """The secrets that the environment must name in production, 40 characters or more each; else the one in `path`."""
    named: list[str] = env.list(name, default=[])
    if PRODUCTION and not named:
        raise ImproperlyConfigured(f"{name} must be set in production.")
    if PRODUCTION and any(len(key) < 40 for key in named):
        raise ImproperlyConfigured(f"{name}: each key must be 40 characters of chance or more.")
    return named or [kept_secret(path)]


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY must be set in production.")
    SECRET_KEY = kept_secret(VAR / "secret_key")
#: Secrets that seal encrypted fields (records/sealing.py): the first seals, all open. Lost, what they sealed is lost.
FIELD_KEYS = secrets_named("FIELD_KEYS", VAR / "field_key")
#: Secrets that sign receipts (offline/signing.py): the first signs, the public keys of all are published.
RECEIPT_KEYS = secrets_named("RECEIPT_KEYS", VAR / "receipt_key")

#: Whoever shows this may read /metrics (dushi/metrics.py); without it the page does not exist.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
#: Encrypts backups as a whole (dushi/backups); without it an archive lies open to whoever finds it.
BACKUP_KEY = env.str("BACKUP_KEY", default="")
BACKUP_DIR = Path(env.str("BACKUP_DIR", default=str(VAR / "backups")))

# What is here ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "dushi.records",
    "dushi.town",
    "dushi.offline",
    "dushi.regulation",
    "dushi.alerts",
    "dushi.sheets",
    "dushi.district",
    "dushi.obligations",
    "dushi.bulletin",
    "dushi.matters",
    "meetings",
    "inspections",
    "accountability",
    "dushi.ground.GroundConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "import_export",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "dushi.marks.MarkMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads every answer by chance, so that its length tells nothing (BREACH)
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dushi.idle.IdleMiddleware",
    "dushi.once.OnceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dushi.town.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "dushi.urls"
WSGI_APPLICATION = "dushi.wsgi.application"
LOADERS = ["dushi.town.rendering.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # What template_partials sets by itself, with the house's own loader in place of Django's.
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", LOADERS)])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dushi.town.navigation.navigation",
                "dushi.town.keeping.kept_filters",
                "dushi.offline.pages.phone",
                "dushi.sheets.lists.offered",
            ],
        },
    }
]

FORM_RENDERER = "dushi.town.rendering.ScreenRenderer"
# Database -------------------------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {"default": environ.Env.db_url_config(DATABASE_URL)}
if EMBEDDED:
    VAR.mkdir(parents=True, exist_ok=True)
    # Deferred transactions fail at once when they turn to writing; IMMEDIATE ones wait for their turn.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# Login and sessions ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "town.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "dushi.town.login_backend.PostsBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "dushi.town.passwords.Similarity"},
    {"NAME": "dushi.town.passwords.Length", "OPTIONS": {"min_length": 8}},
    {"NAME": "dushi.town.passwords.Common"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * env.int("SESSION_IDLE_MINUTES", default=30)
#: However busy it is, a login ends so many hours after it began.
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
#: Days after which a password must be renewed, as 等保 asks; 0: never, as ASVS 6.2.10 asks (docs/security.md).
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=0)
SESSION_COOKIE_NAME = "dushi_session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "dushi_csrf"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Five wrong passwords for one name from one address: a quarter of an hour's pause. Nobody can lock another out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "dushi.wire.client_ip"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "town/login_locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

# The wire -------------------------------------------------------------------------------------------------------

ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[]), "localhost", "127.0.0.1", "[::1]"]
#: A front proxy ends TLS and writes X-Forwarded-For and X-Forwarded-Proto anew (docs/deployment.md).
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=PRODUCTION)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    # No neighbouring host and no plain connection can plant such a cookie.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-dushi_session", "__Host-dushi_csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_DIR", default=str(VAR / "media")))
#: Parts of photos on their way; nothing here is ever served.
UPLOAD_DIR = Path(env.str("UPLOAD_DIR", default=str(VAR / "uploads")))
#: Long exports, for a week (dushi/sheets); made by the worker, fetched through the web.
EXPORT_DIR = Path(env.str("EXPORT_DIR", default=str(VAR / "exports")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "dushi.hashed.HashedFiles"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# Mail -----------------------------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    _mail = environ.Env.email_url_config(EMAIL_URL)
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or "dushi@localhost"
#: The SMS gateway as an address of apprise; {to} stands for the number. No SMS without it.
SMS_URL = env.str("SMS_URL", default="")
#: Words that stand in the gateway's answer when it took a message; "" where a code in its JSON tells.
SMS_ACCEPTED = env.str("SMS_ACCEPTED", default="")
#: Address of the town's pages as a browser reaches them, for links in e-mail; none are written without it.
PUBLIC_URL = env.str("PUBLIC_URL", default="")

# Celery: a way to be quicker, never a place where anything is kept. ----------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
#: A dead or frozen broker costs a request at most this long, in seconds.
BROKER_PATIENCE = 1.0
CELERY_TASK_DEFAULT_QUEUE = "dushi"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"
CELERY_BEAT_SCHEDULE = beat.TABLE
# Longer than any task may run; the shortest of all on one broker wins, so all three are set.
CELERY_VISIBILITY_TIMEOUT = 3600
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}


def redis_options() -> dict[str, Any]:
    """How Celery talks to a Redis: never waiting long for an answer."""
    return {
        "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
        "socket_timeout": 2,
        "socket_connect_timeout": BROKER_PATIENCE,
        "socket_keepalive": True,
        "health_check_interval": 10,
    }


if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = redis_options()
else:
    # No server named: messages pass through files, which works across processes.
    _folders = {name: VAR / "broker" / name for name in ("queue", "control", "processed")}
    for _folder in _folders.values():
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_folders["queue"]),
        "data_folder_out": str(_folders["queue"]),
        "control_folder": str(_folders["control"]),
        "processed_folder": str(_folders["processed"]),
        "store_processed": False,
    }

# Logs: one JSON object a line; no personal data, no secret links. ------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "dushi.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "celery": {"level": "INFO"},
        "axes": {"level": "CRITICAL"},
        # At DEBUG it tells what a telephone wrote into a photo, which is not to be kept anywhere.
        "PIL": {"level": "WARNING"},
        # Of the queue in a folder it says each time that no host is given.
        "kombu.connection": {"level": "ERROR"},
    },
}
