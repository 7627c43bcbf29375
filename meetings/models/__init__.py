"""Chapter 1: series and meetings, packs, weekly reports, visits."""

from meetings.models.meeting import (
    AgendaItem,
    AgendaTask,
    Attendance,
    Meeting,
    MeetingPack,
    MeetingSeries,
    MinutesRemark,
    Sitting,
)
from meetings.models.report import DispatchReport, ReportDraft, ReportProblem, ReportUpdate
from meetings.models.visit import Visit, VisitParticipant

__all__ = [
    "AgendaItem",
    "AgendaTask",
    "Attendance",
    "DispatchReport",
    "Meeting",
    "MeetingPack",
    "MeetingSeries",
    "MinutesRemark",
    "ReportDraft",
    "ReportProblem",
    "ReportUpdate",
    "Sitting",
    "Visit",
    "VisitParticipant",
]
