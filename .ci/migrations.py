"""Refuse migrations that break the version that is still running while they run."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django_migration_linter import MigrationLinter

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Lint every migration of the project's own apps; 1 if one is unsafe."""
    linter = MigrationLinter(
        path=str(ROOT),
        include_apps=[app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()],
        database="owner",
        no_cache=True,
        quiet=["ok"],
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return int(linter.has_errors)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oab.settings")
    django.setup()
    sys.exit(main())
