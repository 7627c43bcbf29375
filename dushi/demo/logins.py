"""One login per role, printed at every start of the demo."""

from __future__ import annotations

#: Every demo login has this password; the production settings refuse to serve while demo people exist.
PASSWORD = "dushi-2018"  # noqa: S105 - printed at every start
ROLES = (
    ("包村人员", "baocun01"),
    ("管区书记", "guanqu1"),
    ("扶贫办主任", "fupinban"),
    ("镇党委书记", "shuji"),
    ("班子成员", "fushuji"),
    ("部门负责人", "caizheng"),
    ("纪委书记", "jiwei"),
    ("纪委人员", "jiwei2"),
    ("示例甲村主要负责人", "jiacun"),
    ("信访窗口", "xinfang"),
    ("系统管理员", "guanli"),
)


def text() -> str:
    """What the start prints, a line per role."""
    lines = [f"  {role:　<10}{login}" for role, login in ROLES]
    return "\n".join(["演示登录（口令都是 " + PASSWORD + "）：", *lines, ""])
