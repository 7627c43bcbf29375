"""The product's own settings, made quick and throw-away for tests: nothing is written outside a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

#: Every process of the run has a folder, and a number of its own for the databases of the broker.
_folder = Path(tempfile.mkdtemp(prefix="dushi-tests-"))
(_folder / "static").mkdir()
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

os.environ.update(VAR_DIR=str(_folder), PRODUCTION="0", DEBUG="0", LOG_LEVEL="WARNING")
os.environ.update(dict.fromkeys(("SECRET_KEY", "FIELD_KEYS", "RECEIPT_KEYS"), "for tests alone"))
if os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{_worker}"

from dushi.settings import *  # noqa: E402, F403
from dushi.settings import DATABASES, EMBEDDED, REDIS_URL  # noqa: E402

if EMBEDDED:
    # A file, as in the embedded product, so that other processes and threads see the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
if not REDIS_URL:
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
# Tests walk through months within one login.
SESSION_HOURS = 100_000
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
