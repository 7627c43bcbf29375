"""Pages of 换届, merging and splitting."""

from django.urls import path

from dushi.town.changeover import reshaping_views, views

urlpatterns = [
    path("changeovers/", views.changeover_list, name="changeover_list"),
    path("changeovers/new/", views.changeover_new, name="changeover_new"),
    path("changeovers/<int:pk>/", views.changeover_page, name="changeover_page"),
    path("handovers/<int:pk>/", views.handover_sheet, name="handover_sheet"),
    path("units/<int:pk>/merge/", reshaping_views.unit_merge, name="unit_merge"),
    path("units/<int:pk>/split/", reshaping_views.unit_split, name="unit_split"),
]
