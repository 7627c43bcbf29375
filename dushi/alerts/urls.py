"""Pages of the alerts."""

from django.urls import path

from dushi.alerts.views import mine, settings

urlpatterns = [
    path("alerts/", mine.alert_list, name="alert_list"),
    path("alerts/read/", mine.alert_read_all, name="alert_read_all"),
    path("alerts/channels/", mine.alert_channels, name="alert_channels"),
    path("alerts/<uuid:key>/", mine.alert_page, name="alert_page"),
    path("alerts/<uuid:key>/open/", mine.alert_open, name="alert_open"),
    path("alerts/settings/", settings.alert_settings, name="alert_settings"),
    path("alerts/deliveries/", settings.alert_deliveries, name="alert_deliveries"),
    path("alerts/robots/", settings.alert_robots, name="alert_robots"),
    path("alerts/robots/<int:pk>/", settings.alert_robot, name="alert_robot"),
    path("alerts/robots/<int:pk>/try/", settings.alert_robot_try, name="alert_robot_try"),
]
