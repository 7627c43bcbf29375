"""Pages of the district's tables."""

from django.urls import path

from dushi.district import views

urlpatterns = [
    path("district/", views.district_list, name="district_list"),
    path("district/add/", views.district_add, name="district_add"),
    path("district/kept/<uuid:pk>.xlsx", views.district_kept, name="district_kept"),
    path("district/<uuid:pk>/", views.district_page, name="district_page"),
    path("district/<uuid:pk>/columns/", views.district_map, name="district_map"),
    path("district/<uuid:pk>/switch/", views.district_switch, name="district_switch"),
    path("district/<uuid:pk>/remove/", views.district_remove, name="district_remove"),
    path("district/<uuid:pk>/<slug:period>.xlsx", views.district_file, name="district_file"),
]
