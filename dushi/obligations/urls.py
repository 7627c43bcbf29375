"""Pages of what is due."""

from django.urls import path

from dushi.obligations.views import calendar, jobs, overview, state, work

urlpatterns = [
    path("", work.home, name="home"),
    path("work/", work.my_work, name="my_work"),
    path("state/", state.regulation_state, name="regulation_state"),
    path("state/picture/", state.regulation_picture, name="regulation_picture"),
    path("state/<str:key>/<str:period>/", state.obligation_cell, name="obligation_cell"),
    path("obligations/<int:pk>/", state.obligation_page, name="obligation_page"),
    path("obligations/<int:pk>/excuse/", state.obligation_excuse, name="obligation_excuse"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/link/", calendar.calendar_link, name="calendar_link"),
    path("calendar/link/revoke/", calendar.calendar_link_revoke, name="calendar_link_revoke"),
    path("calendar/feed/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("jobs/", jobs.jobs_page, name="jobs_page"),
    path("concerns/", overview.concerns, name="concerns"),
    path("village-grid/", overview.village_grid, name="village_grid"),
]
