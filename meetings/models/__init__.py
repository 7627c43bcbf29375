"""Chapter 1: series and meetings, packs, weekly reports, visits."""

from meetings.models.meeting import AgendaItem, Attendance, Meeting, MeetingPack, MeetingSeries, Sitting
from meetings.models.report import DispatchReport, ReportConflict, ReportDraft, ReportProblem, ReportUpdate
from meetings.models.visit import Visit, VisitParticipant

__all__ = [
    "AgendaItem",
    "Attendance",
    "DispatchReport",
    "Meeting",
    "MeetingPack",
    "MeetingSeries",
    "ReportConflict",
    "ReportDraft",
    "ReportProblem",
    "ReportUpdate",
    "Sitting",
    "Visit",
    "VisitParticipant",
]
