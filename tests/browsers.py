"""A real Chromium: Debian's, installed where it is missing and we may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "fonts-wqy-microhei")
#: Without these the browser looks for its maker's servers at every start.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def installed() -> str | None:
    """Path of the browser (CHROMIUM where set), or None."""
    return os.environ.get("CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether a font of this machine can show Chinese; without one, screenshots show boxes."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout.strip())


def ensure() -> str:
    """Path of the browser, installing it and a Chinese font where missing. Exits saying what to install otherwise."""
    path = installed()
    if path and has_chinese_font():
        return path
    apt = shutil.which("apt-get")
    if apt and os.getuid() == 0:
        print(f"installing {' '.join(PACKAGES)}", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], check=True, env=env)
        command = [apt, "install", "-y", "-qq", "--no-install-recommends", "fontconfig", *PACKAGES]
        subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
        path = installed()
    if path is None:
        sys.exit(f"The browser tests need Chromium and a Chinese font: sudo apt install {' '.join(PACKAGES)}")
    return path


def flags() -> list[str]:
    """How to start it headless; root may not use its sandbox."""
    return [*FLAGS, *(["--no-sandbox"] if os.getuid() == 0 else [])]


def version(path: str) -> str:
    told = subprocess.run([path, "--version"], capture_output=True, text=True).stdout.strip()
    return told or "Chromium of unknown version"
