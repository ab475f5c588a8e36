"""What workers do for what the apps share."""

from celery import shared_task

from oab import housekeeping


@shared_task
def remove_overdue_rows() -> None:
    """Remove kept answers and finished tasks whose term is over."""
    housekeeping.remove_overdue()
