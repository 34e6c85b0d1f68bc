"""Settings of the whole house.

Every value that an operator may change is read from the environment here, with a default that lets
a bare start work. README.md lists them; `tests/house` keeps the list and this file equal.
"""

from pathlib import Path

import django
import environ
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL = BASE_DIR / "local"  # this machine's database and keys; git ignores what is in it


def local_secret_key() -> str:
    """A key for this machine alone, made at the first start.

    Production names its own: `manage.py check --deploy` refuses to go without (atlas/checks.py).
    """
    path = LOCAL / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


# --- What an operator decides ---------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
# The site is reached by https: secure cookies, redirect from http, HSTS.
HTTPS = env.bool("HTTPS", False)
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)
# How many proxies stand before the application: as many X-Forwarded-For entries are believed.
PROXIES = env.int("PROXIES", 0)
SECRET_KEY = env.str("SECRET_KEY", "") or local_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Editors sign in with a second factor. Off for a local copy, whose sign-in is printed at its start.
DESK_SECOND_FACTOR = env.bool("DESK_SECOND_FACTOR", HTTPS)
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
# Where the files of photos lie; no web server may serve this folder, the application asks who may see what.
PHOTOS = Path(env.str("PHOTOS_DIR", str(LOCAL / "photos")))
# Who runs this register: imprint, privacy page, security.txt.
OPERATOR_NAME = env.str("OPERATOR_NAME", "")
OPERATOR_ADDRESS = env.str("OPERATOR_ADDRESS", "")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
# Where the site is found: links in mails, which no request tells.
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.str('PORT', '8000')}").rstrip("/")

# A Nominatim that editors may ask where a place lies; empty: nobody is asked. It may stand in a private network.
NOMINATIM_URL = env.str("NOMINATIM_URL", "").rstrip("/")

# --- Apps and their order -------------------------------------------------------------------------

INSTALLED_APPS = [
    "atlas.apps.LeafletWithoutGdal",  # before the admin, see there
    "cities.desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",  # before staticfiles, so that runserver serves as production does
    "django.contrib.staticfiles",
    "django.forms",  # its widgets' templates, which FORM_RENDERER finds like all others
    "csp",
    "i18nfield",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "cities.desk",
    "cities",
    "networks",
    "practices",
    "submissions",
    "atlas",
]

MIDDLEWARE = [
    "atlas.middleware.SecurityHeaders",  # outermost: also on what the next ones answer themselves
    "atlas.api.sharing.OpenToAll",
    "atlas.middleware.ContentPolicy",
    "django.middleware.security.SecurityMiddleware",
    "atlas.middleware.ReadableAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # leaves alone what is compressed already
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",  # lazy, like the one before: visitors cost nothing
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "atlas.middleware.DatabaseAway",
]

ROOT_URLCONF = "atlas.urls"
WSGI_APPLICATION = "atlas.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "atlas.context.site",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{LOCAL / 'atlas.sqlite3'}")}
DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue up from their first statement; a deferred transaction that turns into a
        # writer late fails with "database is locked" however long it may wait.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORMS_URLFIELD_ASSUME_HTTPS = True  # an address typed without it means https, as with Django 6

# --- Languages and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
# Our words first, then Django's own: other packages translate some of the same ones, and would win over Django's.
_django = Path(django.__file__).parent
LOCALE_PATHS = [
    BASE_DIR / "locale",
    *(_django / part / "locale" for part in ("contrib/admin", "contrib/auth", "conf")),
]
FORMAT_MODULE_PATH = "cities.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# --- Files for the browser ------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "collected"
# Only what the browser asks for: sources stay in static/, esbuild's bundles lie in build/static.
STATICFILES_DIRS = [BASE_DIR / "build" / "static", ("icons", BASE_DIR / "static" / "icons")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "atlas.storage.HashedFiles"},
    "photos": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PHOTOS,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
if DEBUG:  # sources change while one works on them: no hashes, no collecting
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
# Besides what is compressed by nature: maps of foreign sources, which only developers' tools ask for.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("gif", "ico", "jpg", "map", "png", "webp", "woff", "woff2")
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(.+\.[0-9a-f]{12}\.[^./]+|js/chunks/.+)$"

LEAFLET_CONFIG = {
    "TILES": [],  # the default is a third party's server
    "MAX_ZOOM": 12,
    "RESET_VIEW": False,
    "ATTRIBUTION_PREFIX": False,
}

