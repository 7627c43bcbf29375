"""Addresses of notices for everybody but the commission, which has its desk."""

from django.urls import path

from accountability.notices import views

urlpatterns = [
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/<uuid:pk>/", views.notice_page, name="notice_page"),
    path("notices/<uuid:pk>/document/", views.notice_document, name="notice_document"),
    path("notices/lines/<uuid:pk>/objection/", views.objection_new, name="objection_new"),
    path("objections/<uuid:pk>/", views.objection_page, name="objection_page"),
    path("objections/<uuid:pk>/withdraw/", views.objection_withdraw, name="objection_withdraw"),
]
