"""Constraints that several tables need, each named as the sentence it enforces."""

from django.db.models import CheckConstraint, Q

MUNICIPALITY = "[0-9]{4}"
BOARD = "[0-9]{5}"
PARTNERSHIP = "PO[0-9]{4}"
BRIN = "[0-9]{2}[A-Z]{2}"
LOCATION = BRIN + "[0-9]{2}"
POSTCODE_AREA = "[1-9][0-9]{3}"
POSTCODE = POSTCODE_AREA + "[A-Z]{2}"
BWB = "|BWBR[0-9]{7}"
STAATSCOURANT = "[0-9]{4}, [1-9][0-9]{0,5}"


def matches(field: str, pattern: str, *, name: str) -> CheckConstraint:
    """Refuse values of the field that do not match the pattern from end to end."""
    return CheckConstraint(
        condition=Q((f"{field}__regex", f"^({pattern})$")), name=name
    )


def filled(field: str) -> CheckConstraint:
    """Refuse values of the field without a single visible character."""
    return CheckConstraint(
        condition=Q((f"{field}__regex", r"\S")), name=f"%(class)s_has_its_{field}"
    )
