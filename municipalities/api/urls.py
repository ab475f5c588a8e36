"""The addresses of the municipalities app, under /v1."""

from municipalities.api import numbers, views
from oab.resources import addresses

urlpatterns = [
    *addresses("gemeenten", views.Municipalities, numbers.MunicipalityNumber),
    *addresses("herindelingen", views.Redivisions),
    *addresses("impulsgebieden", views.ImpulseAreas, numbers.PostcodeAreaNumber),
]
