"""What a check of the ministry drew and why, whom it heard and what it corrected."""

from django.db import models

from oab.constraints import BOARD, filled, matches
from oab.written_once import WrittenOnce
from schools.models.decisions import Control
from schools.models.deliveries import Delivery


class DrawnUnit(WrittenOnce):
    """A board, location or statement that was drawn, in which place and why.

    `reasons` are the rules that gave it its `score`, each with what was measured.
    `statements` is how many of its statements the check looks at.
    """

    control = models.ForeignKey(
        Control, on_delete=models.PROTECT, related_name="units", db_index=False
    )
    place = models.PositiveIntegerField()
    unit = models.TextField()
    rank = models.CharField(max_length=64)
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list, blank=True)
    statements = models.PositiveIntegerField()

    class Meta(WrittenOnce.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["control", "place"], name="control_draws_in_one_order"
            ),
            models.UniqueConstraint(
                fields=["control", "unit"], name="control_draws_a_unit_once"
            ),
            matches("rank", "[0-9a-f]{64}", name="drawn_unit_has_its_rank"),
            filled("unit"),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.unit}"


class Hearing(WrittenOnce):
    """The hearing of a board, before a check was closed to its detriment.

    Without it nothing is corrected (ECLI:NL:RBAMS:2018:4864).
    """

    control = models.ForeignKey(
        Control, on_delete=models.PROTECT, related_name="hearings", db_index=False
    )
    board_code = models.CharField(max_length=5)
    heard_on = models.DateField()
    outcome = models.TextField()
    person = models.TextField()

    class Meta(WrittenOnce.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["control", "board_code"], name="control_hears_a_board_once"
            ),
            matches("board_code", BOARD, name="hearing_is_of_a_board"),
            filled("outcome"),
            filled("person"),
        ]

    def __str__(self) -> str:
        return f"{self.board_code} on {self.heard_on}"


class ControlCorrection(WrittenOnce):
    """A delivery that corrects an accepted one by the outcome of a check.

    `weights` is how many weights it sets to 0.
    """

    control = models.ForeignKey(
        Control, on_delete=models.PROTECT, related_name="corrections"
    )
    delivery = models.OneToOneField(
        Delivery, on_delete=models.PROTECT, related_name="control_correction"
    )
    weights = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.weights} weights in {self.delivery_id}"
