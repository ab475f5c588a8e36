"""As whom the servers run, and the folders they may reach."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oab.embedded.errors import NotStarted

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """The user as whom the servers run: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    @classmethod
    def serving(cls) -> "Account":
        """Give the own account, or as root one that may do nothing."""
        if not is_root():
            return cls(os.geteuid(), os.getegid())
        try:
            entry = pwd.getpwnam(UNPRIVILEGED)
        except KeyError as error:
            raise NotStarted(
                f"PostgreSQL draait niet als root, en gebruiker {UNPRIVILEGED}"
                " bestaat niet."
            ) from error
        return cls(entry.pw_uid, entry.pw_gid)

    def for_popen(self) -> dict[str, Any]:
        """Give the arguments that make a child process run as this account."""
        if not is_root():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def make_own_folder(self, folder: Path) -> None:
        """Make a folder that only this account may enter; never take over another's."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            self._check_own_folder(folder)
        else:
            if is_root():
                os.chown(folder, self.uid, self.gid)

    def make_reachable_folder(self, folder: Path) -> None:
        """Make a folder, and those above it, that this account can pass through.

        Folders that were there already keep the rights they have.
        """
        self._check_way_to(folder)
        for new in reversed([folder, *folder.parents]):
            if not new.exists():
                new.mkdir(exist_ok=True)
                new.chmod(0o711 if is_root() else 0o700)

    def _check_way_to(self, folder: Path) -> None:
        for parent in [parent for parent in folder.parents if parent.exists()]:
            state = parent.stat()
            if is_root() and state.st_uid != self.uid and not state.st_mode & 0o001:
                raise NotStarted(
                    f"Gebruiker {UNPRIVILEGED}, als wie de servers draaien, kan niet"
                    f" in {parent}; kies met OAB_DATA_DIR een andere map."
                )

    def _check_own_folder(self, folder: Path) -> None:
        state = folder.lstat()
        private = stat.S_ISDIR(state.st_mode) and not state.st_mode & 0o077
        if state.st_uid != self.uid or not private:
            raise NotStarted(
                f"{folder} is niet een map van gebruiker {self.uid} alleen;"
                " verwijder deze."
            )


def is_root() -> bool:
    """Tell whether this process may do anything."""
    return os.geteuid() == 0
