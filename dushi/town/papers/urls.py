"""Pages of 公文设置."""

from django.urls import path

from dushi.town.papers import views

urlpatterns = [
    path("paper-settings/", views.letterhead_list, name="letterhead_list"),
    path("paper-settings/<int:pk>/", views.letterhead_edit, name="letterhead_edit"),
]
