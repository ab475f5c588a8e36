"""The virus scanner of the installation, if it has one.

`VIRUS_SCANNER` is a command that reads the file on its standard input and ends with 0
(clean) or 1 (infected), as `clamdscan -` does, or `clamd:` with the path of a socket on
which ClamAV listens. Without it a file is kept as not scanned; with a scanner that
cannot be reached nothing is taken in.
"""

import shlex
import socket
import struct
import subprocess

from django.conf import settings

from oab.files.refusals import refuse

NOT_SCANNED, CLEAN = "niet gescand", "schoon"
CLAMD = "clamd:"
MOST_SECONDS = 30
CHUNK = 64 * 1024
LENGTH = struct.Struct("!L")
ANSWER = 4_096
FOUND = 1


class ScannerUnavailable(Exception):
    """De virusscanner antwoordt niet; probeer het later opnieuw."""


def scan(content: bytes) -> str:
    """Scan a file and say so; raise `RefusedFile` for one that is infected."""
    scanner = settings.VIRUS_SCANNER
    if not scanner:
        return NOT_SCANNED
    try:
        if scanner.startswith(CLAMD):
            infected = _infected_by_clamd(content, scanner.removeprefix(CLAMD))
        else:
            infected = _infected_by_command(content, scanner)
    except (OSError, subprocess.SubprocessError) as error:
        raise ScannerUnavailable(ScannerUnavailable.__doc__) from error
    if infected:
        raise refuse(
            "virus",
            "de virusscanner heeft in dit bestand iets gevonden",
            "the virus scanner found something in this file",
        )
    return CLEAN


def _infected_by_command(content: bytes, command: str) -> bool:
    done = subprocess.run(  # noqa: S603  # the command of whoever runs the service
        shlex.split(command),
        input=content,
        capture_output=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    if done.returncode not in {0, FOUND}:
        raise ScannerUnavailable(ScannerUnavailable.__doc__)
    return done.returncode == FOUND


def _infected_by_clamd(content: bytes, path: str) -> bool:
    """Ask over ClamAV's own protocol: chunks with their length, and an empty one."""
    with socket.socket(socket.AF_UNIX) as daemon:
        daemon.settimeout(MOST_SECONDS)
        daemon.connect(path)
        daemon.sendall(b"zINSTREAM\x00")
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            daemon.sendall(LENGTH.pack(len(chunk)) + chunk)
        daemon.sendall(LENGTH.pack(0))
        answer = daemon.recv(ANSWER).rstrip(b"\x00\n")
    if answer.endswith(b"FOUND"):
        return True
    if answer.endswith(b"OK"):
        return False
    raise ScannerUnavailable(ScannerUnavailable.__doc__)
