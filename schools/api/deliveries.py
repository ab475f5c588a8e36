"""The addresses of deliveries, and of the steps that they go through."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Prefetch

from oab.callers import Caller
from oab.constraints import BOARD, LOCATION
from oab.filters import CodeKey, DayKey, ListQuery, WordKey
from oab.pagination import Rows
from oab.processing_activities import Activity
from oab.processing_log import Deed, record
from oab.writing import Creates
from schools.api import delivery_shapes as shapes
from schools.deliveries import states
from schools.deliveries.opening import Scope, open_delivery
from schools.models import DeliveredPupil, Delivery, DeliveryEvent
from schools.scopes import deliveries_of

READ, WRITE = "aanleveringen:lezen", "aanleveringen:schrijven"


class DeliveriesQuery(ListQuery):
    """The query of a list of deliveries."""

    bestuur = CodeKey(
        "Alleen aanleveringen van dit bestuur.",
        "board_code",
        pattern=BOARD,
        like="41646",
    )
    vestiging = CodeKey(
        "Alleen aanleveringen voor deze ene vestiging.",
        "location_code",
        pattern=LOCATION,
        like="18PH00",
    )
    teldatum = DayKey("Alleen aanleveringen van deze teldatum.", "counted_on")
    toestand = WordKey("Alleen aanleveringen die zo ver zijn.", "state", shapes.STATES)
    herkomst = WordKey(
        "Alleen aanleveringen die zo ontstonden.", "origin", shapes.ORIGINS
    )


class Deliveries(Creates):
    """Deliveries, the last opened first."""

    scopes = {"GET": READ, "POST": WRITE}
    order = ("-opened_at", "-id")
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    serializer_class = shapes.DeliveryShape
    member_shape = shapes.WholeDeliveryShape
    input_shape = shapes.DeliveryInput
    list_query = DeliveriesQuery
    versioned = True
    described = {
        "list": "De aanleveringen van leerlingen, de laatst geopende eerst.",
        "retrieve": "Een aanlevering, met haar stappen.",
        "create": "Opent een aanlevering voor een teldatum, voor alle vestigingen van "
        "het bestuur of voor één. Zij begint met de leerlingen die bekend zijn: die "
        "van de vorige geaccepteerde telling en van het register, zonder wie vertrok.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Give the deliveries of the caller's board."""
        events = Prefetch("events", DeliveryEvent.objects.order_by("id"))
        return Delivery.objects.filter(deliveries_of(caller)).prefetch_related(events)

    def write(self, values: dict[str, Any]) -> Delivery:
        """Open a delivery of the caller's board."""
        scope = Scope(
            board=self.caller.board,
            counted_on=values["teldatum"],
            location=values.get("vestiging", ""),
        )
        opened = open_delivery(scope, person=self.caller.subject)
        touched(self.caller, opened, "aanlevering openen")
        return self.get_queryset().get(pk=opened.pk)


def touched(caller: Caller, delivery: Delivery, name: str) -> None:
    """Put on record whose data a step took over."""
    pupils = DeliveredPupil.objects.filter(delivery=delivery)
    record(caller, Deed(Activity.COUNT, name), pupils.values_list("pseudonym"))


Step = Callable[[Delivery, str, dict[str, Any]], Delivery]


class Steps(Creates):
    """A step of a delivery; the answer is the delivery as it is then."""

    serializer_class = shapes.WholeDeliveryShape
    versioned = True
    step: ClassVar[Step]
    deed: ClassVar[str]

    def within(self) -> Delivery:
        """Find the delivery."""
        found: Delivery = self.one_of(
            Delivery.objects.filter(deliveries_of(self.caller)), pk=self.kwargs["id"]
        )
        return found

    def write(self, values: dict[str, Any]) -> Delivery:
        """Take the step."""
        moved = type(self).step(self.whole, self.caller.subject, values)
        touched(self.caller, moved, self.deed)
        return moved


def _deliver(delivery: Delivery, person: str, _: dict[str, Any]) -> Delivery:
    return states.deliver(delivery, person=person)


def _sign(delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
    return states.sign(delivery, person=person, content_hash=values["hash"])


def _accept(delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
    return states.accept(
        delivery,
        person=person,
        content_hash=values["hash"],
        reasons=values.get("redenen", ()),
    )


def _send_back(delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
    return states.send_back(delivery, person=person, reasons=values["redenen"])


def _correct(delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
    return states.correct(delivery, person=person, reason=values["reden"])


class HandingIn(Steps):
    """Handing in."""

    scopes = {"POST": "aanleveringen:inzenden"}
    input_shape = shapes.NothingInput
    step = staticmethod(_deliver)
    deed = "aanlevering inzenden"
    described = {
        "create": "Zendt een aanlevering in, binnen de inzendperiode en zonder fouten; "
        "errors noemt de fouten die er nog zijn. Haar inhoud staat daarna vast.",
    }


class Signing(Steps):
    """Signing."""

    scopes = {"POST": "aanleveringen:ondertekenen"}
    input_shape = shapes.SignatureInput
    step = staticmethod(_sign)
    deed = "aanlevering ondertekenen"
    described = {
        "create": "Ondertekent een ingezonden aanlevering; dat doet een ander dan wie "
        "haar inzond.",
    }


class Accepting(Steps):
    """Accepting."""

    scopes = {"POST": "aanleveringen:beoordelen"}
    input_shape = shapes.AcceptanceInput
    step = staticmethod(_accept)
    deed = "aanlevering accepteren"
    described = {
        "create": "Accepteert een ondertekende aanlevering. Zij wordt de telling van "
        "haar vestigingen, en de bekostiging wordt opnieuw berekend.",
    }


class SendingBack(Steps):
    """Sending back."""

    scopes = {"POST": "aanleveringen:beoordelen"}
    input_shape = shapes.SendingBackInput
    step = staticmethod(_send_back)
    deed = "aanlevering terugzenden"
    described = {
        "create": "Zendt een aanlevering met redenen terug. Het bestuur kan haar dan "
        "verbeteren en opnieuw inzenden.",
    }


class Correcting(Steps):
    """Correcting."""

    scopes = {"POST": "aanleveringen:inzenden"}
    input_shape = shapes.CorrectionInput
    step = staticmethod(_correct)
    deed = "aanlevering corrigeren"
    described = {
        "create": "Opent een aanlevering die een geaccepteerde gaat vervangen, met "
        "dezelfde leerlingen. De telling verandert pas als zij is geaccepteerd.",
    }

    def address_of(self, made: Delivery) -> str:
        """Name the new delivery."""
        return f"{self.request.path.rsplit('/', 2)[0]}/{made.pk}"
