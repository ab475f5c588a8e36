"""A plugin of pytest that sets the environment of the tests before settings are read.

The tests have a database of their own, and an issuer of tokens (`tests/tokens.py`).
When pytest-xdist divides them over processes, all use the same servers; the second
process and later ones have another database and another index of Valkey.
"""

import os
import re

from tests import tokens

NAME = re.compile(r"(?P<before>.+)(?P<last>_test)")
INDEX = re.compile(r"(?P<before>.+/|)(?P<last>\d+)")
DIFFERENT = {
    "OAB_DATABASE_NAME": NAME,
    "DATABASE_URL": NAME,
    "DATABASE_OWNER_URL": NAME,
    "OAB_REDIS_INDEX": INDEX,
    "REDIS_URL": INDEX,
}


def of_process(number: int, variable: str, value: str) -> str:
    """Give what a variable is for one of the processes that share the servers."""
    found = DIFFERENT[variable].fullmatch(value)
    if not found:
        raise SystemExit(f"{variable} must end in _test or a number: {value}")
    before, last = found["before"], found["last"]
    own = str(int(last) + number) if last.isdigit() else f"_{number}{last}"
    return before + own


def number_of_process() -> int:
    """Tell which of the processes this is; the only one is the first."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return int(name.removeprefix("gw"))


os.environ.setdefault("OAB_DATABASE_NAME", "oab_test")
os.environ.setdefault("OAB_REDIS_INDEX", "1")
if process := number_of_process():
    os.environ |= {
        variable: of_process(process, variable, os.environ[variable])
        for variable in DIFFERENT
        if variable in os.environ
    }
os.environ["OAB_TOKEN_ISSUER"] = tokens.ISSUER
os.environ["OAB_TOKEN_AUDIENCE"] = tokens.AUDIENCE
os.environ["OAB_TOKEN_KEYS"] = tokens.jwks(tokens.KEY)
