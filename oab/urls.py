"""Every address the service answers."""

from django.urls import include, path

from oab.problems import bad_request, forbidden, not_found, server_error
from oab.views import (
    Document,
    Documentation,
    Entrance,
    Live,
    Ready,
    SecurityTxt,
)

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

handler400 = bad_request
handler403 = forbidden
handler404 = not_found
handler500 = server_error

urlpatterns = [
    path("", Entrance.as_view()),
    path("v1", Entrance.as_view()),
    path("v1/openapi.json", Document.as_view()),
    path("v1/documentatie", Documentation.as_view()),
    path("v1/", include("oab.api.tasks")),
    path("v1/", include("municipalities.api.urls")),
    path("v1/", include("schools.api.urls")),
    path("v1/", include("allocations.api.urls")),
    path("health/live", Live.as_view()),
    path("health/ready", Ready.as_view()),
    path(".well-known/security.txt", SecurityTxt.as_view()),
]
