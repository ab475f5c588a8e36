"""Importing bytes as a file."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.apps import apps

from allocations.importers.kinds import import_file
from oab.files.problems import BadFile
from oab.tallies import Tally


def take_in(
    kind: str, content: bytes, *, on: date | None = None, dry_run: bool = False
) -> Tally:
    """Import the content of a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        return import_file(kind, path, on=on, dry_run=dry_run)


def refused(kind: str, content: bytes, *, on: date | None = None) -> tuple[str, ...]:
    """Say why a file is not imported, and see that it left nothing behind."""
    before = rows()
    with pytest.raises(BadFile) as caught:
        take_in(kind, content, on=on)
    assert rows() == before
    return caught.value.lines


def rows() -> dict[str, int]:
    """Count the rows of every table."""
    return {
        model._meta.label: model._base_manager.count() for model in apps.get_models()
    }
