"""Pages of what is due."""

from django.urls import path

from dushi.obligations.views import overview

urlpatterns = [
    path("concerns/", overview.concerns, name="concerns"),
    path("village-grid/", overview.village_grid, name="village_grid"),
]
