"""Runs every worked example of a pupil's weight and of the age of teachers."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from schools.rules import education, pupil_weights, teacher_age
from schools.rules.education import Category, Education, Level
from schools.rules.teacher_age import Teacher

FOLDER = Path(__file__).parent / "examples"
FILES = {
    path.stem: tomllib.loads(path.read_text(), parse_float=Decimal)
    for path in sorted(FOLDER.glob("*.toml"))
}
REFUSALS = {
    name: refusal
    for module in (education, pupil_weights, teacher_age)
    for name, refusal in vars(module).items()
    if isinstance(refusal, type) and issubclass(refusal, ValueError)
}


def category(example: dict[str, Any]) -> int:
    return education.category_of(
        Education(Level(example["level"]), example.get("years"))
    )


def carers(categories: list[int]) -> tuple[Category | None, ...]:
    return tuple(Category(each) if each else None for each in categories)


def weight(example: dict[str, Any]) -> str:
    return str(pupil_weights.weight_of(carers(example["categories"])))


def pupil(example: dict[str, Any]) -> dict[str, Any]:
    born, statements = example["born"], example.get("statements", [])
    day = pupil_weights.deciding_day(born_on=born, admitted_on=example["admitted"])
    new = pupil_weights.weight_set(
        [
            pupil_weights.Statement(each["about"], carers(each["categories"]))
            for each in statements
        ],
        on=day,
    )
    counts = pupil_weights.counted_weight(
        born_on=born,
        counted_on=example["counted"],
        old=Decimal(example.get("old", 0)),
        new=new,
    )
    was_set = {} if new is None else {"set": str(new)}
    return {"decides": day, **was_set, "counts": str(counts)}


def teachers(rows: list[dict[str, Any]]) -> list[Teacher]:
    return [Teacher(**{**row, "age": Decimal(row["age"])}) for row in rows]


def school(example: dict[str, Any]) -> str:
    return str(teacher_age.teacher_age(teachers(example["teachers"])))


def merger(example: dict[str, Any]) -> str:
    schools = map(teachers, example["schools"])
    return str(teacher_age.teacher_age_of_merger(schools))


def payment(example: dict[str, Any]) -> str:
    return str(
        teacher_age.age_paid_by(
            own=example.get("own"),
            national=example["national"],
            opens=example.get("opens", False),
        )
    )


OUTCOMES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "education": category,
    "carers": weight,
    "pupil": pupil,
    "school": school,
    "merger": merger,
    "payment": payment,
}


def examples() -> list[Any]:
    return [
        pytest.param(OUTCOMES[kind], example, id=f"{file}: {kind}: {example['name']}")
        for file, kinds in FILES.items()
        for kind, each in kinds.items()
        for example in each
    ]


@pytest.mark.parametrize(("outcome_of", "example"), examples())
def test_the_example_comes_out(outcome_of, example):
    if "refuses" in example:
        with pytest.raises(REFUSALS[example["refuses"]]):
            outcome_of(example)
        return

    assert outcome_of(example) == example["expect"]


def test_every_level_has_an_example():
    shown = {each["level"] for each in FILES["pupil_weights"]["education"]}

    assert shown == set(Level)
