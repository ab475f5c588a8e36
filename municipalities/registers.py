"""The registers of this app as sources speak of them."""

from municipalities.models import (
    GroupMembership,
    ImpulseAreaDesignation,
    Municipality,
    PostcodeArea,
)
from oab.registers import Register

MUNICIPALITIES = Register(Municipality, ("code",), {"name": "", "province": ""})
MEMBERSHIPS = Register(GroupMembership, ("group", "municipality_code"), {})
POSTCODE_AREAS = Register(
    PostcodeArea, ("pc4",), {"place": "", "municipality_code": ""}
)
IMPULSE_AREAS = Register(
    ImpulseAreaDesignation, ("pc4",), {"regulation": "", "article": ""}
)
