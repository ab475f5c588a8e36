"""What is in the repository, and what never may be."""

import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from oab import VERSION

ROOT = Path(__file__).resolve().parents[2]
LICENCE = """
    Definitions, Scope of the rights granted by the Licence, Communication of the
    Source Code, Limitations on copyright, Obligations of the Licensee, Chain of
    Authorship, Disclaimer of Warranty, Disclaimer of Liability, Additional agreements,
    Acceptance of the Licence, Information to the public, Termination of the Licence,
    Miscellaneous, Jurisdiction, Applicable Law
"""
# Each pattern is written so that it does not find itself.
NEVER = {
    "the host of a package registry": r"(py[p]i[.]org|pythonhos[t]ed|np[m]js[.]org)",
    "a path of somebody's machine": r"(?<![\w.~-])/(hom[e]|roo[t]|User[s]|wor[k])/\w",
    "a private key": r"-----BEGI[N] [A-Z ]*PRIVATE KEY",
    "a key of a platform": r"\b(AKI[A][0-9A-Z]{16}|gh[pousr]_\w{36})",
    "a password in an address": r"(postgres|redis|https?)://[\w.-]+:[\w!%.-]{8,}[@]",
    "a secret": r"(?i)(passwor[d]|secre[t](_key)?|toke[n])\s*=\s*[\"'][\w+/=-]{16,}",
}


def read(name: str) -> str:
    """Read a text file of the repository."""
    return (ROOT / name).read_text()


@cache
def tracked() -> dict[str, str]:
    """Read every text file that git knows, by its path."""
    git = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(git, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    names = [name for name in listed.decode().split("\0") if (ROOT / name).is_file()]
    contents = {name: (ROOT / name).read_bytes() for name in names}
    return {
        name: content.decode(errors="replace")
        for name, content in contents.items()
        if b"\0" not in content
    }


@pytest.mark.parametrize("what", NEVER)
def test_no_file_contains(what):
    found = [
        f"{name}: {match[0]}"
        for name, text in tracked().items()
        for match in re.finditer(NEVER[what], text)
    ]

    assert found == []


@pytest.mark.parametrize("place", [ROOT, Path.home()], ids=["checkout", "home"])
def test_no_file_names_this_machine(place):
    assert [name for name, text in tracked().items() if f"{place}/" in text] == []


def test_the_licence_is_complete():
    headings = re.findall(r"^\d+\. ?(.+)$", read("LICENSE"), re.MULTILINE)

    assert headings == [each.strip() for each in " ".join(LICENCE.split()).split(",")]


def test_the_version_is_the_same_everywhere():
    released = re.findall(r"^## .*?([\d.]{5,})", read("CHANGELOG.md"), re.MULTILINE)
    versions = {
        "program": tomllib.loads(read("pyproject.toml"))["project"]["version"],
        "document": json.loads(read("openapi.json"))["info"]["version"],
        "changelog": released[0],
    }

    assert versions == dict.fromkeys(versions, VERSION)


def test_the_changelog_tells_law_api_and_program_apart():
    newest = read("CHANGELOG.md").split("\n## ")[1]

    assert re.findall(r"^### (.+)$", newest, re.MULTILINE) == ["Law", "API", "Program"]


def markdown_links() -> list[tuple[str, str]]:
    """List every link of a Markdown file to a place in the repository."""
    return [
        (name, link)
        for name, text in tracked().items()
        if name.endswith(".md")
        for link in re.findall(r"\]\(([^)\s]+)\)", text)
        if not re.match(r"[a-z]+:", link)
    ]


@pytest.mark.parametrize(("name", "link"), markdown_links())
def test_a_link_leads_somewhere(name, link):
    path, _, anchor = link.partition("#")
    target = (ROOT / name).parent / path if path else ROOT / name

    assert target.exists()
    assert not anchor or anchor in anchors(target.read_text())


def anchors(markdown: str) -> set[str]:
    """Give the anchors that headings get when they are shown."""
    headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    plain = [re.sub(r"[^\w\s-]", "", each.lower()) for each in headings]
    return {re.sub(r"\s", "-", each) for each in plain}


def test_every_decision_is_in_the_index_under_its_own_title():
    index = re.findall(
        r"^\| \[(\d+)\]\((.+?)\) \| (.+) \|$", read("docs/adr/README.md"), re.MULTILINE
    )
    titles = {
        path.name: path.read_text().splitlines()[0]
        for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")
    }

    assert {name: f"# {number}. {title}" for number, name, title in index} == titles


def test_decisions_are_numbered_once():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")]

    assert sorted(numbers) == [f"{each:04}" for each in range(1, len(numbers) + 1)]


def test_every_environment_variable_is_documented():
    read_by_settings = re.findall(r'env\.\w+\(\s*"(\w+)"', read("oab/settings.py"))
    described = re.findall(r"^\| `(\w+)` \|", read("docs/deployment.md"), re.MULTILINE)

    assert set(described) == set(read_by_settings)


def test_every_file_of_a_publisher_has_its_source_named():
    carried = {path.name for path in (ROOT / "data").iterdir()} - {"README.md"}

    a_file = r"\| `([\w.-]+\.(?:csv|xlsx?)(?:\.gz)?)` \|"
    named = re.findall(a_file, read("docs/data-sources.md"))

    assert set(named) == carried
