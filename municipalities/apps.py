"""Registers the app with Django."""

from django.apps import AppConfig


class MunicipalitiesConfig(AppConfig):
    """The app municipalities."""

    name = "municipalities"
