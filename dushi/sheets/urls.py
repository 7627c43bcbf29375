"""导出 Excel."""

from django.urls import path

from dushi.sheets import views

urlpatterns = [
    path("exports/", views.export_start, name="export_start"),
    path("exports/<uuid:pk>/", views.export_page, name="export_page"),
    path("exports/<uuid:pk>/file/", views.export_file, name="export_file"),
    path("exports/<uuid:pk>/cancel/", views.export_cancel, name="export_cancel"),
]
