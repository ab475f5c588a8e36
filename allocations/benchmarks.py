"""What `make bench` measures. Every result is checked before it is timed."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import numpy.typing as npt

from allocations.following_benchmarks import FOLLOWING
from allocations.made_up import nation
from allocations.made_up.benchmarks import aggregate_pupils, import_pupils
from allocations.made_up.scores import scores_national
from allocations.rules.calculation import calculate
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.rules.workings import working
from oab.measuring import Measurement, WrongResult, against_floor

SCHOOLS = 7_000
Numbers = npt.NDArray[np.int64]


def rules_national() -> Measurement:
    """Compute 7,000 schools from counts, in memory, all figures with workings."""
    question = nation.question()
    columns = _made_up_schools()
    facts = _facts(columns)

    def work() -> list[str]:
        calculation = calculate(question.regime, question.provisions, facts)
        return [working(figure) for figure in calculation.figures.values() if figure]

    def floor() -> Numbers:
        return _by_numpy_alone(**columns)

    outcome = calculate(question.regime, question.provisions, facts)
    entitlement = outcome.figures["entitlement"]
    if entitlement is None or not np.array_equal(entitlement.values, floor()):
        raise WrongResult("rules_national: the figures differ from plain NumPy")
    _check_by_decimals(columns, entitlement.decimals())
    return against_floor(
        "rules_national", work, floor, unit="ms", runs=400, rows=SCHOOLS
    )


def _made_up_schools() -> dict[str, Numbers]:
    random = np.random.default_rng(2015)
    pupils = random.integers(20, 800, SCHOOLS)
    return {
        "pupils": pupils,
        "pupils_03": pupils * random.integers(0, 30, SCHOOLS) // 100,
        "pupils_12": pupils * random.integers(0, 60, SCHOOLS) // 100,
        "in_impulse_area": random.integers(0, 2, SCHOOLS),
        "teacher_age": random.integers(2_900, 5_001, SCHOOLS),
    }


def _facts(columns: dict[str, Numbers]) -> Facts:
    groups = Groups.of(range(SCHOOLS))
    age = Figure.column("teacher_age", columns["teacher_age"], scale=2)
    figures = {
        key: Figure.column(key, values, groups=groups)
        for key, values in columns.items()
        if key != "teacher_age"
    }
    names = tuple(f"{number:04}" for number in range(SCHOOLS))
    return Facts(names, names, groups, figures | {"teacher_age": age})


def _by_numpy_alone(
    pupils: Numbers,
    pupils_03: Numbers,
    pupils_12: Numbers,
    in_impulse_area: Numbers,
    teacher_age: Numbers,
) -> Numbers:
    """Compute the entitlement in cents, with nothing to show for it."""
    above = np.maximum(30 * pupils_03 + 120 * pupils_12 - 6 * pupils, 0)
    weight = np.minimum((above + 50) // 100, (80 * pupils + 50) // 100)
    per_unit = 14_594_600 + 3_938 * np.maximum(teacher_age, 3_000)
    impulse = (pupils_03 + pupils_12) * in_impulse_area * 177_500
    entitlement: Numbers = (weight * per_unit + 50) // 100 + impulse
    return entitlement


def _check_by_decimals(columns: dict[str, Numbers], entitlements: list[str]) -> None:
    """Recompute every hundredth school one by one in decimals."""
    unit = Decimal(1)
    for school in range(0, SCHOOLS, 100):
        row = {key: Decimal(int(values[school])) for key, values in columns.items()}
        weights = row["pupils_03"] * 3 / 10 + row["pupils_12"] * 12 / 10
        above = max(weights - row["pupils"] * 6 / 100, Decimal(0))
        cap = (row["pupils"] * 80 / 100).quantize(unit, ROUND_HALF_UP)
        weight = min(above.quantize(unit, ROUND_HALF_UP), cap)
        age = max(row["teacher_age"] / 100, Decimal(30))
        amount = weight * (Decimal("1459.46") + Decimal("39.38") * age)
        weighted = row["pupils_03"] + row["pupils_12"]
        amount = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
        amount += weighted * row["in_impulse_area"] * 1775
        if str(amount) != entitlements[school]:
            raise WrongResult(f"rules_national: {entitlements[school]} is not {amount}")


def run_national() -> Measurement:
    """Run 2015-2016 from database to database in this one process, with receipts."""
    rows = nation.rows_of(nation.first_run())
    return against_floor(
        "run_national",
        nation.run_here,
        lambda: nation.copy(rows),
        unit="s",
        runs=9,
        rows=len(rows),
    )


BENCHMARKS: dict[str, Callable[[], Measurement]] = {
    benchmark.__name__: benchmark
    for benchmark in (
        rules_national,
        scores_national,
        run_national,
        *FOLLOWING,
        import_pupils,
        aggregate_pupils,
    )
}
