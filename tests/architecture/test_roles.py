"""The table of roles that people read is the one that the program has."""

from pathlib import Path

from oab.roles import ROLES, SCOPES

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "api.md").read_text().splitlines()
    if line.startswith("| `") and ":" in line.partition("|")[2].partition("|")[0]
]


def test_the_api_s_page_lists_the_scopes_of_each_role():
    written = {scope.strip("`"): marks for scope, *marks in ROWS}

    assert written == {
        scope: ["x" if scope in powers.scopes else "" for powers in ROLES.values()]
        for scope in SCOPES
    }


def test_the_api_s_page_names_every_role():
    page = (ROOT / "docs" / "api.md").read_text()

    assert [role for role in ROLES if f"| `{role}` |" not in page] == []
