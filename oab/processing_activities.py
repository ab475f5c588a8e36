"""The register of processing activities (art. 30 AVG), to which the log refers."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".toml")


class Activity(StrEnum):
    """What personal data are processed for, by the URI in the register."""

    COUNT = "urn:oab:verwerkingsactiviteit:telling"
    STATEMENTS = "urn:oab:verwerkingsactiviteit:ouderverklaringen"
    CONTROL = "urn:oab:verwerkingsactiviteit:controle"
    OVERSIGHT = "urn:oab:verwerkingsactiviteit:inzage"


@cache
def register() -> dict[str, dict[str, Any]]:
    """Read the register, by URI."""
    return tomllib.loads(FILE.read_text())
