"""A plugin of pytest that sets the environment of the tests before settings are read.

The tests have a database of their own, and an issuer of tokens (`tests/tokens.py`).
"""

import os

from tests import tokens

os.environ.setdefault("OAB_DATABASE_NAME", "oab_test")
os.environ.setdefault("OAB_REDIS_INDEX", "1")
os.environ["OAB_TOKEN_ISSUER"] = tokens.ISSUER
os.environ["OAB_TOKEN_AUDIENCE"] = tokens.AUDIENCE
os.environ["OAB_TOKEN_KEYS"] = tokens.jwks(tokens.KEY)
