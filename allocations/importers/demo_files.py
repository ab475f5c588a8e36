"""The publishers' files in this repository, in the order in which the demo reads them.

Each is a kind, a path and the day of which the file speaks where it does not say so
itself. See data/README.md for publishers, sources and licences.
"""

from datetime import date
from pathlib import Path

from django.conf import settings

DATA = Path(settings.BASE_DIR) / "data"

DEMO_FILES: tuple[tuple[str, Path, date | None], ...] = (
    ("gemeenten", DATA / "gemeenten-per-peilmoment-uit-duo.csv", None),
    ("gemeenten", DATA / "herindelingen-2012-2024.csv", None),
    ("gemeenten", DATA / "4pp.csv.gz", date(2019, 6, 8)),
    ("gemeentegroepen", DATA / "gemeentegroepen.csv", date(2013, 1, 1)),
    ("impulsgebieden", DATA / "impulsgebieden-2013-2017-pc4.csv", date(2013, 8, 1)),
    ("schoolregister", DATA / "vestigingen-bo-2013.csv.gz", date(2013, 6, 27)),
    (
        "personele-bekostiging",
        DATA / "03.-personele-bekostiging-bo-2015-2016.csv.gz",
        None,
    ),
    (
        "leerlingen-gewicht-leeftijd",
        DATA / "01.-leerlingen-bo-gewicht-leeftijd-2016-2017.csv.gz",
        None,
    ),
    ("leerlingen-bron", DATA / "02.leerlingen-bo-in-bron-2016-2017.csv.gz", None),
    (
        "leerlingen-leeftijd",
        DATA / "01.-leerlingen-po-soort-po-cluster-leeftijd-2016-2017.csv.gz",
        None,
    ),
    (
        "schoolregister",
        DATA / "01.-hoofdvestigingen-basisonderwijs-2017.csv.gz",
        date(2017, 6, 1),
    ),
    ("schoolregister", DATA / "alle-vestigingen-bo-2020-12.csv.gz", date(2020, 12, 1)),
)
