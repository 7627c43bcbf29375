from django.urls import path

from accountability.views import relations

urlpatterns = [
    path("accountability/relations/", relations.relation_list, name="relation_list"),
    path("accountability/relations/<uuid:pk>/end/", relations.relation_end, name="relation_end"),
]
