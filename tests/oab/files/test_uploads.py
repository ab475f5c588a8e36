"""Uploads stay in memory."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory

from oab.files import uploads


def upload(content: bytes):
    sent = SimpleUploadedFile("x.csv", content)
    return RequestFactory().post("/", {"bestand": sent}).FILES["bestand"]


def test_a_large_file_is_not_put_down_on_a_disk():
    file = upload(b"x" * 4_000_000)

    assert (file.read(), hasattr(file, "temporary_file_path")) == (
        b"x" * 4_000_000,
        False,
    )


def test_reading_stops_at_the_limit():
    handler = uploads.InMemory()
    handler.new_file("bestand", "x.csv", "text/csv", None)

    with pytest.raises(StopUpload):
        handler.receive_data_chunk(b"x", uploads.MOST_BYTES)
