"""Refuse a token from now on."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from oab.models import RevokedToken


class Command(BaseCommand):
    help = "Refuse the access token with this jti (token_id in the log) from now on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("jti")
        parser.add_argument("--reden", required=True, help="why")

    def handle(self, *, jti: str, reden: str, **_: object) -> None:
        RevokedToken.objects.get_or_create(token_id=jti, defaults={"reason": reden})
