"""The database connection of this project."""

from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base

from oab.embedded.errors import NotStarted


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL.

    Commands that need no database, such as `calculate`, never open a connection and so
    never start a server.
    """

    def get_new_connection(
        self, conn_params: dict[str, Any]
    ) -> psycopg.Connection[Any]:
        """Connect, after starting the embedded server where there is one."""
        if settings.SERVICES:
            try:
                settings.SERVICES.hold(conn_params["dbname"])
            except NotStarted as error:
                raise psycopg.OperationalError(str(error)) from error
        connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        return connection
