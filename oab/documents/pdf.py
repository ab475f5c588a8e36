"""Writing a PDF from a template and data.

A template is Typst. What it shows comes in as JSON and is put in place as text: nothing
that anybody wrote is ever read as markup. The fonts are those inside the library, so
the same data make the same document on every machine.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

LAYOUT = Path(__file__).with_name("layout.typ")
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]


def write_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """Write a document; `data` has its `titel`, `afzender`, `kenmerk` and `datum`.

    The date is a year, a month and a day.
    """
    made: bytes = typst.compile(
        _source(template),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[*STANDARDS],
        ignore_system_fonts=True,
        timestamp=0,
    )
    return made


@cache
def _source(template: Path) -> bytes:
    return LAYOUT.read_bytes() + b"\n" + template.read_bytes()
