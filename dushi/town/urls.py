"""Pages of the town."""

from django.urls import path

from dushi.town.views import login

urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("password/", login.password_change, name="password_change"),
]
