"""Tables of personal data, whose rows are destroyed when their term is over."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Retained(models.Model):
    """A row that only the retention function of the database may remove.

    The serving role may change the columns in `changeable`, and no others.
    """

    changeable: ClassVar[tuple[str, ...]] = ()

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
