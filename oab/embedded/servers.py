"""How each server is started, asked for a sign of life and stopped."""

import signal
from pathlib import Path
from typing import Any

from oab.embedded.binaries import Binaries
from oab.embedded.databases import PORT

POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m postgres [%p] ",
}
VALKEY_OPTIONS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "loglevel": "warning",
}
# The start of a session as `postgres`, version 3.0 of the protocol, without its length;
# the answer starts with R once sessions are accepted.
POSTGRES_GREETING = b"\0\3\0\0user\0postgres\0database\0postgres\0\0"


def postgres(sockets: Path, binaries: Binaries) -> dict[str, Any]:
    """Describe PostgreSQL to the supervisor."""
    options = POSTGRES_OPTIONS | {"unix_socket_directories": str(sockets)}
    flags = [f"--{name}={value}" for name, value in options.items()]
    socket = sockets / f".s.PGSQL.{PORT}"
    length = (4 + len(POSTGRES_GREETING)).to_bytes(4, "big")
    return {
        "command": [str(binaries.postgres / "postgres"), "-D", ".", *flags],
        "directory": "postgres",
        "socket": str(socket),
        "request": (length + POSTGRES_GREETING).hex(),
        "reply": b"R".hex(),
        "stop_signal": signal.SIGINT,  # end all sessions, then write everything out
        "lock": "postgres.lock",
        # They hold process numbers, which may be somebody else's after a crash.
        "leftovers": ["postgres/postmaster.pid", f"{socket}.lock"],
    }


def valkey(sockets: Path, binaries: Binaries) -> dict[str, Any]:
    """Describe Valkey to the supervisor."""
    socket = sockets / "valkey"
    options = VALKEY_OPTIONS | {"unixsocket": str(socket)}
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    return {
        "command": [str(binaries.valkey), *flags],
        "directory": str(sockets),
        "socket": str(socket),
        "request": b"PING\r\n".hex(),
        "reply": b"+".hex(),
        "stop_signal": signal.SIGTERM,
        "lock": "valkey.lock",
        "leftovers": [str(socket)],
    }
