"""Pages and acts of the ledger."""

from django.urls import path

from dushi.matters.views import acts, ageing, listing, new, page

urlpatterns = [
    path("matters/", listing.matter_list, name="matter_list"),
    path("matters/ageing/", ageing.matter_ageing, name="matter_ageing"),
    path("matters/new/", new.matter_new, name="matter_new"),
    path("matters/<int:pk>/", page.matter_page, name="matter_page"),
    path("matters/<int:pk>/paper/", page.matter_paper, name="matter_paper"),
    path("matters/<int:pk>/confirm/", acts.matter_confirm, name="matter_confirm"),
    path("matters/<int:pk>/dismiss/", acts.matter_dismiss, name="matter_dismiss"),
    path("matters/<int:pk>/assign/", acts.matter_assign, name="matter_assign"),
    path("matters/<int:pk>/reassign/", acts.matter_reassign, name="matter_reassign"),
    path("matters/<int:pk>/start/", acts.matter_start, name="matter_start"),
    path("matters/<int:pk>/progress/", acts.matter_progress, name="matter_progress"),
    path("matters/<int:pk>/submit/", acts.matter_submit, name="matter_submit"),
    path("matters/<int:pk>/send-back/", acts.matter_send_back, name="matter_send_back"),
    path("matters/<int:pk>/close/", acts.matter_close, name="matter_close"),
    path("matters/<int:pk>/close-early/", acts.matter_close_early, name="matter_close_early"),
    path("matters/<int:pk>/recheck/", acts.matter_recheck, name="matter_recheck"),
    path("matters/<int:pk>/escalate/", acts.matter_escalate, name="matter_escalate"),
    path("matters/<int:pk>/return-down/", acts.matter_return_down, name="matter_return_down"),
    path("matters/<int:pk>/extension/", acts.matter_extension_ask, name="matter_extension_ask"),
    path("matters/<int:pk>/extend/", acts.matter_extend, name="matter_extend"),
    path("matters/extensions/<int:pk>/", acts.matter_extension_decide, name="matter_extension_decide"),
    path("matters/<int:pk>/parts/", acts.matter_part_add, name="matter_part_add"),
    path("matters/parts/<int:pk>/sign/", acts.matter_part_sign, name="matter_part_sign"),
    path("matters/parts/<int:pk>/extension/", acts.matter_part_extension_ask, name="matter_part_extension_ask"),
    path("matters/parts/<int:pk>/return/", acts.matter_part_return, name="matter_part_return"),
]
