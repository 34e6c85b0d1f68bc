"""The house's settings with the two pseudo-languages; nobody else ever sees them."""

import os

from atlas.settings import *  # noqa: F403
from atlas.settings import LANGUAGES, LOCALE_PATHS

LANGUAGES = [*LANGUAGES, ("el-xa", "Ελλι"), ("ar-xb", "عربي")]
LOCALE_PATHS = [os.environ["PSEUDO_LOCALES"], *LOCALE_PATHS]
