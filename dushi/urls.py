"""Every page. Each room keeps its own list."""

from django.urls import include, path

from dushi.health import healthz
from dushi.metrics import metrics_page
from dushi.town.views.attachment import attachment_file

#: The page of an error that nobody foresaw.
handler500 = "dushi.failing.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics_page, name="metrics"),
    path("attachments/<uuid:pk>/", attachment_file, name="attachment_file"),
    path("", include("dushi.town.urls")),
    path("", include("dushi.offline.urls")),
    path("", include("dushi.regulation.urls")),
    path("", include("dushi.alerts.urls")),
    path("", include("dushi.sheets.urls")),
    path("", include("dushi.district.urls")),
    path("", include("dushi.obligations.urls")),
    path("", include("dushi.bulletin.urls")),
    path("", include("dushi.matters.urls")),
    path("", include("meetings.urls")),
    path("", include("meetings.report_urls")),
    path("", include("inspections.urls")),
    path("", include("accountability.urls")),
]
