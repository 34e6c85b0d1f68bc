"""The product's settings, with one more address to compare with: see urls.py."""

import os

from atlas.settings import *  # noqa: F403

ROOT_URLCONF = "tools.bench.urls"
if os.environ.get("MIDDLEWARE") == "none":
    MIDDLEWARE = []
