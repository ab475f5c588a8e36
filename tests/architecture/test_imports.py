"""The rules are plain Python: they work where nothing of the web is installed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CALCULATION = """
import sys

class Absent:
    NAMES = {"django", "rest_framework", "celery", "psycopg", "oab", "schools"}

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.NAMES:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
from allocations.rules.regimes import REGIMES
print(*sorted(regime.code for regime in REGIMES))
"""


def test_every_regime_can_be_imported_without_django():
    told = subprocess.run(
        [sys.executable, "-c", CALCULATION],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told.stderr, "school_weights_2006" in told.stdout.split()) == ("", True)
