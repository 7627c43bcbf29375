"""What the ladders of chapter 3 follow. A mark says the town and nothing else."""

from __future__ import annotations

from dushi.records.marking import Watched, by

_OF_NOTICE = by("accountability_criticismnotice", "notice_id")
_OF_LINE = (
    "(SELECT n.town_id FROM accountability_criticismnotice n "
    "JOIN accountability_noticesubject l ON l.notice_id = n.id WHERE l.id = {row}.line_id)"
)
_OF_LEAD, _OF_CASE = by("accountability_lead", "lead_id"), by("accountability_case", "case_id")
#: Who must keep away from what.
_AWAY = (
    Watched("accountability_relation"),
    Watched("accountability_recusal", f"COALESCE({_OF_LEAD}, {_OF_CASE})"),
)

FOLLOWED = {
    "NOTICES": (
        Watched("accountability_criticismnotice"),
        Watched("accountability_noticesubject", _OF_NOTICE),
        Watched("accountability_objection", _OF_LINE),
        Watched("accountability_casestep", acts=("INSERT",)),
        Watched("accountability_namedmatter", acts=("UPDATE",)),
        *_AWAY,
    ),
    "LEADS": (Watched("accountability_lead"), Watched("accountability_lead_checkers", _OF_LEAD), *_AWAY),
    "TAUGHT": (Watched("accountability_education"),),
    "CASES": (
        Watched("accountability_case"),
        Watched("accountability_casemember", _OF_CASE),
        Watched("accountability_appeal", _OF_CASE),
        Watched("accountability_servedpaper"),
        Watched("accountability_lead", columns=("unit_id", "person_id"), acts=("UPDATE",)),
        *_AWAY,
    ),
}
