"""The tables of schools, their pupils and what is counted of them."""

from schools.models.controls import ControlCorrection, DrawnUnit, Hearing
from schools.models.counts import (
    PUPIL_WEIGHTS,
    Count,
    CountCell,
    EstablishedFigures,
    TeacherAge,
)
from schools.models.decisions import (
    Control,
    ControlFinding,
    CountDecision,
    CountDecisionNotification,
    DrawnPupil,
    TeacherAgeReturn,
)
from schools.models.deliveries import (
    DeliveredPupil,
    Delivery,
    DeliveryEvent,
    Extension,
    Finding,
)
from schools.models.pupils import (
    Enrolment,
    Evidence,
    EvidenceState,
    Form,
    Ouderverklaring,
    RemovalOfPupils,
)
from schools.models.register import (
    ENDS_A_SCHOOL,
    Board,
    Location,
    Partnership,
    School,
    SchoolSuccession,
)
from schools.models.scores import (
    DisadvantageScore,
    EstablishedScore,
    MaterialFigures,
    NationalMeans,
)

__all__ = [
    "ENDS_A_SCHOOL",
    "PUPIL_WEIGHTS",
    "Board",
    "Control",
    "ControlCorrection",
    "ControlFinding",
    "Count",
    "CountCell",
    "CountDecision",
    "CountDecisionNotification",
    "DeliveredPupil",
    "Delivery",
    "DeliveryEvent",
    "DisadvantageScore",
    "DrawnPupil",
    "DrawnUnit",
    "Enrolment",
    "EstablishedFigures",
    "EstablishedScore",
    "Evidence",
    "EvidenceState",
    "Extension",
    "Finding",
    "Form",
    "Hearing",
    "Location",
    "MaterialFigures",
    "NationalMeans",
    "Ouderverklaring",
    "Partnership",
    "RemovalOfPupils",
    "School",
    "SchoolSuccession",
    "TeacherAge",
    "TeacherAgeReturn",
]
