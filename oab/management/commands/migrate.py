"""Django's migrate, as the owner, and then the rights of the serving role."""

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections

from oab.rights import NoServingRole, grant, require_serving_role


class Command(migrate.Command):
    help = "Change the schema as its owner and grant the serving role its rights."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: str, database: str, plan: bool, **options: object) -> None:
        try:
            require_serving_role(connections[database])
        except NoServingRole as error:
            raise CommandError(str(error)) from error
        super().handle(*args, database=database, plan=plan, **options)
        if not plan:
            grant(connections[database])
