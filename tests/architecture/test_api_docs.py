"""The page on the API names every address that the document has, and no other."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text()
RESOURCES = PAGE.partition("## Resources")[2].partition("\n## ")[0]
# The document itself is spoken of above the table.
ELSEWHERE = {"/openapi.json"}


def in_the_document() -> set[str]:
    """List the addresses of the document."""
    document = json.loads((ROOT / "openapi.json").read_text())
    return {*document["paths"]} - ELSEWHERE


def on_the_page() -> Iterator[str]:
    """List the first column; `/{id}` goes on from the name before it."""
    for line in RESOURCES.splitlines():
        start = ""
        for name in re.findall(r"`([^`]+)`", line.removeprefix("| ").split("|")[0]):
            if not name.startswith("/"):
                start = f"/{name}"
            yield f"{start}{name}" if name.startswith("/") else start


def test_every_address_is_on_the_page():
    assert in_the_document() - {*on_the_page()} == set()


def test_every_address_on_the_page_is_there():
    listed = {each for each in on_the_page() if "?" not in each}

    assert {
        each for each in listed if each.startswith("/")
    } - in_the_document() == set()
