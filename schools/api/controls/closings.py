"""The end of a check, and the corrections that follow from it."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from oab.pagination import Rows
from oab.processing_activities import Activity
from oab.processing_log import Persons, RecordedResource
from oab.writing import Creates
from schools.api.controls import inputs, shapes
from schools.api.controls.controls import OfControl
from schools.controls.closing import Closing, close
from schools.controls.hearings import Heard
from schools.models import Control, ControlFinding, DeliveredPupil, DrawnPupil


class Closings(OfControl, RecordedResource, Creates):
    """The end of a check."""

    activity = Activity.CONTROL
    about = "gewichten na een controle"
    scopes = {"POST": "controles:afronden"}
    serializer_class = shapes.WholeControlShape
    input_shape = inputs.ClosingInput
    versioned = True
    described = {
        "create": "Rond een controle af: wat fout was, weegt vanaf dan 0, met een "
        "correctie per aanlevering en van latere tellingen van dezelfde inschrijving. "
        "Elk bestuur met een fout is vooraf gehoord. Wie trok of beoordeelde, rondt "
        "niet af.",
    }

    def persons_in(self, _: Rows) -> Persons:
        """Find whose weights were corrected."""
        wrong = ControlFinding.objects.in_force().exclude(
            error_class=ControlFinding.ErrorClass.NONE
        )
        drawn = DrawnPupil.objects.filter(
            control=self.whole,
            findings__in=wrong,
            delivery=OuterRef("delivery"),
            row=OuterRef("row"),
        )
        return DeliveredPupil.objects.filter(Exists(drawn)).values_list("pseudonym")

    def write(self, values: dict[str, Any]) -> Control:
        """Close the check."""
        heard = [
            Heard(board=each["bestuur"], on=each["datum"], outcome=each["uitkomst"])
            for each in values.get("hoorgesprekken", [])
        ]
        closing = Closing(reason=values["reden"], heard=heard)
        return close(self.whole, closing, by=self.caller.subject, at=now())
