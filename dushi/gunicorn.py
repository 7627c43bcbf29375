"""How gunicorn serves. Sync workers: the work is Python and database, not waiting."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
timeout = 60
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
preload_app = True
# Only the front proxy reaches this port in production, and it sets X-Forwarded-Proto itself (docs/deployment.md).
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
accesslog = None
control_socket_disable = True
