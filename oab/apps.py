"""Registers the project's own app with Django."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from oab.checks import (
    environment_is_complete,
    serving_role_is_powerless,
    tokens_are_checked,
)


class OabConfig(AppConfig):
    """The app oab: what the other apps share."""

    name = "oab"

    def ready(self) -> None:
        """Add the checks that a deployment must pass."""
        register(serving_role_is_powerless, Tags.database, deploy=True)
        register(environment_is_complete, Tags.security, deploy=True)
        register(tokens_are_checked, Tags.security, deploy=True)
