"""Every word that a user meets has an entry in the glossary."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from allocations.importers.kinds import KINDS
from allocations.rules.regimes import REGIMES

ROOT = Path(__file__).resolve().parents[2]
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith("| Dutch term")
]
ENTRIES = [name for row in TABLE for name in re.findall(r"`([\w-]+)`", row[1])]
LAW = [
    tomllib.loads(path.read_text())
    for path in sorted((ROOT / "allocations" / "rules" / "law").glob("*.toml"))
]


def snake_case(name: str) -> str:
    """Bring `geldigOp` and `geldig-op` to `geldig_op`."""
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).replace("-", "_").lower()


def of_the_law() -> set[str]:
    """List figures and values of the law."""
    kinds = [each[kind] for each in LAW for kind in ("figures", "parameters")]
    return {entry["name"] for kind in kinds for entry in kind.values()}


def of_csv_files() -> set[str]:
    """List the columns of facts; those of results are figures."""
    return {fact.name for regime in REGIMES for fact in regime.facts}


def of_the_importers() -> set[str]:
    """List the kinds of file that can be imported."""
    return set(KINDS)


def of_the_api() -> set[str]:
    """List the members, query keys and path segments of the API."""
    document = json.loads((ROOT / "openapi.json").read_text())
    paths = " ".join(document["paths"])
    return {*re.findall(r"[^/{} ]+", paths), *members(document)} - {"openapi.json"}


def members(part: Any) -> Iterator[str]:
    """Walk through the document for properties and query keys."""
    if isinstance(part, list):
        for each in part:
            yield from members(each)
    if isinstance(part, dict):
        properties = part.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        if part.get("in") == "query":
            yield part["name"]
        for each in part.values():
            yield from members(each)


MET = [of_the_law, of_csv_files, of_the_importers, of_the_api]


@pytest.mark.parametrize("where", MET)
def test_every_name_has_an_entry(where):
    missing = {snake_case(name) for name in where()} - set(ENTRIES)

    assert missing == set()


def test_every_entry_is_met_somewhere():
    met = {snake_case(name) for where in MET for name in where()}

    assert set(ENTRIES) - met == set()


def test_no_name_has_two_entries():
    assert sorted(ENTRIES) == sorted(set(ENTRIES))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_an_entry_is_complete(row):
    assert len(row) == 4
    assert all(row)
