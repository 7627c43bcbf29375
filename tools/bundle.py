"""make bundle: the sources and every wheel they need, in one file, for a machine without internet.

There: `tar xf dushi-….tar`, then `make run` as everywhere; the wheelhouse beside the sources is used instead of a
package registry. The wheels fit machines with this Python and this kind of processor.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def said_by(command: list[str]) -> str:
    return subprocess.run(command, cwd=BASE_DIR, check=True, capture_output=True, text=True).stdout.strip()


def collect_wheels(folder: Path) -> None:
    """Download the wheels that requirements.lock names, checked by their hashes."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    command += ["--only-binary=:all:", "-r", "requirements.lock", "-d", str(folder)]
    subprocess.run(command, cwd=BASE_DIR, check=True)


def bundle(target: Path) -> Path:
    """Write dushi-<commit>-py<version>.tar into the folder `target` and return its path."""
    name = f"dushi-{said_by(['git', 'rev-parse', '--short', 'HEAD'])}"
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{name}-py{sys.version_info.major}{sys.version_info.minor}.tar"
    with tempfile.TemporaryDirectory(prefix="dushi-bundle-") as scratch:
        wheels = Path(scratch) / "wheelhouse"
        wheels.mkdir()
        collect_wheels(wheels)
        said_by(["git", "archive", f"--prefix={name}/", "--output", str(path), "HEAD"])
        with tarfile.open(path, "a") as archive:
            archive.add(wheels, arcname=f"{name}/wheelhouse")
    return path


if __name__ == "__main__":
    print(bundle(BASE_DIR / "dist"))
