"""The database connection of this project."""

from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL.

    Commands that need no database, such as `calculate`, never open a connection and so
    never start a server.
    """

    def get_new_connection(
        self, conn_params: dict[str, Any]
    ) -> psycopg.Connection[Any]:
        if settings.SERVICES:
            settings.SERVICES.hold()
        return super().get_new_connection(conn_params)
