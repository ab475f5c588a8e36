"""Beat as it is, but every periodic task that has no hour of its own every second."""

import sys

from celery.schedules import crontab

from oab.celery import app

if __name__ == "__main__":
    for entry in app.conf.beat_schedule.values():
        if not isinstance(entry["schedule"], crontab):
            entry["schedule"] = 1.0
    app.start(["beat", "--loglevel=INFO", *sys.argv[1:]])
