"""The addresses of the schools app, under /v1."""

from django.urls import include, path

from oab.resources import addresses
from schools.api import numbers, scores, teacher_ages, views

urlpatterns = [
    *addresses("besturen", views.Boards, numbers.BoardNumber),
    *addresses("samenwerkingsverbanden", views.Partnerships, numbers.PartnershipNumber),
    *addresses("scholen", views.Schools, numbers.SchoolNumber),
    *addresses("vestigingen", views.Locations, numbers.LocationNumber),
    *addresses("samenvoegingen", views.Mergers),
    *addresses("verzelfstandigingen", views.SplitOffs),
    *addresses("opheffingen", views.Closures),
    *addresses("tellingen", views.Counts, numbers.CountNumber),
    *addresses(
        "leeftijdsopgaven", teacher_ages.AgeReturns, teacher_ages.AgeReturnNumber
    ),
    *addresses("achterstandsscores", scores.Scores, scores.ScoreNumber),
    path("", include("schools.api.controls.urls")),
    path("", include("schools.api.deliveries.urls")),
    path("", include("schools.api.pupils.urls")),
]
