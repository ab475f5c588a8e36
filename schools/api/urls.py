"""The addresses of the schools app, under /v1."""

from oab.resources import addresses
from schools.api import numbers, views

urlpatterns = [
    *addresses("besturen", views.Boards, numbers.BoardNumber),
    *addresses("samenwerkingsverbanden", views.Partnerships, numbers.PartnershipNumber),
    *addresses("scholen", views.Schools, numbers.SchoolNumber),
    *addresses("vestigingen", views.Locations, numbers.LocationNumber),
    *addresses("samenvoegingen", views.Mergers),
    *addresses("verzelfstandigingen", views.SplitOffs),
    *addresses("opheffingen", views.Closures),
    *addresses("tellingen", views.Counts, numbers.CountNumber),
]
