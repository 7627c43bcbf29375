"""Row 9: the disk is full, for the database and for photos."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

from dushi.serve import BASE_DIR
from tests.chaos.outcome import Row, Told
from tests.chaos.scene import Scene

#: A small disk that nobody else sees, gone with the process. $0: where, $1: MiB, $2: Python, $3: how many send.
MOUNT = 'mount -t tmpfs -o size="$1"m none "$0" && exec "$2" -m tests.chaos.full "$0" "$3"'


def full(scene: Scene, size: dict[str, int]) -> Told:
    """Whoever sends meanwhile is told so, what was acknowledged stands, no photo lies there without a row or the other
    way round; once there is room again everything is taken."""
    told = scene.told
    with tempfile.TemporaryDirectory(prefix="dushi-small-disk-") as folder:
        place = {
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/dushi.sqlite3",
            "REDIS_URL": "",
            "DUSHI_CLOCK": "",
        }
        env = scene.machine.environment() | place | {"CHAOS_OFF": scene.off}
        command = ["unshare", "-rm", "sh", "-c", MOUNT, folder, str(size["disk_mb"]), sys.executable]
        done = subprocess.run([*command, str(size["sendings"])], cwd=BASE_DIR, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])
    seen = json.loads(done.stdout.splitlines()[-1])
    meanwhile, after = seen["full"], seen["after"]
    told.must(set(meanwhile["statuses"]) <= {"200", "503"}, f"answered {meanwhile['statuses']}")
    told.must(meanwhile["statuses"].get("503"), "the disk never was full")
    told.must(not meanwhile["unsaid"], f"{meanwhile['unsaid']} refusals do not say why")
    told.must(not meanwhile["lost"] + after["lost"], f"{meanwhile['lost']} acknowledged are gone")
    told.must(not meanwhile["orphans"] + after["orphans"], f"{meanwhile['orphans']} photos without row or file")
    told.must(after["kept"] == seen["sendings"], f"only {after['kept']} taken when there was room again")
    told.must(not seen["broken"], f"{seen['broken']}")
    told.facts |= {"sendings": seen["sendings"], "statuses": meanwhile["statuses"]}
    return told


ROWS = (
    Row(9, "disk full", full, {"sendings": 30, "disk_mb": 40}, {"sendings": 300, "disk_mb": 80, "rounds": 4}, "tidy",
        is_alone=True),
)  # fmt: skip
