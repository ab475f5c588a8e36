"""The main job on real data, with a summary worth reading."""

import json
import logging
import sys
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from allocations.demo import BUILD, demonstrate
from allocations.demo_report import in_words


class Command(BaseCommand):
    help = (
        "Import real data, calculate the nation, compare with DUO, and tell about it."
    )

    def handle(self, **_: Any) -> None:  # noqa: ANN401 - Django's signature
        logging.getLogger().setLevel(logging.WARNING)  # people read what it prints
        folder = settings.BASE_DIR / BUILD
        folder.mkdir(exist_ok=True)
        demo = demonstrate(lambda step: self.stderr.write(f"· {step}"))
        outcome = json.dumps(
            asdict(demo) | {"faults": list(demo.faults())},
            default=str,
            indent=2,
            ensure_ascii=False,
        )
        (folder / "demo.json").write_text(f"{outcome}\n")
        self.stdout.write(in_words(demo))
        if any(demo.faults()):
            sys.exit(1)
