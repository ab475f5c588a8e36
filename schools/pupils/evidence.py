"""Scanned statements: checked by content, scanned for viruses, and kept as they are."""

import hashlib

from oab.files.evidence import media_type_of
from oab.files.scanning import scan
from schools.models import Evidence, Ouderverklaring

EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def add(statement: Ouderverklaring, content: bytes, by: str) -> Evidence:
    """Keep a scan of a statement; `RefusedFile` says why it is not taken."""
    return Evidence.objects.create(
        ouderverklaring=statement,
        media_type=media_type_of(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        scan=scan(content),
        content=content,
        created_by=by,
    )


def file_name(evidence: Evidence) -> str:
    """Name the file by its number, and never by what its sender called it."""
    return f"{evidence.pk}.{EXTENSIONS[evidence.media_type]}"
