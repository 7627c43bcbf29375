"""What the phone asks for, and 报送记录."""

from django.urls import path

from dushi.offline import receipt_views, upload_views, views

urlpatterns = [
    path("sw.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline_page, name="offline_page"),
    path("offline/account/", views.offline_account, name="offline_account"),
    path("offline/pages/", views.offline_pages, name="offline_pages"),
    path("offline/photos/", upload_views.upload_new, name="upload_new"),
    path("offline/photos/<uuid:key>/", upload_views.upload_part, name="upload_part"),
    path("sent/", views.sent_list, name="sent_list"),
    path("sent/receipts/<uuid:pk>/", receipt_views.receipt_page, name="receipt_page"),
    path("sent/receipts/<uuid:pk>/file/", receipt_views.receipt_file, name="receipt_file"),
    path("sent/receipts/<uuid:pk>/text/", receipt_views.receipt_text, name="receipt_text"),
    path("sent/keys/", receipt_views.receipt_keys, name="receipt_keys"),
    path("sent/keys/file/", receipt_views.receipt_keys_file, name="receipt_keys_file"),
    path("sent/copies/<uuid:pk>/", views.copy_page, name="copy_page"),
    path("sent/copies/<uuid:pk>/settle/", views.copy_settle, name="copy_settle"),
]
