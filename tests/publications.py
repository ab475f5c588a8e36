"""The publishers' files, and cuts of their bytes."""

import gzip
from pathlib import Path

from django.conf import settings

DATA = Path(settings.BASE_DIR) / "data"
PAYMENTS = "03.-personele-bekostiging-bo-2015-2016.csv.gz"
REGISTER_2013 = "vestigingen-bo-2013.csv.gz"
REGISTER_2017 = "01.-hoofdvestigingen-basisonderwijs-2017.csv.gz"
REGISTER_2020 = "alle-vestigingen-bo-2020-12.csv.gz"
WEIGHTS = "01.-leerlingen-bo-gewicht-leeftijd-2016-2017.csv.gz"
BRON = "02.leerlingen-bo-in-bron-2016-2017.csv.gz"
AGES = "01.-leerlingen-po-soort-po-cluster-leeftijd-2016-2017.csv.gz"
AREAS = "impulsgebieden-2013-2017-pc4.csv"
LISTS = "gemeenten-per-peilmoment-uit-duo.csv"
REDIVISIONS = "herindelingen-2012-2024.csv"
POSTCODES = "4pp.csv.gz"
GROUPS = "gemeentegroepen.csv"
SCORES = "achterstandsscores-scholen-2019.xlsx"
PAYMENTS_2019 = "03-personele-bekostiging-bo-2019-2020.xls.gz"
MATERIAL_2019 = "01-materiele-instandhouding-bo-2019.xls.gz"


def content(name: str) -> bytes:
    """Read a file of the repository's data, unpacked."""
    stored = (DATA / name).read_bytes()
    return gzip.decompress(stored) if name.endswith(".gz") else stored


def cut(name: str, *marks: bytes, header: int = 1) -> bytes:
    """Cut the header and the rows that hold one of the marks, byte by byte."""
    rows = content(name).splitlines(keepends=True)
    kept = [row for row in rows[header:] if any(mark in row for mark in marks)]
    return b"".join(rows[:header] + kept)
