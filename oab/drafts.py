"""Tables whose rows may change and be removed while what they belong to is open."""

from django.db import models


class Draft(models.Model):
    """A row that the serving role may change and remove, until a trigger freezes it."""

    class Meta:
        abstract = True
