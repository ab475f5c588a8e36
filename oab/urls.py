"""Every address the service answers."""

urlpatterns: list[object] = []
