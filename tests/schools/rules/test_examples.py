"""Runs every worked example of weights, statements, counting and teachers' ages."""

import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from schools.rules import (
    corrections,
    counting,
    education,
    pupil_weights,
    statements,
    teacher_age,
    weighing,
)
from schools.rules.education import Category, Education, Level
from schools.rules.teacher_age import Teacher

FOLDER = Path(__file__).parent / "examples"
FILES = {
    path.stem: tomllib.loads(path.read_text(), parse_float=Decimal)
    for path in sorted(FOLDER.glob("*.toml"))
}
REFUSALS = {
    name: refusal
    for module in (counting, education, pupil_weights, teacher_age)
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


def carer(example: dict[str, Any]) -> int:
    said = {name: example[name] for name in example if name in statements.Carer._fields}
    return statements.category_stated(statements.Carer(**said)) or 0


def day(example: dict[str, Any], name: str, otherwise: Any) -> Any:
    said = example.get(name, otherwise)
    return None if said == "none" else said


def pupil_of(example: dict[str, Any]) -> weighing.Pupil:
    born = day(example, "born", date(2009, 2, 11))
    enrolled = day(example, "enrolled", date(2013, 2, 11))
    carers = example.get("carers", [])
    unsigned = {"signed": "none", "signatures": "none", "form": ""}
    said = (unsigned if not carers else {}) | example
    return weighing.Pupil(
        born_on=born,
        enrolled_on=enrolled,
        signed_on=day(said, "signed", enrolled or date(2013, 2, 11)),
        situation_on=day(said, "situation", None),
        claimed_weight=decimal(example.get("claimed")),
        old_weight=decimal(example.get("old")),
        form=said.get("form", "duo"),
        signatures=day(said, "signatures", 1),
        **{
            f"carer{number}_{name}": value
            for number, each in enumerate(carers, start=1)
            for name, value in each.items()
        },
    )


def decimal(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def statement(example: dict[str, Any]) -> list[str]:
    carers = [example.get("first", {"level": "lbo"}), example.get("second", {})]
    outcome = weighing.weigh(
        pupil_of({"claimed": "0.3"} | example | {"carers": carers}),
        date(2018, 10, 1),
    )
    return [outcome.state, outcome.error_class]


def delivered(example: dict[str, Any]) -> list[str]:
    counted = example.get("counted", date(2014, 10, 1))
    outcome = weighing.weigh(pupil_of(example), counted)
    return [outcome.state, str(outcome.weight), str(outcome.potential_weight)]


def special(example: dict[str, Any]) -> str:
    return str(
        pupil_weights.weight_on_application(
            old=Decimal(example["old"]), new=Decimal(example["new"])
        )
    )


def counted(example: dict[str, Any]) -> list[Any]:
    enrolled = example.get("enrolled")
    outcome = counting.count(
        example.get("born"),
        enrolled and counting.Stay(enrolled, example.get("left")),
        example["counted"],
        absent=example.get("absent", False),
    )
    return [outcome.counts, outcome.age_group or ""]


def absence(example: dict[str, Any]) -> bool:
    return counting.missed_too_much(
        missed=example["missed"], school_days=example["school_days"]
    )


def counting_day(example: dict[str, Any]) -> date:
    return counting.counting_day(example["counted"], closed=example.get("closed", []))


def school_of(example: dict[str, Any]) -> str:
    stays = [
        (each["brin"], counting.Stay(each["enrolled"], each.get("left")))
        for each in example["stays"]
    ]
    return counting.school_that_counts(stays, example["counted"]) or ""


def change(example: dict[str, Any]) -> bool:
    return corrections.raises_signal_460(
        was=decimal(example.get("was")), becomes=Decimal(example["becomes"])
    )


def late(example: dict[str, Any]) -> bool:
    return corrections.may_be_set_later(
        corrections.AtTheStart(example["at_start"]),
        about=example["about"],
        deciding_day=example["decides"],
    )


def revision(example: dict[str, Any]) -> bool:
    ground = example.get("ground")
    return corrections.may_be_revised(
        corrections.Decided(Decimal(example["was"]), example["notified"]),
        Decimal(example["becomes"]),
        on=example["on"],
        ground=ground and corrections.Ground(ground),
    )


OUTCOMES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "education": category,
    "carers": weight,
    "pupil": pupil,
    "school": school,
    "merger": merger,
    "payment": payment,
    "carer": carer,
    "statement": statement,
    "delivered": delivered,
    "special": special,
    "counted": counted,
    "absence": absence,
    "day": counting_day,
    "schools": school_of,
    "change": change,
    "late": late,
    "revision": revision,
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
