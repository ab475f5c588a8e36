"""The addresses of deliveries, and of the steps that they go through."""

from typing import Any, ClassVar

from django.db.models import Prefetch

from oab.callers import Caller
from oab.constraints import BOARD, LOCATION
from oab.filters import CodeKey, DayKey, ListQuery, WordKey
from oab.pagination import Rows
from oab.processing_activities import Activity
from oab.processing_log import Deed, record
from oab.writing import Creates
from schools.api.deliveries import shapes
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
        found: Delivery = self.get_queryset().get(pk=opened.pk)
        return found


def touched(caller: Caller, delivery: Delivery, name: str) -> None:
    """Put on record whose data a step took over."""
    pupils = DeliveredPupil.objects.filter(delivery=delivery)
    record(caller, Deed(Activity.COUNT, name), pupils.values_list("pseudonym"))


class Steps(Creates):
    """A step of a delivery; the answer is the delivery as it is then."""

    serializer_class = shapes.WholeDeliveryShape
    versioned = True
    deed: ClassVar[str]

    def within(self) -> Delivery:
        """Find the delivery."""
        found: Delivery = self.one_of(
            Delivery.objects.filter(deliveries_of(self.caller)), pk=self.kwargs["id"]
        )
        return found

    def write(self, values: dict[str, Any]) -> Delivery:
        """Take the step."""
        moved = self.step(self.whole, self.caller.subject, values)
        touched(self.caller, moved, self.deed)
        return moved

    def step(self, delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
        """Take the step, by a person, and give the delivery as it is then."""
        raise NotImplementedError


class HandingIn(Steps):
    """Handing in."""

    scopes = {"POST": "aanleveringen:inzenden"}
    input_shape = shapes.NothingInput
    deed = "aanlevering inzenden"
    described = {
        "create": "Zendt een aanlevering in, binnen de inzendperiode en zonder fouten; "
        "errors noemt de fouten die er nog zijn. Haar inhoud staat daarna vast.",
    }

    def step(self, delivery: Delivery, person: str, _: dict[str, Any]) -> Delivery:
        """Hand it in."""
        return states.deliver(delivery, person=person)


class Signing(Steps):
    """Signing."""

    scopes = {"POST": "aanleveringen:ondertekenen"}
    input_shape = shapes.SignatureInput
    deed = "aanlevering ondertekenen"
    described = {
        "create": "Ondertekent een ingezonden aanlevering; dat doet een ander dan wie "
        "haar inzond.",
    }

    def step(self, delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
        """Sign it."""
        return states.sign(delivery, person=person, content_hash=values["hash"])


class Accepting(Steps):
    """Accepting."""

    scopes = {"POST": "aanleveringen:beoordelen"}
    input_shape = shapes.AcceptanceInput
    deed = "aanlevering accepteren"
    described = {
        "create": "Accepteert een ondertekende aanlevering. Zij wordt de telling van "
        "haar vestigingen, en de bekostiging wordt opnieuw berekend.",
    }

    def step(self, delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
        """Accept it."""
        return states.accept(
            delivery,
            person=person,
            content_hash=values["hash"],
            reasons=values.get("redenen", ()),
        )


class SendingBack(Steps):
    """Sending back."""

    scopes = {"POST": "aanleveringen:beoordelen"}
    input_shape = shapes.SendingBackInput
    deed = "aanlevering terugzenden"
    described = {
        "create": "Zendt een aanlevering met redenen terug. Het bestuur kan haar dan "
        "verbeteren en opnieuw inzenden.",
    }

    def step(self, delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
        """Send it back."""
        return states.send_back(delivery, person=person, reasons=values["redenen"])


class Withdrawing(Steps):
    """Withdrawing."""

    scopes = {"POST": "aanleveringen:inzenden"}
    input_shape = shapes.WithdrawalInput
    deed = "aanlevering intrekken"
    described = {
        "create": "Trekt een aanlevering in die nog kan veranderen, bijvoorbeeld omdat "
        "zij voor de verkeerde vestiging is geopend. Haar leerlingen worden "
        "verwijderd.",
    }

    def step(self, delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
        """Withdraw it; its pupils are put on record before they go."""
        touched(self.caller, delivery, self.deed)
        return states.withdraw(delivery, person=person, reason=values.get("reden", ""))


class Correcting(Steps):
    """Correcting."""

    scopes = {"POST": "aanleveringen:inzenden"}
    input_shape = shapes.CorrectionInput
    deed = "aanlevering corrigeren"
    described = {
        "create": "Opent een aanlevering die een geaccepteerde gaat vervangen, met "
        "dezelfde leerlingen. De telling verandert pas als zij is geaccepteerd.",
    }

    def step(self, delivery: Delivery, person: str, values: dict[str, Any]) -> Delivery:
        """Open a correction."""
        return states.correct(delivery, person=person, reason=values["reden"])

    def address_of(self, made: Delivery) -> str:
        """Name the new delivery."""
        return f"{self.request.path.rsplit('/', 2)[0]}/{made.pk}"
