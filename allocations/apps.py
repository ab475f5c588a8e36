"""Registers the app with Django."""

from django.apps import AppConfig


class AllocationsConfig(AppConfig):
    """The app allocations."""

    name = "allocations"
