"""The words for what a statement is worth as evidence."""

from schools.models import EvidenceState

STATES = {
    "volledig": EvidenceState.COMPLETE,
    "niet-ondertekend": EvidenceState.UNSIGNED,
    "onduidelijk": EvidenceState.AMBIGUOUS,
    "ontbreekt": EvidenceState.MISSING,
}
