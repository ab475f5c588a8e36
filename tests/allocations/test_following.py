"""Who follows a run that nobody does, hears of it."""

import pytest

from allocations import following, runs
from allocations.models import Run
from allocations.questions import read_question
from tests.allocations.test_runs import YEAR, establish_schools


@pytest.mark.django_db
def test_without_a_worker_a_line_says_so_once_off_a_terminal_too(capsys, monkeypatch):
    establish_schools()
    run = runs.start(read_question(*YEAR))
    monkeypatch.setattr(following, "HINT_AFTER", 0.1)
    monkeypatch.setattr(following, "REMINDER", 0.4)
    # Nobody was told of the run; who is reminded does it here.
    monkeypatch.setattr(following, "wake_workers", lambda run: runs.work_off(run.pk))

    run = following.follow(run)

    assert run.state == Run.State.COMPLETE
    err = capsys.readouterr().err
    assert [line for line in err.splitlines() if "worker" in line] == [following.HINT]
