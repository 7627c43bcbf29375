"""Whether the town has a mail server at all."""

from django.conf import settings

DUMMY = "django.core.mail.backends.dummy.EmailBackend"


def mail_is_configured() -> bool:
    """False where no mail server is named: then no e-mail is written down that would never leave."""
    return bool(settings.EMAIL_BACKEND != DUMMY)
