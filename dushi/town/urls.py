"""Pages of the town."""

from django.urls import path

from dushi.town.views import attachment, login

urlpatterns = [
    path("attachments/<uuid:pk>/", attachment.attachment_file, name="attachment_file"),
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("password/", login.password_change, name="password_change"),
]
