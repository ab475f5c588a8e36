"""Uploads in memory: what holds personal numbers is never put down on a disk."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES = 25_000_000


class InMemory(FileUploadHandler):
    """Keeps a file in memory, up to a limit at which reading stops."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.received = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what came in."""
        if start + len(raw_data) > MOST_BYTES:
            raise StopUpload(connection_reset=True)
        self.received.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand over the whole file."""
        self.received.seek(0)
        return InMemoryUploadedFile(
            self.received,
            self.field_name,
            self.file_name or "",
            self.content_type,
            file_size,
            self.charset,
        )
