"""Follows a run until it is closed."""

import sys
import time

from tqdm import tqdm

from allocations.models import Run
from allocations.tasks import wake_workers

POLL = 0.05
REMINDER = 2
HINT_AFTER = 10


def follow(run: Run) -> Run:
    """Wait until a run is closed; on a terminal, show how far it is.

    A wake-up that got lost is sent again.
    """
    started = reminded = time.monotonic()
    with tqdm(total=run.parts, unit="deel", disable=None, file=sys.stderr) as bar:
        while run.state == Run.State.STARTED:
            time.sleep(POLL)
            run.refresh_from_db()
            bar.update(run.run_parts.exclude(done_at=None).count() - bar.n)
            now = time.monotonic()
            if now - reminded > REMINDER:
                wake_workers(run)
                reminded = now
            if bar.n == 0 and now - started > HINT_AFTER:
                bar.set_description("wacht op een worker (make serve)")
    return run
