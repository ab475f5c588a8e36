"""What can go wrong with the servers that the project runs itself."""


class NotStarted(Exception):
    """PostgreSQL of Valkey start niet."""


def not_started(error: BaseException | None) -> str | None:
    """Say in one line why the servers did not start; None if that is not the cause."""
    while error is not None and not isinstance(error, NotStarted):
        error = error.__cause__
    return " ".join(str(error).split()) if error else None
