"""Registers the app with Django."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class SchoolsConfig(AppConfig):
    """The app schools."""

    name = "schools"

    def ready(self) -> None:
        """Add the checks that a deployment must pass."""
        # Models cannot be imported before the apps are ready.
        from schools.checks import (  # noqa: PLC0415
            no_key_is_missed,
            pseudonym_keys_are_set,
        )

        register(pseudonym_keys_are_set, Tags.security, deploy=True)
        register(no_key_is_missed, Tags.database, deploy=True)
