"""The process that keeps PostgreSQL and Valkey running while somebody uses them.

Runs by itself, outside the session of whoever started it, and needs nothing but
Python's own library, so that it starts in a moment. What it has to do stands in one
JSON file.

Everything it owns hangs on locks that the kernel frees on any death. The servers get a
signal from the kernel when the supervisor dies, and each inherits a lock of its own: as
long as that lock is taken, some process of that server is still alive. So nothing here
trusts a process number that was written down.

Its working directory is the folder it looks after: if that is thrown away and made
anew, it never touches what belongs to its successor.
"""

import ctypes
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

POLL = 0.1
PATIENCE_WITH_LEFTOVERS = 2
PATIENCE_WITH_SHUTDOWN = 60
PR_SET_PDEATHSIG = 1
READY, KEEP, STOP = Path("ready"), Path("keep"), Path("stop")


class Stopped(Exception):
    """Somebody asked for the end."""


class Died(Exception):
    """A server ended before it answered."""


@dataclass
class Server:
    """One server: how it is started, asked for a sign of life, and stopped."""

    command: list[str]
    directory: str
    socket: str
    request: str
    reply: str
    stop_signal: int
    lock: str
    leftovers: list[str]
    process: subprocess.Popen[bytes] = field(init=False)
    lock_file: int = field(init=False)

    def __post_init__(self) -> None:
        self.lock_file = opened(self.lock)

    def start(self, account: dict[str, Any]) -> None:
        """Start the server once nothing is left of an earlier one."""
        lock = self._cleared_lock()
        for path in self.leftovers:
            Path(path).unlink(missing_ok=True)
        try:
            self.process = self._started(account, lock)
        finally:
            os.close(lock)

    def answers(self) -> bool:
        """Ask the server for a sign of life."""
        if self.process.poll() is not None:
            raise Died(f"{self.command[0]} ended with {self.process.returncode}")
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(5)
                client.connect(self.socket)
                client.sendall(bytes.fromhex(self.request))
                answer = client.recv(1)
                client.shutdown(socket.SHUT_WR)
                while client.recv(4096):  # a rude end would be logged as an error
                    pass
                return answer == bytes.fromhex(self.reply)
        except OSError:
            return False

    def ask_to_stop(self) -> None:
        """Let the server end in order; a server that never started is fine too."""
        if hasattr(self, "process") and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait_for_end(self) -> None:
        """Wait for the end that was asked for, and force it when it does not come."""
        try:
            if hasattr(self, "process"):
                self.process.wait(PATIENCE_WITH_SHUTDOWN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._cleared_lock())  # sessions can outlive a server that was killed

    def _started(self, account: dict[str, Any], lock: int) -> subprocess.Popen[bytes]:
        prctl = ctypes.CDLL(None).prctl
        return subprocess.Popen(  # noqa: S603 - own programs only
            self.command,
            cwd=self.directory,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            pass_fds=[lock],
            start_new_session=True,
            umask=0o077,
            # After the change of account, which would undo it.
            preexec_fn=lambda: prctl(  # noqa: PLW1509 - this process has one thread
                PR_SET_PDEATHSIG, self.stop_signal
            ),
            **account,
        )

    def _cleared_lock(self) -> int:
        # Opened once more: a lock is shared with who inherits it, not with who opens.
        lock = os.open(f"/proc/self/fd/{self.lock_file}", os.O_RDWR)
        since = time.monotonic()
        while not taken(lock):
            if time.monotonic() > since + PATIENCE_WITH_SHUTDOWN:
                raise Died(f"{self.lock} is held by a process that cannot be killed")
            if time.monotonic() > since + PATIENCE_WITH_LEFTOVERS:
                kill_holders_of(lock)
            time.sleep(POLL / 4)
        return lock


@dataclass
class Supervisor:
    """What one supervisor looks after."""

    folder: Path
    grace: float
    account: dict[str, Any]
    servers: list[Server]
    ended: bool = False
    unused_since: float | None = None
    signals: int = field(init=False)

    def run(self) -> None:
        """Keep the servers running until nobody uses them or somebody asks to stop."""
        self._listen_to_signals()
        users = opened("users.lock")
        try:
            self._start(self.servers)
            while not self._unused(users):
                self._restart_the_dead()
                self._pause(POLL)
        except (Stopped, Died) as reason:
            sys.stderr.write(f"{reason}\n")
        finally:
            self._stop()

    def _listen_to_signals(self) -> None:
        self.signals, waking = os.pipe()
        os.set_blocking(waking, False)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        # The death of a server ends a pause; what died is seen after it.
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _start(self, servers: list[Server]) -> None:
        for server in servers:
            server.start(self.account)
        while not all(server.answers() for server in servers):
            self._pause(POLL / 10)
        READY.touch()

    def _restart_the_dead(self) -> None:
        dead = [server for server in self.servers if server.process.poll() is not None]
        if dead:
            READY.unlink(missing_ok=True)
            self._start(dead)

    def _unused(self, users: int) -> bool:
        if not self._reachable(users):
            return True
        if KEEP.exists() or not taken(users):
            self.unused_since = None
            return False
        self.unused_since = self.unused_since or time.monotonic()
        if time.monotonic() - self.unused_since >= self.grace:
            return True  # the lock stays taken: who comes now waits for the end
        fcntl.flock(users, fcntl.LOCK_UN)
        return False

    def _reachable(self, users: int) -> bool:
        try:
            present = (self.folder / "users.lock").stat()
        except FileNotFoundError:  # the folder was thrown away
            return False
        return os.path.samestat(os.fstat(users), present)

    def _pause(self, seconds: float) -> None:
        if select.select([self.signals], [], [], seconds)[0]:
            os.read(self.signals, 1024)
        if self.ended or STOP.exists():
            raise Stopped("stopped on request")

    def _stop(self) -> None:
        READY.unlink(missing_ok=True)
        for server in self.servers:
            server.ask_to_stop()
        for server in self.servers:
            server.wait_for_end()
        for server in self.servers:
            with suppress(OSError):  # gone with the other server's, or not empty
                Path(server.socket).parent.rmdir()

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self.ended = True


def opened(path: str) -> int:
    """Open a file to lock."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def taken(lock: int) -> bool:
    """Take the lock exclusively, unless another has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def kill_holders_of(lock: int) -> None:
    """Kill the processes that still hold a dead server's lock."""
    for process in Path("/proc").glob("[0-9]*"):
        if process.name != str(os.getpid()) and _holds(process, os.fstat(lock)):
            os.kill(int(process.name), signal.SIGKILL)


def _holds(process: Path, lock: os.stat_result) -> bool:
    files = process / "fd"
    try:
        return any(os.path.samestat(file.stat(), lock) for file in files.iterdir())
    except OSError:  # somebody else's process, or one that just ended
        return False


def main(folder: Path) -> None:
    """Become a process of its own and supervise the servers of one folder."""
    if os.fork():
        os._exit(0)  # whoever started this one need not wait for its end
    os.chdir(folder)
    task = json.loads(Path("supervisor.json").read_text())
    task["servers"] = [Server(**server) for server in task["servers"]]
    Supervisor(folder, **task).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
