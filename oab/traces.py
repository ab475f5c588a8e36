"""Traces over systems: the header traceparent of W3C Trace Context.

The flag by which a caller asks not to be sampled is not looked at: the processing log
leaves nothing out.
"""

import re
import secrets
from collections.abc import Mapping
from typing import NamedTuple

HEADER = "traceparent"
TRACEPARENT = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?P<trace>(?!0{32})[0-9a-f]{32})"
    r"-(?P<span>(?!0{16})[0-9a-f]{16})-[0-9a-f]{2}(?P<more>-.*)?",
    re.ASCII,
)
FIRST_VERSION = "00"


class Trace(NamedTuple):
    """The trace that an action belongs to, its own span, and the caller's span."""

    trace_id: str
    span_id: str
    parent_span_id: str = ""

    def __str__(self) -> str:
        """Write it as the header for who comes next."""
        return f"{FIRST_VERSION}-{self.trace_id}-{self.span_id}-01"


def begin(headers: Mapping[str, str]) -> Trace:
    """Go on with the trace of a caller, or begin one where the header tells of none."""
    given = TRACEPARENT.fullmatch(headers.get(HEADER, "").strip())
    if given is None or (given["version"] == FIRST_VERSION and given["more"]):
        return Trace(secrets.token_hex(16), secrets.token_hex(8))
    return Trace(given["trace"], secrets.token_hex(8), given["span"])


def beside(trace: Trace) -> Trace:
    """Give another span of the same trace, below the same caller."""
    return trace._replace(span_id=secrets.token_hex(8))
