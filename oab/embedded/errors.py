"""What can go wrong with the servers that the project runs itself."""


class NotStarted(Exception):
    """PostgreSQL of Valkey start niet."""
