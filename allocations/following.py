"""Follows a run until it is closed."""

import sys
import time

from tqdm import tqdm

from allocations.models import Run
from allocations.tasks import wake_workers

POLL = 0.05
REMINDER = 2
HINT_AFTER = 10
HINT = "wacht op een worker; start er een met make serve"


def follow(run: Run) -> Run:
    """Wait until a run is closed; on a terminal, show how far it is.

    A wake-up that got lost is sent again. As long as no part gets done, a line says
    once, on a terminal or not, that there may be no worker.
    """
    started = reminded = time.monotonic()
    hinted = False
    with tqdm(total=run.parts, unit="deel", disable=None, file=sys.stderr) as bar:
        while run.state == Run.State.STARTED:
            time.sleep(POLL)
            run.refresh_from_db()
            done = run.run_parts.exclude(done_at=None).count()
            bar.update(done - bar.n)
            now = time.monotonic()
            if now - reminded > REMINDER:
                wake_workers(run)
                reminded = now
            if not (done or hinted) and now - started > HINT_AFTER:
                tqdm.write(HINT, file=sys.stderr)
                hinted = True
    return run
