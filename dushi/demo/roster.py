"""Who plays in the demo. The villages are real; areas, people and posts are 示例."""

from __future__ import annotations

from dataclasses import dataclass

from dushi.town.models import Person, Seat, Unit

Kind = Seat.Kind

#: Villages per area, by order of their codes.
AREAS = {"示例一管区": 6, "示例二管区": 6, "示例三管区": 6, "示例四管区": 5}
#: Villages that stand beside the real ones for everything adverse → their area.
EXAMPLES = {"示例甲村": "示例一管区", "示例乙村": "示例三管区"}
DEPARTMENT = "示例供电所"
#: Key villages (重点村), by place in the order of codes.
KEY_VILLAGES = (1, 8, 15, 20)


@dataclass(frozen=True)
class Role:
    """One person and the seats held: (unit name or kind, seat kind, ordinal, title)."""

    login: str
    name: str
    seats: tuple[tuple[str, str, int, str], ...]
    level: str = Person.Level.TOWN


def _area(n: int) -> str:
    return list(AREAS)[n - 1]


PARTY = Unit.Kind.PARTY_COMMITTEE
OFFICE = Unit.Kind.OFFICE
COMMISSION = Unit.Kind.COMMISSION
COUNTY = Person.Level.COUNTY
VILLAGE = Person.Level.VILLAGE

LEADERS = (
    Role("shuji", "示例·王某", ((PARTY, Kind.MAIN_LEADER, 1, "镇党委书记"),), COUNTY),
    Role("zhenzhang", "示例·李某", ((PARTY, Kind.MAIN_LEADER, 2, "镇长"),), COUNTY),
    Role(
        "fushuji", "示例·张某", ((PARTY, Kind.MEMBER, 1, "镇党委副书记"), (_area(1), Kind.AREA_LEADER, 1, "")), COUNTY
    ),
    Role("fuzhenzhang1", "示例·刘某", ((PARTY, Kind.MEMBER, 2, "副镇长"), (_area(2), Kind.AREA_LEADER, 1, "")), COUNTY),
    Role("fuzhenzhang2", "示例·陈某", ((PARTY, Kind.MEMBER, 3, "副镇长"), (_area(3), Kind.AREA_LEADER, 1, "")), COUNTY),
    Role("zuzhi", "示例·杨某", ((PARTY, Kind.MEMBER, 4, "组织委员"), (_area(4), Kind.AREA_LEADER, 1, "")), COUNTY),
    Role("xuanchuan", "示例·黄某", ((PARTY, Kind.MEMBER, 5, "宣传委员"), ("都司村", Kind.LINK_LEADER, 1, "")), COUNTY),
    Role("wuzhuang", "示例·赵某", ((PARTY, Kind.MEMBER, 6, "武装部长"), ("尹楼村", Kind.LINK_LEADER, 1, "")), COUNTY),
    Role(
        "jiwei",
        "示例·吴某",
        (
            (PARTY, Kind.MEMBER, 7, "镇党委委员"),
            (COMMISSION, Kind.COMMISSION_SECRETARY, 1, "镇纪委书记"),
            ("周楼村", Kind.LINK_LEADER, 1, ""),
        ),
        COUNTY,
    ),
)
STAFF = (
    Role("guanqu1", "示例·周某", ((_area(1), Kind.AREA_SECRETARY, 1, ""),)),
    Role("guanqu2", "示例·徐某", ((_area(2), Kind.AREA_SECRETARY, 1, ""),)),
    Role("guanqu3", "示例·孙某", ((_area(3), Kind.AREA_SECRETARY, 1, ""),)),
    Role("guanqu4", "示例·胡某", ((_area(4), Kind.AREA_SECRETARY, 1, ""),)),
    Role("fupinban", "示例·朱某", ((OFFICE, Kind.HEAD, 1, "扶贫办主任"),)),
    Role("banshi1", "示例·高某", ((OFFICE, Kind.STAFF, 1, "扶贫办工作人员"),)),
    Role("banshi2", "示例·林某", ((OFFICE, Kind.STAFF, 2, "扶贫办工作人员"),)),
    Role("caizheng", "示例·何某", (("镇财政所", Kind.HEAD, 1, ""),)),
    Role("minzheng", "示例·郭某", (("镇民政办", Kind.HEAD, 1, ""),)),
    Role("renshe", "示例·马某", (("镇人社所", Kind.HEAD, 1, ""),)),
    Role("jianwei", "示例·罗某", (("镇建委", Kind.HEAD, 1, ""),)),
    Role("ducha", "示例·梁某", (("镇督查办", Kind.HEAD, 1, ""),)),
    Role("gongdian", "示例·宋某", ((DEPARTMENT, Kind.HEAD, 1, ""),)),
    Role("xinfang", "示例·郑某", ((OFFICE, Kind.PETITION_DESK, 1, "信访窗口"),)),
    Role("jiwei2", "示例·谢某", ((COMMISSION, Kind.COMMISSION_STAFF, 1, "镇纪委干事"),)),
    Role("jiwei3", "示例·韩某", ((COMMISSION, Kind.COMMISSION_STAFF, 2, "镇纪委干事"),)),
    Role("jiacun", "示例·丁某", (("示例甲村", Kind.HEAD, 1, ""),), VILLAGE),
    Role("yicun", "示例·任某", (("示例乙村", Kind.HEAD, 1, ""),), VILLAGE),
)


@dataclass(frozen=True)
class Rhythm:
    """The usual hour of a body. week_of_month: None for a weekly body. chair_of: body of the chair's seat."""

    weekday: int
    hour: int
    place: str
    chair: str
    week_of_month: int | None = None
    chair_of: str = ""
    ordinal: int = 1


SERIES = {
    Unit.Kind.AREA: Rhythm(4, 9, "管区会议室", Kind.AREA_SECRETARY),
    OFFICE: Rhythm(5, 15, "扶贫办会议室", Kind.HEAD),
    Unit.Kind.LEADING_GROUP: Rhythm(2, 15, "镇政府三楼会议室", Kind.MAIN_LEADER, 3, PARTY),
    Unit.Kind.JOINT_MEETING: Rhythm(3, 9, "镇政府三楼会议室", Kind.MAIN_LEADER, 2, PARTY, 2),
    PARTY: Rhythm(1, 9, "镇党委会议室", Kind.MAIN_LEADER, 2),
}
#: Sixteen 包村人员; their villages are dealt out in order of codes, then the example villages.
OFFICERS = tuple(f"示例·{surname}某" for surname in "冯于董萧程曹袁邓许傅沈曾彭吕苏卢")
#: The one who moves in mid-week in W4 (岗位移交), as successor of an officer.
SUCCESSOR = "示例·蒋某"
#: Places in OFFICERS.
PROXY, SICK, MOVED = 15, 4, 7
