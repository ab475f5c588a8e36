"""Registers the app with Django."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """The app schools."""

    name = "schools"
