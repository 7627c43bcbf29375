"""What stands in the way of a backup or a restore."""


class BackupRefused(Exception):
    """One plain Chinese sentence for whoever sits at the console. Nothing living was touched."""
