"""The words for how checks are drawn and what they find."""

from schools.models import Control, ControlFinding

METHODS = {"aselect": Control.Method.RANDOM, "risico": Control.Method.RISK}
UNITS = {
    "besturen": Control.Unit.BOARDS,
    "vestigingen": Control.Unit.LOCATIONS,
    "ouderverklaringen": Control.Unit.STATEMENTS,
}
CLASSES = {
    "in-orde": ControlFinding.ErrorClass.NONE,
    "A": ControlFinding.ErrorClass.A,
    "B": ControlFinding.ErrorClass.B,
    "C": ControlFinding.ErrorClass.C,
}
ABOUT_CLASSES = (
    "A: Nederlandse opleiding onjuist; B: buitenlandse opleiding onjuist; C: "
    "formulier ontbreekt of is niet volledig."
)
