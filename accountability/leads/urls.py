"""Addresses of 亲属关系申报."""

from django.urls import path

from accountability.leads import views

urlpatterns = [
    path("accountability/relations/", views.relation_list, name="relation_list"),
    path("accountability/relations/<uuid:pk>/end/", views.relation_end, name="relation_end"),
]
