"""Chapter 2: plans, inspections, what they find, draws, surveys, public reports. Each model stands in its own file."""

from inspections.models.crosscheck import CrossCheck, CrossCheckAnswer
from inspections.models.draw import Draw, DrawNumber
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection, InspectionMember, InspectionUnit
from inspections.models.plan import InspectionPlan, PlanLine
from inspections.models.public import (
    CodeSalt,
    EnvelopeStub,
    IdentityReading,
    PublicReport,
    PublicReportCall,
    PublicReportDigest,
    PublicReportIdentity,
    PublicReportPhoto,
    PublicReportWord,
    WindowSettings,
)
from inspections.models.recording import CheckLine, InspectionNote
from inspections.models.survey import Survey, SurveyAnswer

__all__ = [
    "CheckLine",
    "CodeSalt",
    "CrossCheck",
    "CrossCheckAnswer",
    "Draw",
    "DrawNumber",
    "EnvelopeStub",
    "Finding",
    "IdentityReading",
    "Inspection",
    "InspectionMember",
    "InspectionNote",
    "InspectionPlan",
    "InspectionUnit",
    "PlanLine",
    "PublicReport",
    "PublicReportCall",
    "PublicReportDigest",
    "PublicReportIdentity",
    "PublicReportPhoto",
    "PublicReportWord",
    "Survey",
    "SurveyAnswer",
    "WindowSettings",
]
