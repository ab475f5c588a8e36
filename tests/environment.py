"""A plugin of pytest that names the tests' own database before settings are read."""

import os

os.environ.setdefault("OAB_DATABASE_NAME", "oab_test")
os.environ.setdefault("OAB_REDIS_INDEX", "1")
