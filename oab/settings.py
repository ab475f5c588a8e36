"""Settings: the only reader of the environment.

Everything that differs per installation is an environment variable, described in
docs/deployment.md. With neither DATABASE_URL nor REDIS_URL set, the project runs a
PostgreSQL and a Valkey of its own (`oab/embedded/`).
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from environ import Env

from oab import document
from oab.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# Services -----------------------------------------------------------------------------

EMBEDDED = "DATABASE_URL" not in env.ENVIRON and "REDIS_URL" not in env.ENVIRON

if EMBEDDED:
    from oab.embedded import Services

    services = Services.of(BASE_DIR, data=env.str("OAB_DATA_DIR", default=""))
    database = services.database(env.str("OAB_DATABASE_NAME", default="oab"))
    databases = {
        "default": database | {"USER": "oab_app"},
        "owner": database | {"USER": "oab_owner"},
    }
    REDIS_URL = services.redis_url(env.int("OAB_REDIS_INDEX", default=0))
    SERVICES: Services | None = services
else:
    SERVICES = None
    databases = {
        "default": env.db_url("DATABASE_URL", default="postgres:///oab"),
        "owner": env.db_url(
            "DATABASE_OWNER_URL", default=env.str("DATABASE_URL", "postgres:///oab")
        ),
    }
    REDIS_URL = env.str("REDIS_URL", default="")

DATABASES: dict[str, dict[str, Any]] = {
    alias: database | {"ENGINE": "oab.postgres", "CONN_HEALTH_CHECKS": True}
    for alias, database in databases.items()
}
DATABASES["default"]["CONN_MAX_AGE"] = 60

# Django -------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str(
    "SECRET_KEY",
    # On a developer's own machine nothing is signed that outlives the machine.
    default=sha256(str(BASE_DIR).encode()).hexdigest() if EMBEDDED else "",
)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if EMBEDDED else []
)
INSTALLED_APPS = [
    "oab",
    "municipalities",
    "schools",
    "allocations",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_structlog",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]
MIDDLEWARE: list[str] = [
    "oab.middleware.EveryAnswer",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "oab.middleware.RequestLog",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "oab.urls"
WSGI_APPLICATION = "oab.wsgi.application"
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False
# The few static files are served from where they are installed: nothing to collect.
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Moments are stored and answered in UTC; days such as 1 October are dates, not moments.
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]

# API ----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # Every address says who may use it (`oab.resources.Protected`).
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "oab.schema.ResourceSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "oab.problems.ProblemHandler",
    "EXCEPTION_FORMATTER_CLASS": "oab.problems.ProblemFormatter",
}
SPECTACULAR_SETTINGS = document.SETTINGS

# Tokens -------------------------------------------------------------------------------

# Who issues the tokens of this installation, for whom, and its public keys: a JWKS, or
# the file that holds one.
TOKEN_ISSUER = env.str("OAB_TOKEN_ISSUER", default="")
TOKEN_AUDIENCE = env.str("OAB_TOKEN_AUDIENCE", default="")
TOKEN_KEYS = env.str("OAB_TOKEN_KEYS", default="")
# Whether the tokens of `manage.py issue_token` are accepted too; never in production.
LOCAL_ISSUER = env.bool("OAB_LOCAL_ISSUER", default=False)

# Pseudonyms ---------------------------------------------------------------------------

# The keys of pupils' pseudonyms, or the file that holds them (schools/pupils/keys.py).
PSEUDONYM_KEYS = env.str("OAB_PSEUDONYM_KEYS", default="")

# Celery -------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A wake-up that cannot be sent must not hold up the request that wanted to send it.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}

CELERY_BEAT_SCHEDULE = {
    "pick up runs": {"task": "allocations.tasks.pick_up_runs", "schedule": 10.0},
    "follow changes": {"task": "allocations.tasks.follow_changes", "schedule": 10.0},
    "pick up restarts": {
        "task": "allocations.tasks.pick_up_restarts",
        "schedule": 10.0,
    },
    "pick up deliveries": {
        "task": "schools.tasks.pick_up_deliveries",
        "schedule": 10.0,
    },
    "destroy overdue pupils": {
        "task": "schools.tasks.destroy_overdue_pupils",
        "schedule": crontab(hour="2", minute="30"),
    },
    "remove overdue rows": {
        "task": "oab.tasks.remove_overdue_rows",
        "schedule": crontab(hour="2", minute="15"),
    },
}

# Logs ---------------------------------------------------------------------------------

LOGGING = logging_config(level=env.str("LOG_LEVEL", default="INFO"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = None  # a caller is logged by their token
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # an address can be a person's

# Uploads ------------------------------------------------------------------------------

# Files are read in memory and never put down on a disk: they hold personal numbers.
FILE_UPLOAD_HANDLERS = ["oab.files.uploads.InMemory"]
# A command or a socket of ClamAV (oab/files/scanning.py); empty: nothing is scanned.
VIRUS_SCANNER = env.str("VIRUS_SCANNER", default="")

# Security -----------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {"default-src": [NONE], "frame-ancestors": [NONE]}
}
DOCS_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
}
# Where weaknesses can be reported, in /.well-known/security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="mailto:security@example.org")
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # no cookies, so no forged requests
    "security.W008",  # to redirect to HTTPS is for the proxy
    "security.W021",  # to be on a preload list is for the owner of the name
]
