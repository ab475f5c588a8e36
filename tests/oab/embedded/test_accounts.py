"""The servers run without rights, and nothing is opened up for them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from oab.embedded.accounts import Account, is_root
from oab.embedded.binaries import Binaries
from oab.embedded.errors import NotStarted
from tests.oab.embedded.conftest import CHECKOUT

only_root = pytest.mark.skipif(not is_root(), reason="another account is root's choice")


def rights(paths: Iterable[Path]) -> dict[Path, tuple[int, int, int]]:
    states = {path: path.lstat() for path in paths}
    return {
        path: (state.st_mode, state.st_uid, state.st_gid)
        for path, state in states.items()
    }


def outside(folder: Path) -> Iterator[Path]:
    """List everything that other packages were seen to open up, and more."""
    binaries = Binaries.installed()
    for start in [folder, Path.home(), CHECKOUT, binaries.postgres, binaries.valkey]:
        yield from [start.resolve(), *start.resolve().parents]
    for tree in [CHECKOUT / "oab", *binaries.postgres.parents[:2]]:
        yield from (path for path in tree.rglob("*") if "__pycache__" not in path.parts)
    yield from Path.home().iterdir()


def test_no_rights_outside_the_own_folder_change(new_machine, folder):
    before = rights(outside(folder))

    new_machine.holding_user()

    assert rights(outside(folder)) == before


def test_nobody_else_can_enter_the_data_or_the_sockets(running):
    serving = Account.serving()

    for private in [running.services.folder / "postgres", running.services.sockets]:
        assert rights([private]) == {private: (0o40700, serving.uid, serving.gid)}
    assert serving.uid != 0


def test_only_the_owner_reads_the_log(running):
    log = running.services.folder / "log"

    assert rights([log]) == {log: (0o100600, os.geteuid(), os.getegid())}


@pytest.mark.parametrize("trap", ["open to all", "a link", "somebody else's"])
def test_sockets_in_a_folder_that_others_reach_are_refused(machine, folder, trap):
    sockets = machine.services.sockets
    if trap == "a link":
        sockets.symlink_to(folder)
    else:
        sockets.mkdir(mode=0o700)
    if trap == "open to all":
        sockets.chmod(0o777)
    if trap == "somebody else's" and is_root():
        os.chown(sockets, 12345, 12345)
    elif trap == "somebody else's":
        pytest.skip("only root can give a folder away")

    answer = machine.start_user().tell("hold")

    assert answer.startswith(f"{sockets} is niet een map van gebruiker")
    sockets.unlink() if trap == "a link" else sockets.rmdir()


@only_root
def test_root_refuses_a_folder_that_the_servers_cannot_reach(folder):
    private = folder / "private"
    private.mkdir(mode=0o700)

    with pytest.raises(NotStarted, match="kies met OAB_DATA_DIR een andere map"):
        Account.serving().make_reachable_folder(private / "data")

    assert list(private.iterdir()) == []
    assert private.stat().st_mode == 0o40700
