"""What the API shows and takes of what one person registers and another judges.

Each kind says which rows an address is below, how they are shown, and what its words
are; the rest is here.
"""

from typing import Any, ClassVar

from django.urls import URLPattern, path
from rest_framework import serializers

from oab.bodies import Input
from oab.filters import WordKey
from oab.judged import SUBMITTED, Judging, Registered, Verdict
from oab.pagination import Rows
from oab.shapes import AnyField, Shape, Text, named
from oab.writing import Creates

READ, REGISTER, JUDGE = (
    "regelingen:lezen",
    "regelingen:registreren",
    "regelingen:goedkeuren",
)
LONGEST_TEXT = 2000
STATES = {
    "voorgelegd": SUBMITTED,
    "goedgekeurd": Verdict.APPROVED,
    "afgewezen": Verdict.REJECTED,
    "ingetrokken": Verdict.WITHDRAWN,
}


class StateKey(WordKey):
    """A key that holds how far something registered is."""

    def filter(self, qs: Rows, value: str | None) -> Rows:
        """Keep what is that far."""
        return qs.in_state(value) if value else qs


class JudgedShape(Shape):
    """Something that was registered; subclasses declare what it says."""

    def get_fields(self) -> dict[str, AnyField]:
        """Show what was decided on it after what it says itself."""
        decided: dict[str, AnyField] = {
            "beoordeeldDoor": Text(
                source="judgement.judge", help_text="Wie haar goedkeurde of afwees."
            ),
            "beoordeeldOp": serializers.DateTimeField(
                source="judgement.judged_at",
                allow_null=True,
                help_text="Wanneer dat was.",
            ),
            "redenAfwijzing": Text(
                source="judgement.reason", help_text="Waarom zij is afgewezen."
            ),
            "ingetrokkenOp": serializers.DateTimeField(
                source="judgement.withdrawn_at",
                allow_null=True,
                help_text="Wanneer wie haar registreerde, haar introk.",
            ),
        }
        return super().get_fields() | decided


@named("GoedkeuringInvoer", "Niets: goedkeuren is genoeg.")
class ApprovalInput(Input):
    """Nothing."""


@named("AfwijzingInvoer", "Waarom iets wordt afgewezen.")
class RejectionInput(Input):
    """Why something is rejected."""

    reden = serializers.CharField(max_length=LONGEST_TEXT, help_text="Waarom.")


@named("RegistratieIntrekkingInvoer", "Niets: intrekken is genoeg.")
class WithdrawalInput(Input):
    """Nothing."""


class _Decisions(Creates):
    """What is decided on something that was registered."""

    lookup_url_kwarg = ""
    collection: ClassVar[str]
    judging: ClassVar[Judging]
    whole: Registered

    def write(self, values: dict[str, Any]) -> Any:  # noqa: ANN401
        """Decide it, and show what it was decided on."""
        self.decide(values, by=self.caller.subject)
        return self.shown()

    def decide(self, values: dict[str, Any], *, by: str) -> None:
        """Decide it."""
        raise NotImplementedError

    def shown(self) -> Any:  # noqa: ANN401
        """Give what it was decided on, as it is now."""
        return self.within()


class Approvals(_Decisions):
    """Approvals, by another than who registered it."""

    collection = "goedkeuringen"
    scopes = {"POST": JUDGE}
    input_shape = ApprovalInput

    def decide(self, _: dict[str, Any], *, by: str) -> None:
        """Approve it."""
        self.judging.approve(self.whole, by=by)


class Rejections(_Decisions):
    """Rejections, by another than who registered it."""

    collection = "afwijzingen"
    scopes = {"POST": JUDGE}
    input_shape = RejectionInput

    def decide(self, values: dict[str, Any], *, by: str) -> None:
        """Reject it."""
        self.judging.reject(self.whole, reason=values["reden"], by=by)


class Withdrawals(_Decisions):
    """Withdrawals, by who registered it."""

    collection = "intrekkingen"
    scopes = {"POST": REGISTER}
    input_shape = WithdrawalInput

    def decide(self, _: dict[str, Any], *, by: str) -> None:
        """Withdraw it."""
        self.judging.withdraw(self.whole, by=by)


def decisions(member: str, *resources: type[_Decisions]) -> list[URLPattern]:
    """Give the addresses of the decisions on a member of a collection."""
    return [
        path(f"{member}/{each.collection}", each.as_view({"post": "create"}))
        for each in resources
    ]
