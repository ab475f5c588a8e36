"""The table of rules is complete, and written down for its readers."""

from pathlib import Path

import pytest

from schools.api.deliveries.findings import SEVERITIES
from schools.deliveries.columns import BY_FIELD
from schools.deliveries.rules import RULES, Rule

DOCUMENT = Path(__file__).parents[3] / "docs" / "deliveries.md"
WORDS = {severity: word for word, severity in SEVERITIES.items()}


def line(rule: Rule) -> str:
    columns = [f"`{BY_FIELD[field].name}`" for field in rule.conditions if field]
    cells = [
        f"`{rule.name}`",
        WORDS[rule.severity],
        ", ".join(columns) or "–",
        rule.english,
        rule.basis,
    ]
    return f"| {' | '.join(cells)} |"


def test_the_document_lists_every_rule():
    listed = [
        written
        for written in DOCUMENT.read_text().splitlines()
        if written.startswith("| `")
    ]

    assert listed == [line(rule) for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_what_it_found_in_both_languages(rule):
    filled = ("rij", "gewicht", "was", "is", "dag", "vestigingen", "verwacht")
    values = dict.fromkeys(filled, "7")

    for text in (rule.dutch, rule.english):
        assert text.format_map(values).endswith(".")
    assert rule.basis
