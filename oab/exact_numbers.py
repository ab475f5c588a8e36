"""Numbers that keep the decimals that they were written with."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class ExactDecimalField(models.DecimalField):  # type: ignore[type-arg]
    """A decimal that stays 40.20, as its source says, and does not become 40.200000."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        """Leave the number of decimals to each value."""
        return "numeric"
