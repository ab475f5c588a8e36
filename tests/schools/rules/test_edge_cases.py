"""Every known edge case of the rule has a worked example."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "edge_cases.toml").read_text())["case"]
EXAMPLES = {
    example["name"]
    for folder in (HERE, HERE.parents[1] / "allocations" / "rules")
    for path in folder.glob("examples/*.toml")
    for kind in tomllib.loads(path.read_text()).values()
    for example in kind
}


def ids(case: dict[str, Any]) -> str:
    return f"{case['number']}: {case['about']}"


def test_no_edge_case_is_left_out():
    assert [case["number"] for case in CASES] == list(range(1, 21))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_the_edge_case_has_examples_or_is_of_another_kind(case):
    shown = case.get("examples", [])

    assert set(shown) <= EXAMPLES
    assert bool(shown) != ("elsewhere" in case)
