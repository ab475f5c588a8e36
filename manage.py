#!/usr/bin/env python
"""Run an administrative command."""

import os
import sys

from django.core.management import execute_from_command_line

from oab.embedded.errors import not_started

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oab.settings")
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        # What the reader can mend is one line; what they cannot keeps its traceback.
        if (reason := not_started(error)) is None:
            raise
        sys.exit(reason)
