"""The house's settings, made fast and forgetful for tests."""

from atlas.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest names collected files only; tests run without collecting.
STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "photos": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
SECRET_KEY = "only for tests"
# All tests come from one address.
API_REQUESTS_PER_MINUTE = 0
# Forms come back as fast as a test can send them.
SUBMISSION_SECONDS = 0
# All tests come from one address.
SUBMISSION_LIMITS = 0
