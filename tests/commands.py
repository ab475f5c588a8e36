"""Commands run in the process of the tests, which spares each its second of imports."""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest
from django.core.management import get_commands, load_command_class


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run what follows `manage.py` on the command line; `given` is standard input."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        with redirect_stdout(out), redirect_stderr(err):
            code = _code_of(arguments)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def _code_of(arguments: tuple[str, ...]) -> int:
    app = get_commands()[arguments[0]]
    try:
        load_command_class(app, arguments[0]).run_from_argv(["manage.py", *arguments])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0
