"""Print a token of the local issuer, for demonstration and tests."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from oab.local_issuer import NotHere, issue
from oab.roles import ROLES, Role

MISUSED = 2


class Command(BaseCommand):
    help = (
        "Print an access token that is good for an hour, on a server that was started "
        "with OAB_LOCAL_ISSUER=1. Only with the embedded services."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rol", required=True, choices=[*Role])
        parser.add_argument(
            "--organisatie",
            required=True,
            help="board (41646), municipality (0637), ocw or auditdienst",
        )
        parser.add_argument("--naam", default="", help="who it is; another, another")

    def handle(self, *, rol: str, organisatie: str, naam: str, **_: object) -> None:
        role = Role(rol)
        if not ROLES[role].fits(organisatie):
            raise CommandError(
                f"{organisatie} kan geen {role} hebben.", returncode=MISUSED
            )
        try:
            name = naam or f"{role} van {organisatie}"
            self.stdout.write(issue(role, organisatie, name))
        except NotHere as error:
            raise CommandError(str(error), returncode=MISUSED) from error
