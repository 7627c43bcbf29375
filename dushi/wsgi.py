"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dushi.settings")

application = get_wsgi_application()

from dushi.checks import refuse_to_serve  # noqa: E402 - the apps are ready now

refuse_to_serve()
