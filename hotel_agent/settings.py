"""All settings, read once from the environment. With nothing set this is a development system."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hotel_agent import backoffice

django_stubs_ext.monkeypatch()  # lets QuerySet[Row] and the like be written outside annotations

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.FileAwareEnv()  # each NAME may also be given as NAME_FILE
environ.Env.read_env(BASE_DIR / ".env")

# ---- what kind of system is this -------------------------------------------------------------

ENVIRONMENT = env.str("ENVIRONMENT", "development")
if ENVIRONMENT not in ("development", "staging", "production"):
    raise ImproperlyConfigured("ENVIRONMENT must be development, staging or production")
DEVELOPMENT = ENVIRONMENT == "development"
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", False)
PORT = env.int("PORT", 8000)
SECRET_KEY = env.str("SECRET_KEY", "development-only-secret-key-never-used-in-production")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Fernet keys for credentials at rest, newest first.
DEVELOPMENT_CREDENTIALS_KEY = "ZGV2ZWxvcG1lbnQtb25seS1jcmVkZW50aWFscy1rZXk="
CREDENTIALS_KEYS = env.list("CREDENTIALS_KEYS", default=[DEVELOPMENT_CREDENTIALS_KEY])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEVELOPMENT else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])  # networks whose X-Forwarded-For counts
SIMULATOR_ENABLED = env.bool("SIMULATOR_ENABLED", DEVELOPMENT)
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOG_FORMAT = env.str("LOG_FORMAT", "json")  # json | console

# ---- apps ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "django_prometheus",
    "axes",
    "observability",
    "tenants",
    "channels_app",
    "pms",
    "pms.builtin",
    "channels_app.simulator",
    "conversations",
]

MIDDLEWARE = [
    "observability.middleware.RequestMiddleware",
    "hotel_agent.middleware.ShortWayMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tenants.middleware.StaffScopeMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hotel_agent.urls"
WSGI_APPLICATION = "hotel_agent.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
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
    {  # what guests read: plain text, so nothing is escaped
        "NAME": "replies",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "replies"],
        "APP_DIRS": False,
        "OPTIONS": {
            "autoescape": False,
            "builtins": ["conversations.templatetags.reply_text"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
        },
    },
]

# ---- PostgreSQL and Redis --------------------------------------------------------------------

# `hotel_agent.embedded.ensure()` sets both when nobody else has.
DATABASE_URL = env.str("DATABASE_URL", "") or env.str("POSTGRES_URL", "")
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
DATABASES = {
    "default": env.db_url_config(
        (DATABASE_URL or "postgresql://postgres@127.0.0.1:5432/postgres").replace(
            "postgresql+asyncpg://", "postgresql://"
        )
    )
}
DATABASES["default"].update(
    ENGINE="hotel_agent.db",
    CONN_MAX_AGE=None,
    CONN_HEALTH_CHECKS=True,
    ATOMIC_REQUESTS=False,
)
DATABASES["default"].setdefault("OPTIONS", {}).update(
    connect_timeout=3,
    options="-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000",
    # Statements are bound and prepared by the server: planning costs more than running them.
    server_side_binding=True,
    prepare_threshold=5,
)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hotel",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}

# ---- Celery ----------------------------------------------------------------------------------

_redis = urlsplit(REDIS_URL)
CELERY_BROKER_URL = REDIS_URL
if _redis.scheme == "unix":  # Celery spells a unix socket, and the number on it, differently
    CELERY_BROKER_URL = (
        f"redis+socket://{_redis.path}?{_redis.query.replace('db=', 'virtual_host=')}"
    )
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any Redis outage
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 5.0}
CELERY_BROKER_POOL_LIMIT = 20
CELERY_TASK_PUBLISH_RETRY = False  # a nudge that fails is found by the sweep
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "conversations"
CELERY_TASK_ROUTES = {
    "conversations.*": {"queue": "conversations"},
    "channels_app.*": {"queue": "outbound"},
    "pms.*": {"queue": "pms"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# A tick that nobody took before the next one is worth nothing: it expires.
CELERY_BEAT_SCHEDULE = {
    "sweep the inbox": {
        "task": "conversations.sweep_inbox",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "sweep the outbox": {
        "task": "channels_app.sweep_outbox",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "release overdue holds": {
        "task": "pms.release_overdue_holds",
        "schedule": 30.0,
        "options": {"expires": 30.0},
    },
}
QUEUE_LEASE_SECONDS = env.int("QUEUE_LEASE_SECONDS", 40)  # an older claim has lost its worker
FATE_WAIT_SECONDS = env.int("FATE_WAIT_SECONDS", 60)  # for a status before an unsure send repeats

# ---- what plugs in where (each path is proven to exist by a test) ----------------------------

CHANNELS = {
    "whatsapp": "channels_app.adapters.whatsapp.adapter.WhatsApp",
    "terminal": "channels_app.adapters.terminal.Terminal",
}
PMS_KINDS = {"builtin": "pms.builtin.adapter.BuiltinPms"}
PMS_TYPE = env.str("PMS_TYPE", "builtin")
NLU_ENGINES = {"local": "conversations.nlu.rules.Rules"}
NLU_ENGINE = env.str("NLU_ENGINE", "local")
CHECK_PMS_IN_READINESS = env.bool("CHECK_PMS_IN_READINESS", True)
HEALTH_CHECKS = {
    "database": "observability.health.check_database",
    "redis": "observability.health.check_redis",
}
if CHECK_PMS_IN_READINESS:
    HEALTH_CHECKS["pms"] = "pms.registry.check"

# ---- WhatsApp --------------------------------------------------------------------------------

WHATSAPP_GRAPH_URL = env.str(
    "WHATSAPP_GRAPH_URL",
    f"http://127.0.0.1:{PORT}/simulator/graph/v26.0"
    if SIMULATOR_ENABLED
    else "https://graph.facebook.com/v26.0",
).rstrip("/")
SIMULATOR_WEBHOOK_URL = f"http://127.0.0.1:{PORT}/webhooks/whatsapp"
# The first account; further ones live in the database.
WHATSAPP_ACCESS_TOKEN = env.str("WHATSAPP_ACCESS_TOKEN", "")
WHATSAPP_PHONE_NUMBER_ID = env.str("WHATSAPP_PHONE_NUMBER_ID", "")
WHATSAPP_VERIFY_TOKEN = env.str("WHATSAPP_VERIFY_TOKEN", "")
WHATSAPP_APP_SECRET = env.str("WHATSAPP_APP_SECRET", "")
WEBHOOK_MAX_BYTES = env.int("WEBHOOK_MAX_BYTES", 3 * 1024 * 1024)
WEBHOOK_VERIFY_RATE = env.str("WEBHOOK_VERIFY_RATE", "60/m")  # per address
WEBHOOK_GUEST_LIMIT = env.int("WEBHOOK_GUEST_LIMIT", 120)  # messages per guest and minute
# A forged body over the limit is still told 401, so it has to be read; four times the limit never.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * WEBHOOK_MAX_BYTES

# ---- conversations ---------------------------------------------------------------------------

SESSION_TTL_SECONDS = env.int(
    "SESSION_TTL_SECONDS", 1800
)  # what a guest told us is forgotten after

# ---- people and pages ------------------------------------------------------------------------

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English")), ("pt", _("Portuguese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
if not PRODUCTION:  # there, collectstatic makes it; here, files are found where they are
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
LOGIN_URL = "admin:login"
UNFOLD = backoffice.UNFOLD
SESSION_COOKIE_AGE = 12 * 3600  # seconds: a shift
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {"TITLE": "Hotel agent", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}

# ---- observability ---------------------------------------------------------------------------

METRICS_ALLOWED_NETWORKS = env.list("METRICS_ALLOWED_NETWORKS", default=["127.0.0.0/8", "::1/128"])
LOGGING_CONFIG = None  # observability.logs sets up logging for every process
SILENCED_SYSTEM_CHECKS: list[str] = []

# ---- production ------------------------------------------------------------------------------

if not DEVELOPMENT:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health(/|$)", r"^metrics$", r"^webhooks/"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

if PRODUCTION:
    _wrong = []
    if SECRET_KEY.startswith("development-only") or len(SECRET_KEY) < 50:
        _wrong.append("SECRET_KEY must be a random string of 50 characters or more")
    if DEVELOPMENT_CREDENTIALS_KEY in CREDENTIALS_KEYS:
        _wrong.append("CREDENTIALS_KEYS must hold a Fernet key of your own")
    if not DATABASE_URL:
        _wrong.append("DATABASE_URL must be set")
    if not env.str("REDIS_URL", ""):
        _wrong.append("REDIS_URL must be set")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        _wrong.append("ALLOWED_HOSTS must name your hosts")
    if SIMULATOR_ENABLED:
        _wrong.append("SIMULATOR_ENABLED must be off")
    if DEBUG:
        _wrong.append("DEBUG must be off")
    if _wrong:
        raise ImproperlyConfigured("production needs other settings: " + "; ".join(_wrong))
