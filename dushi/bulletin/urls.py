"""Addresses of 周通报; the last is open to everybody."""

from django.urls import path

from dushi.bulletin import signer_views, views

urlpatterns = [
    path("bulletins/", views.bulletin_list, name="bulletin_list"),
    path("bulletins/signers/", signer_views.bulletin_signers, name="bulletin_signers"),
    path("bulletins/signers/<int:pk>/end/", signer_views.bulletin_signer_end, name="bulletin_signer_end"),
    path("bulletins/<uuid:pk>/", views.bulletin_page, name="bulletin_page"),
    path("bulletins/<uuid:pk>/word/", views.bulletin_docx, name="bulletin_docx"),
    path("bulletins/<uuid:pk>/words/", views.bulletin_words, name="bulletin_words"),
    path("bulletins/<uuid:pk>/send/", views.bulletin_send, name="bulletin_send"),
    path("bulletins/<uuid:pk>/return/", views.bulletin_send_back, name="bulletin_send_back"),
    path("bulletins/<uuid:pk>/sign/", views.bulletin_sign, name="bulletin_sign"),
    path("bulletins/<uuid:pk>/publish/", views.bulletin_publish, name="bulletin_publish"),
    path("bulletins/<uuid:pk>/unpublish/", views.bulletin_unpublish, name="bulletin_unpublish"),
    path("weekly/<str:key>/", views.bulletin_public, name="bulletin_public"),
]
