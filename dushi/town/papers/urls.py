"""Pages of 公文设置 and 公文模板."""

from django.urls import path

from dushi.town.papers import template_views, views

urlpatterns = [
    path("paper-settings/", views.letterhead_list, name="letterhead_list"),
    path("paper-settings/<int:pk>/", views.letterhead_edit, name="letterhead_edit"),
    path("paper-templates/", template_views.papertemplate_list, name="papertemplate_list"),
    path("paper-templates/<slug:key>/", template_views.papertemplate_page, name="papertemplate_page"),
    path("paper-templates/<slug:key>/reset/", template_views.papertemplate_reset, name="papertemplate_reset"),
    path("paper-templates/<slug:key>/<int:version>.docx", template_views.papertemplate_file, name="papertemplate_file"),
    path("paper-templates/<slug:key>/sample.docx", template_views.papertemplate_sample, name="papertemplate_sample"),
]
