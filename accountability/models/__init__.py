"""Chapter 3: leads, cases, notices, schemes and scores. Each model stands in the file of its topic."""

from accountability.models.basis import BasisPaper
from accountability.models.case import Case, CaseMeasure, CaseMember, CaseSituation, Evidence
from accountability.models.commendation import Commendation
from accountability.models.education import Education, TypicalCase
from accountability.models.hearing import Appeal, Deliberation, DeliberationMember, ServedPaper, Statement
from accountability.models.lead import Lead, ProposalMark, TransferStub
from accountability.models.notice import CriticismNotice, NamedMatter, NoticeSubject, Objection
from accountability.models.relation import Recusal, Relation
from accountability.models.score import AssessmentScheme, ScoreAccount, ScoreEntry, YearSheet
from accountability.models.step import CaseStep, DossierReading
from accountability.models.subject import StoredFile

__all__ = [
    "Appeal",
    "AssessmentScheme",
    "BasisPaper",
    "Case",
    "CaseMeasure",
    "CaseMember",
    "CaseSituation",
    "CaseStep",
    "Commendation",
    "CriticismNotice",
    "Deliberation",
    "DeliberationMember",
    "DossierReading",
    "Education",
    "Evidence",
    "Lead",
    "NamedMatter",
    "NoticeSubject",
    "Objection",
    "ProposalMark",
    "Recusal",
    "Relation",
    "ScoreAccount",
    "ScoreEntry",
    "ServedPaper",
    "Statement",
    "StoredFile",
    "TransferStub",
    "TypicalCase",
    "YearSheet",
]
