"""Locks that end with the processes that hold them."""

import fcntl
import os
import signal
import subprocess

from oab.embedded import locks


def test_a_lock_is_one_holders_until_it_lets_go(tmp_path):
    with locks.attempt(tmp_path / "lock") as first:
        with locks.attempt(tmp_path / "lock") as second:
            assert second is None
        assert first is not None

    with locks.attempt(tmp_path / "lock") as third:
        assert third is not None


def test_a_program_that_inherits_a_lock_keeps_it(tmp_path):
    with locks.attempt(tmp_path / "lock") as lock:
        assert lock is not None
        heir = subprocess.Popen(["/bin/sleep", "60"], pass_fds=[lock])

    with locks.attempt(tmp_path / "lock") as taken:
        assert taken is None
    heir.kill()
    heir.wait()
    with locks.attempt(tmp_path / "lock") as free:
        assert free is not None


def test_a_forked_child_does_not_keep_a_lock_that_was_being_passed_on(tmp_path):
    started, forked = os.pipe()
    with locks.attempt(tmp_path / "lock"):
        child = os.fork()
        if not child:
            os.write(forked, b"!")
            signal.pause()

    os.read(started, 1)
    with locks.attempt(tmp_path / "lock") as free:
        assert free is not None
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(started)
    os.close(forked)


def test_a_file_that_was_replaced_is_not_the_one_that_was_opened(tmp_path):
    lock = locks.opened(tmp_path / "lock")
    assert locks.taken(lock, fcntl.LOCK_SH)
    assert locks.still_opened(lock, tmp_path / "lock")

    (tmp_path / "lock").rename(tmp_path / "away")
    assert not locks.still_opened(lock, tmp_path / "lock")

    os.close(locks.opened(tmp_path / "lock"))
    assert not locks.still_opened(lock, tmp_path / "lock")
    os.close(lock)
    assert not locks.still_opened(lock, tmp_path / "away")