# --- Safety and privacy ---------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],  # the map's dialog shows what it makes for other pages
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # whoever watches the application asks it directly
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# The domain's other hosts and the browsers' preload lists are the operator's to promise, not ours.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Visitors get no cookie at all: sessions are the desk's, the CSRF cookie belongs to pages with a form.
SESSION_ENGINE = "cities.desk.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60  # idle; cities/desk/sessions.py says when the longest one ends
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # until the browser closes
CSRF_FAILURE_VIEW = "atlas.views.errors.form_refused"

# The desk's language; a cookie for those who chose one there, and for no other page.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_PATH = "/admin/"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
OTP_TOTP_ISSUER = "City by City"
OTP_TOTP_THROTTLE_FACTOR = 0  # cities/desk/signing_in.py counts all attempts alike
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # also of invitations

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- API (atlas/api) ------------------------------------------------------------------------------

# Requests a minute from one address; 0 sets no limit. The map's own file is not counted.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 600)
API_COUNTERS = LOCAL / "api-requests"  # shared by this machine's workers; holds no addresses
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "atlas.api.schema.AddressSchema",
    "DEFAULT_THROTTLE_CLASSES": ["atlas.api.throttling.PerAddress"],
    "EXCEPTION_HANDLER": "atlas.api.errors.answer",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # `format` is no parameter of ours
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "City by City",
    "VERSION": "1",
    "LICENSE": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # tests check the schema
    "SORT_OPERATION_PARAMETERS": False,  # they come in the order of the documentation
    "ENUM_SUFFIX": "",
    "ENUM_NAME_OVERRIDES": {
        "CityKind": "cities.models.City.Kind",
        "CityNameKind": "cities.models.CityName.Kind",
        "LinkStatus": "cities.models.Source.LinkStatus",
        "Mark": "networks.models.Mark",
        "MembershipRole": "networks.models.Membership.Role",
        "MembershipStatus": "networks.models.Membership.Status",
        "NetworkKind": "networks.models.Network.Kind",
        "PhotoLicense": "practices.models.Licence",
        "PracticeStatus": "practices.models.Practice.Status",
        "ResolutionOutcome": "networks.models.Resolution.Outcome",
        "TargetGroup": "practices.models.TargetGroup",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Submissions (submissions) --------------------------------------------------------------------

# A form that comes back faster than this was filled by a program.
SUBMISSION_SECONDS = env.float("SUBMISSION_SECONDS", 2)
# Makes the limits of submissions/limiting.py wider; 0 sets none.
SUBMISSION_LIMITS = env.float("SUBMISSION_LIMITS", 1)
# Days for which is kept: what was never sent, what was sent and never confirmed, and who sent it after the decision.
SUBMISSION_DRAFT_DAYS = env.int("SUBMISSION_DRAFT_DAYS", 30)
SUBMISSION_UNCONFIRMED_DAYS = env.int("SUBMISSION_UNCONFIRMED_DAYS", 7)
SUBMISSION_SENDER_DAYS = env.int("SUBMISSION_SENDER_DAYS", 183)
# Within how many days editors usually answer; senders are told. 0 promises nothing.
SUBMISSION_REVIEW_DAYS = env.int("SUBMISSION_REVIEW_DAYS", 14)

# --- Mails and work in the background -------------------------------------------------------------

_mail = env.email_url_config(env.str("MAIL_URL", "") or "filemail://")
globals().update({name: value for name, value in _mail.items() if name.startswith("EMAIL_")})
if _mail["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend":
    # No mail server: mails are kept as files, and shown at /mails/ on this machine.
    EMAIL_BACKEND = "submissions.mailbox.Mailbox"
    EMAIL_FILE_PATH = _mail["EMAIL_FILE_PATH"] or LOCAL / "mails"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONTACT_EMAIL or "webmaster@localhost"
# Who hears of submissions: at once, or what waits once a day.
EDITORS_AT_ONCE = env.list("EDITORS_AT_ONCE", default=[CONTACT_EMAIL] if CONTACT_EMAIL else [])
EDITORS_DAILY = env.list("EDITORS_DAILY", default=[])
EDITORS_LANGUAGE = env.str("EDITORS_LANGUAGE", LANGUAGE_CODE)
TASKS = {
    "default": {
        "BACKEND": {
            "immediate": "django_tasks.backends.immediate.ImmediateBackend",
            "database": "django_tasks_db.DatabaseBackend",
        }[env.str("TASKS", "immediate")]
    }
}

# --- Logs -----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"private": {"()": "atlas.logging.WithoutPrivateLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["private"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL, "propagate": True}},
}
